/** Models: which are there, and where others come from. Other features import nothing else of this folder. */

export { LinkedModel } from './components/LinkedModel.tsx';
export { ModelField } from './components/ModelField.tsx';
export { PUBLISHED_SECTION } from './conversion/published.ts';
export { publicAddressOf } from './models.ts';
