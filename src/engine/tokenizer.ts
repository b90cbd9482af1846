import { CLIPTokenizer } from '@huggingface/transformers';
import type { TokenCount } from '../protocol/engine.ts';
import { clipTokenizerJson } from './clip-settings.ts';

export interface Tokens {
  /** int32 [maxLength]: start mark, text, end mark, padding. */
  ids: Int32Array<ArrayBuffer>;
  /** How many of `ids` are not padding. */
  length: number;
}

/**
 * The `CLIPTokenizer` of `@huggingface/transformers` with the results of Python's: its settings
 * (`clip-settings.ts`), and its padding and truncation, which keep the end mark, where transformers.js cuts it off.
 */
export class ClipTokenizer {
  private readonly tokenizer: CLIPTokenizer;
  private readonly start: number;
  private readonly end: number;
  private readonly maxLength: number;
  private readonly padTokenId: number;

  /**
   * @param tokenizerJson parsed `tokenizer.json`
   * @param tokenizerConfig parsed `tokenizer_config.json`
   * @param maxLength length of every result, marks and padding included (77)
   * @throws Error if the files describe no tokenizer with a start and an end mark
   */
  constructor(
    tokenizerJson: object,
    tokenizerConfig: object,
    maxLength: number,
    padTokenId: number,
  ) {
    this.tokenizer = new CLIPTokenizer(
      clipTokenizerJson(tokenizerJson, tokenizerConfig),
      tokenizerConfig,
    );
    const marks = this.ids('', true);
    const [start, end] = marks;
    if (marks.length !== 2 || start === undefined || end === undefined) {
      throw new Error(
        `Expected a tokenizer that encodes "" as a start and an end mark; received [${marks.join(', ')}].`,
      );
    }
    this.start = start;
    this.end = end;
    this.maxLength = maxLength;
    this.padTokenId = padTokenId;
  }

  encode(text: string): Tokens {
    const words = this.plain(text).slice(0, this.maxLength - 2);
    const ids = new Int32Array(this.maxLength).fill(this.padTokenId);
    ids.set([this.start, ...words, this.end]);
    return { ids, length: words.length + 2 };
  }

  /** Counts tokens, and finds the first word that does not fit whole. */
  count(text: string): TokenCount {
    const limit = this.maxLength - 2;
    const used = this.plain(text).length;
    if (used <= limit) return { used, limit, dropped: '' };
    // No token spans white space, so the words' counts add up.
    let sum = 0;
    for (const match of text.matchAll(/\P{White_Space}+/gu)) {
      sum += this.plain(match[0]).length;
      if (sum > limit) return { used, limit, dropped: text.slice(match.index).trimEnd() };
    }
    return { used, limit, dropped: '' };
  }

  /** Without marks, padding and truncation. */
  private plain(text: string): number[] {
    return this.ids(text, false);
  }

  private ids(text: string, withMarks: boolean): number[] {
    // Python is given text through UTF-8, which has no halves of surrogate pairs.
    const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
    return this.tokenizer(wellFormed, { add_special_tokens: withMarks, return_tensor: false })
      .input_ids;
  }
}
