import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const PACKAGE = join(dirname(require.resolve('@huggingface/transformers')), '..');
const TOKENIZER = join(PACKAGE, 'src/models/clip/tokenization_clip.js');

/** What the tokenizer's source imports for chats, tensors and downloads, none of which it is asked for here. */
const UNUSED = new Map([
  ['@huggingface/jinja', 'Template'],
  ['./utils/hub.js', 'getModelJSON'],
  ['./utils/tensor.js', 'Tensor'],
  ['./utils/model_registry/get_tokenizer_files.js', 'get_tokenizer_files'],
]);
const LEFT_OUT = '\0left-out-of-transformers';

/**
 * Of `@huggingface/transformers` the browser gets the CLIPTokenizer alone, 6 kB gzipped in place of 145: no second
 * ONNX Runtime, no address of a CDN, no chat templates. The package has no entry of that size, so its own source is
 * bundled. In Node the package is used as it is.
 */
export function tokenizerOnly(): Plugin {
  const met = new Set<string>();
  return {
    name: 'tokenizer-only',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source === '@huggingface/transformers') {
        return { id: TOKENIZER, moduleSideEffects: false };
      }
      if (!importer?.startsWith(PACKAGE + sep)) return null;
      if (UNUSED.has(source)) {
        met.add(source);
        return { id: LEFT_OUT, moduleSideEffects: false };
      }
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved && { ...resolved, moduleSideEffects: false };
    },
    load(id) {
      if (id !== LEFT_OUT) return null;
      const names = [...UNUSED.values()].map((name) => `leftOut as ${name}`);
      return [
        "function leftOut() { throw new Error('This build has only the tokenizer of transformers.'); }",
        `export { ${names.join(', ')} };`,
      ].join('\n');
    },
    buildEnd(error) {
      if (error || met.size === 0) return;
      const missing = [...UNUSED.keys()].filter((source) => !met.has(source));
      if (missing.length > 0) {
        this.error(
          `Expected the tokenizer of @huggingface/transformers to import ${missing.join(', ')}: ` +
            'see what it imports now, and what of that tokenizer-only.ts has to leave out.',
        );
      }
    },
  };
}
