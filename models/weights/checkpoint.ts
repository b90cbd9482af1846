import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SafetensorsFile, type FloatTensor } from './safetensors.ts';
import type { Matrix } from './matrix.ts';

/**
 * One network's folder of a diffusers checkpoint: `config.json` and its tensors. Remembers which
 * tensors were read, so that an exporter can prove that it used them all.
 */
export class Checkpoint {
  readonly folder: string;
  private readonly files: SafetensorsFile[];
  private readonly owners = new Map<string, SafetensorsFile>();
  private readonly used = new Set<string>();

  /**
   * @param folder holds `diffusion_pytorch_model.safetensors` or `model.safetensors`, or the
   *   same name with shards and an index
   * @throws Error naming the file that is missing or broken
   */
  constructor(folder: string) {
    this.folder = folder;
    this.files = weightFiles(folder).map((path) => new SafetensorsFile(path));
    for (const file of this.files) {
      for (const name of file.tensors.keys()) this.owners.set(name, file);
    }
  }

  /** A tensor of exactly this shape, as float32. */
  tensor(name: string, shape: readonly number[]): FloatTensor {
    const file = this.owners.get(name);
    if (!file) throw new Error(`${this.folder}: the checkpoint has no tensor ${name}`);
    const found = file.tensors.get(name)!.shape;
    if (found.length !== shape.length || found.some((side, i) => side !== shape[i])) {
      throw new Error(
        `${this.folder}: tensor ${name} has shape [${found.join(', ')}]; ` +
          `its config.json asks for [${shape.join(', ')}]`,
      );
    }
    this.used.add(name);
    return file.read(name);
  }

  /** A bias, norm or other flat tensor; a shape of ones around it is accepted. */
  vector(name: string, length: number): Float32Array {
    return this.tensor(name, [length]).data;
  }

  /** A Linear's weight [out, in], or a 1x1 convolution's [out, in, 1, 1], as a matrix. */
  matrix(name: string, rows: number, columns: number, kernel: readonly number[] = []): Matrix {
    return { rows, columns, data: this.tensor(name, [rows, columns, ...kernel]).data };
  }

  has(name: string): boolean {
    return this.owners.has(name);
  }

  /** Names nobody has read, apart from those that the predicate expects to be left. */
  unused(expected: (name: string) => boolean = () => false): string[] {
    return [...this.owners.keys()].filter((name) => !this.used.has(name) && !expected(name));
  }

  close(): void {
    for (const file of this.files) file.close();
  }
}

const IndexSchema = v.object({ weight_map: v.record(v.string(), v.string()) });

function weightFiles(folder: string): string[] {
  for (const stem of ['diffusion_pytorch_model', 'model']) {
    const single = join(folder, `${stem}.safetensors`);
    if (existsSync(single)) return [single];
    const index = `${single}.index.json`;
    if (existsSync(index)) {
      const { weight_map: map } = readJson(index, IndexSchema);
      return [...new Set(Object.values(map))].sort().map((name) => join(folder, name));
    }
  }
  throw new Error(
    `${folder}: expected diffusion_pytorch_model.safetensors or model.safetensors here`,
  );
}

/**
 * Parses a JSON file and checks it.
 * @throws Error naming the file, the fields, what was expected and what came
 */
export function readJson<S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(`${path}: expected this file, found none`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const lines = result.issues.map(
    (issue) => `${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`,
  );
  throw new Error(`${path}: ${lines.join('; ')}`);
}

/** Refuses a folder whose config.json is of another architecture, by name. */
export function assertClass(folder: string, expected: string): void {
  const { _class_name, architectures } = readJson(
    join(folder, 'config.json'),
    v.object({
      _class_name: v.optional(v.string()),
      architectures: v.optional(v.array(v.string())),
    }),
  );
  const found = _class_name ?? architectures?.[0] ?? 'no class name';
  if (found !== expected) {
    throw new Error(`${folder}: expected a ${expected} checkpoint; its config.json says ${found}`);
  }
}
