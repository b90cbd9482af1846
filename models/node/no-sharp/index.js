/**
 * Stands where `@huggingface/transformers` imports sharp in Node. sharp decodes pictures, which no
 * tokenizer does: so 20 MB of native libraries are neither downloaded nor loaded.
 */
export default function sharp() {
  throw new Error(
    'sharp is left out of this project: transformers is here for its tokenizer only.',
  );
}
