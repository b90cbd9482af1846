import { CLIPTokenizer } from '@huggingface/transformers';
import type { TokenCount } from '../protocol/engine.ts';
import { clipTokenizerJson } from './clip-settings.ts';

export interface Tokens {
  /** int32 [maxLength]: start mark, text, end mark, padding. */
  ids: Int32Array<ArrayBuffer>;
  /** How many of `ids` are not padding. */
  length: number;
}

/** Longer runs of letters, as in scripts without spaces, are cut between characters, shorter ones before the word. */
const LONGEST_WORD = 12;
/** What CLIP's vocabulary marks the last token of a word with. */
const WORD_END = /<\/w>$/;

const utf8 = new TextEncoder();

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

  /** Counts tokens, and finds where the text begins that does not fit. */
  count(text: string): TokenCount {
    const limit = this.maxLength - 2;
    const used = this.plain(text).length;
    if (used <= limit) return { used, limit, dropped: '' };
    // No token spans white space, so the words' counts add up.
    let left = limit;
    for (const { 0: word, index } of text.matchAll(/\P{White_Space}+/gu)) {
      const needed = this.plain(word).length;
      if (needed > left) {
        const read = word.length > LONGEST_WORD ? this.charactersIn(word, left) : 0;
        return { used, limit, dropped: text.slice(index + read).trimEnd() };
      }
      left -= needed;
    }
    return { used, limit, dropped: '' };
  }

  /** How much of a text without white space its first `count` tokens hold whole, in UTF-16 code units. */
  private charactersIn(text: string, count: number): number {
    const tokens = this.tokenizer.tokenize(text).slice(0, count);
    // Each character of a byte-level token stands for one byte of the normalised text.
    let bytes = tokens.reduce((sum, token) => sum + token.replace(WORD_END, '').length, 0);
    for (const { segment, index } of new Intl.Segmenter().segment(text)) {
      bytes -= utf8.encode(segment.normalize('NFC').toLowerCase()).length;
      if (bytes < 0) return index;
    }
    return text.length;
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
