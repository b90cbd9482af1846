import type { prompt as english } from '../en/prompt.ts';

export const prompt: typeof english = {
  prompt: {
    label: 'Prompt',
    placeholder: 'Was soll das Bild zeigen?',
    negativeLabel: 'Negativer Prompt',
    negativePlaceholder: 'Was soll nicht ins Bild?',
    negativeHelp: 'Wirkt nur, wenn die Guidance über 1 liegt.',
    // The one addition to the English text: the examples and the model's words stay English.
    hint: 'Schreib auf Englisch, das versteht das Modell. {red|blue} malt von jedem ein Bild.',
    clear: 'Leeren',
    clearLabel: 'Prompt leeren',
    undo: 'Rückgängig',
    undoLabel: 'Prompt zurückholen',
    examples: 'Ideen',
    moreExamples: 'Mehr Ideen',
    empty: 'Gib erst einen Prompt ein.',
    tokens: (used, limit) => `${used} von ${limit} Tokens`,
    tooLong: (limit) => `Nur die ersten ${limit} Tokens zählen.`,
    showCut: 'Zeigen, was wegfällt',
    cut: 'Was wegfällt',
    quoted: (words) => quoted(words),
    foreignSyntax: (found) => `Wirkt in dieser App nicht: ${found.join(', ')}`,
    unknown: (words) => `Das kann dieses Modell nicht malen: ${words.join(', ')}`,
    meant: 'Meintest du',
    nearest: 'Versuch stattdessen',
    beyond: {
      label: 'Was stattdessen geht',
      cannot: (word, phrase) => `${quoted(phrase ?? word)} kann dieses Modell nicht malen.`,
      instead: (word, phrase) => `Stattdessen ${quoted(phrase ?? word)} malen`,
      another: 'Modell holen, das es kann',
      english: 'Dieses Modell versteht nur Englisch.',
      translated: 'Dieses Modell versteht nur Englisch. Versuch es so:',
      write: (prompt) => `${quoted(prompt)} übernehmen`,
      emoji: 'Dieses Modell kann keine Emojis lesen.',
    },
    replace: (word, becomes) => `„${word}“ durch „${becomes}“ ersetzen`,
    alternatives: {
      unclosed: 'Zu einer { fehlt die }. Für eine Klammer im Prompt schreib \\{.',
      unopened: 'Zu einer } fehlt die {. Für eine Klammer im Prompt schreib \\}.',
      deep: 'Diese Klammern sind zu tief verschachtelt.',
      many: (most) =>
        `Das sind mehr als ${most} Bilder auf einmal. Lass ein paar Möglichkeiten weg.`,
    },
  },
  completion: {
    label: 'Offenes ergänzen',
    help: 'Nennt der Prompt kein Licht, keinen Ort oder keinen Stil, werden diese Wörter ergänzt.',
    adds: (words) => `ergänzt „${words}“`,
    reads: (word, becomes) => `liest „${word}“ als ${becomes}`,
    added: 'Ergänzt',
    without: (words) => `Noch einmal ohne „${words}“ malen`,
  },
};

const quoted = (word: string) => `„${word}“`;
