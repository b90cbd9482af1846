import type { TensorInfo } from '../formats/safetensors.ts';
import type { SourceFile } from '../ports.ts';

/** A tensor of a checkpoint, and where it lies. */
export interface StoredTensor extends TensorInfo {
  name: string;
  file: SourceFile;
  /** What the file is called in messages. */
  place: string;
}

/** Tells a weight file from all others. */
export const sourceKey = ({ repository, path }: SourceFile) => `${repository}/${path}`;
