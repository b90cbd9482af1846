export const prompt = {
  prompt: {
    label: 'Prompt',
    placeholder: 'What should the picture show?',
    negativeLabel: 'Negative prompt',
    negativePlaceholder: 'What should it leave out?',
    /** Only shown while it has no effect. */
    negativeHelp: 'Works only while guidance is above 1.',
    hint: '{red|blue} paints one picture of each.',
    clear: 'Clear',
    clearLabel: 'Clear prompt',
    undo: 'Undo',
    undoLabel: 'Restore prompt',
    examples: 'Ideas',
    moreExamples: 'More ideas',
    empty: 'Enter a prompt first.',
    tokens: (used: number, limit: number) => `${used} of ${limit} tokens`,
    tooLong: (limit: number) => `Only the first ${limit} tokens count.`,
    showCut: 'Show what is cut',
    cut: 'What is cut',
    quoted: (words: string) => quoted(words),
    foreignSyntax: (found: string[]) => `Has no effect in this app: ${found.join(', ')}`,
    unknown: (words: string[]) => `This model can’t draw: ${words.join(', ')}`,
    meant: 'Did you mean',
    nearest: 'Try instead',
    beyond: {
      label: 'What you can do instead',
      /** `phrase` like `a dragon`; null where it would sound wrong. */
      cannot: (word: string, phrase: string | null) =>
        `This model can’t draw ${phrase ?? quoted(word)}.`,
      instead: (word: string, phrase: string | null) => `Draw ${phrase ?? quoted(word)} instead`,
      another: 'Get a model that can',
      english: 'This model only understands English.',
      translated: 'This model only understands English. Try this:',
      write: (prompt: string) => `Use ${quoted(prompt)}`,
      emoji: 'This model can’t read emoji.',
    },
    replace: (word: string, becomes: string) => `Replace “${word}” with “${becomes}”`,
    alternatives: {
      unclosed: 'A { has no matching }. To use a brace in the prompt, type \\{.',
      unopened: 'A } has no matching {. To use a brace in the prompt, type \\}.',
      deep: 'These braces are nested too deeply.',
      many: (most: number) => `That’s more than ${most} pictures at once. Remove some choices.`,
    },
  },
  completion: {
    label: 'Fill in the rest',
    help: 'If the prompt doesn’t mention light, place or style, these words are added to it.',
    adds: (words: string) => `adds “${words}”`,
    reads: (word: string, becomes: string) => `reads “${word}” as ${becomes}`,
    added: 'Added',
    without: (words: string) => `Paint again without “${words}”`,
  },
};

const quoted = (word: string) => `“${word}”`;
