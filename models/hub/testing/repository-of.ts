import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeRepository } from './fake-hub.ts';

/** A repository with a folder's files, and with some that no export needs. */
export function repositoryOf(folder: string): FakeRepository {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );
  files.set('README.md', Buffer.from('a card'));
  files.set('prior/diffusion_pytorch_model.bin', Buffer.from('a pickle'));
  return { files, lfs: (path) => /\.(safetensors|bin)$/.test(path) };
}
