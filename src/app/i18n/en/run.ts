/** The queue, the picture being painted, and the one just painted. */
export const run = {
  queue: {
    label: 'Queue',
    waiting: (count: number) => (count === 1 ? '1 waiting' : `${count} waiting`),
    /** `time` as in `progress.left`. */
    time: (time: string) => `about ${time} in total`,
    show: 'Show the queue',
    painting: 'Painting now',
    seed: (seed: string) => `seed ${seed}`,
    holds: {
      visit: 'Unfinished from your last visit.',
      failure: 'Paused because a picture failed.',
      stopped: 'Queue paused.',
    },
    goOn: 'Continue',
    goOnWithout: 'Skip it and continue',
    stopAll: 'Stop all',
    clear: 'Clear all',
    up: (prompt: string) => `Move up: ${prompt}`,
    down: (prompt: string) => `Move down: ${prompt}`,
    remove: (prompt: string) => `Remove: ${prompt}`,
    removed: (count: number) => (count === 1 ? 'Removed 1 picture.' : `Removed ${count} pictures.`),
    undo: 'Undo',
    moved: (place: number, of: number) => `Moved to position ${place} of ${of}.`,
    restored: 'Back in the queue.',
    full: (most: number) => `The queue is full: it holds ${most} pictures. Remove some first.`,
  },
  frame: {
    label: 'Picture',
    emptyTitle: 'Your picture will appear here',
    emptyText: 'Describe a scene and press Generate.',
    surprise: 'Surprise me',
    preview: 'Rough preview of the picture being painted',
    stopped: 'Stopped. This picture was discarded.',
    batch: (ready: number, of: number) => `${ready} of ${of} pictures ready`,
    all: (count: number) => `All ${count} pictures`,
    newest: 'Show the new picture',
  },
  samples: {
    label: 'Pictures by this model',
    text: 'Describe a scene, or start from one of these.',
    taken: (prompt: string) => `Filled in: ${prompt}. Press Generate to paint it.`,
    subjects:
      'This small built-in model paints simple scenes: houses, boats and trees, in any light and weather. People, animals and photographs need a bigger model.',
    another: 'Get another model',
  },
  progress: {
    label: 'Progress',
    elapsed: (time: string) => `${time} elapsed`,
    left: (time: string) => `about ${time} left`,
    leftShort: (time: string) => `${time} left`,
    nearly: 'almost done',
    /** `left` as in `leftShort`; null while nobody knows. */
    short: (percent: number, left: string | null) =>
      left === null ? `${percent} %` : `${percent} % – ${left}`,
    whole: 'Whole picture',
    watch: 'View progress',
    stages: {
      load: 'Loading model',
      text: 'Reading prompt',
      prior: 'Stage C: composing',
      decoder: 'Stage B: refining',
      vqgan: 'Stage A: decoding pixels',
    },
    step: (done: number, total: number) => `step ${done} of ${total}`,
    bytes: (done: string, total: string) => `${done} of ${total}`,
    preparing: 'preparing',
  },
  announce: {
    stopped: 'Stopped.',
    ready: (time: string, waiting: number) =>
      waiting === 0
        ? `The picture is ready after ${time}.`
        : `The picture is ready after ${time}, ${waiting} more to come.`,
  },
  receipt: {
    label: 'How it was made',
    model: 'Model',
    version: 'Model version',
    painted: 'Painted',
    unknown: 'unknown',
    stages: {
      load: 'Loading',
      text: 'Reading',
      prior: 'Stage C',
      decoder: 'Stage B',
      vqgan: 'Stage A',
    },
    total: 'Time',
    seed: 'Seed',
    size: 'Size',
    provider: 'Painted on',
    providers: { webgpu: 'GPU (WebGPU)', wasm: 'CPU (WebAssembly)', cpu: 'CPU' },
    times: 'Time per stage',
  },
};
