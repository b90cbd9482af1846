export interface Word {
  text: string;
  /** Not in the other text at this place. */
  differs: boolean;
}

/** Beyond this many words all count as different: the table below grows with their product. */
const MOST_WORDS = 400;

/** Both texts word by word, what they have in common (the longest common sequence) left unmarked. */
export function compareWords(a: string, b: string): [Word[], Word[]] {
  const [left, right] = [split(a), split(b)];
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) {
    const differs = a !== b;
    return [left.map((text) => ({ text, differs })), right.map((text) => ({ text, differs }))];
  }
  // common[i][j]: length of the longest common sequence of left from i and right from j.
  const common = Array.from({ length: left.length + 1 }, () =>
    new Array<number>(right.length + 1).fill(0),
  );
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i]![j] =
        left[i] === right[j]
          ? common[i + 1]![j + 1]! + 1
          : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const words: [Word[], Word[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      words[0].push({ text: left[i++]!, differs: false });
      words[1].push({ text: right[j++]!, differs: false });
    } else if (j >= right.length || (i < left.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      words[0].push({ text: left[i++]!, differs: true });
    } else {
      words[1].push({ text: right[j++]!, differs: true });
    }
  }
  return words;
}

function split(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
