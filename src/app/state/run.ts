export { useRun, type RunState } from './painting-state.ts';
