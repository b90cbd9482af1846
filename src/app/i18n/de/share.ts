import type { share as english } from '../en/share.ts';
import { decimal } from './decimal.ts';

export const share: typeof english = {
  share: {
    label: 'Dieses Bild teilen',
    copyLink: 'Link kopieren',
    linkCopied: 'Link kopiert',
    copyPicture: 'Bild kopieren',
    pictureCopied: 'Bild kopiert',
    send: 'Teilen …',
    link: 'Link',
    close: 'Schließen',
    linkByHand: {
      title: 'Link kopieren',
      text: 'Der Browser hat das Kopieren blockiert. Der Link ist markiert, du kannst ihn selbst kopieren.',
    },
    pictureByHand: {
      title: 'Bild kopieren',
      text: 'Der Browser hat das Kopieren blockiert. Klick mit der rechten Maustaste auf das Bild oder halte es gedrückt.',
    },
    notice: 'Importierte Einstellungen',
    filledFromLink: 'Aus einem Link ausgefüllt.',
    filledFromFile: (name) => `Aus „${name}“ ausgefüllt.`,
    filledFromClipboard: 'Aus dem eingefügten Bild ausgefüllt.',
    filledFromText: 'Aus dem eingefügten Text ausgefüllt.',
    madeWith: (sentence, program) => `${sentence.replace(/\.$/, '')}, gemacht mit ${program}.`,
    pressGenerate: 'Mit „Bild malen“ geht es los.',
    frameTitle: 'Jemand hat ein Bild mit dir geteilt',
    frameText:
      'Der Link enthält seine Einstellungen, nicht das Bild selbst. Dein Gerät malt es hier.',
    undo: 'Rückgängig',
    undone: 'Deine vorherigen Einstellungen sind wieder da.',
    redo: 'Wieder ausfüllen',
    filledAgain: 'Das Formular ist wieder ausgefüllt.',
    dismiss: 'Schließen',
    emptyLink: 'Dieser Link enthält keine lesbaren Einstellungen.',
    skipped: (key, value, expected) =>
      `${key}: „${value}“ wurde weggelassen. Erwartet: ${expected}.`,
    randomSeed: 'Der Seed ist zufällig (−1): Jedes Malen zieht einen neuen.',
    notHere: (key, value) => `${key}: „${value}“ wurde weggelassen. So etwas hat diese App nicht.`,
    notPlain: (key) => `${key}: Das steht in diesem Graphen nicht eindeutig, bitte prüf es.`,
    newerLink: (version) =>
      `Dieser Link stammt von einer neueren Version (${version}) dieser Seite. Einiges davon kann fehlen.`,
    expected: {
      percentEncoding: 'prozentkodiertes UTF-8',
      json: 'vollständiges JSON',
      length: (max) => `höchstens ${max.toLocaleString('de')} Zeichen`,
      integer: (from, to) => `eine ganze Zahl von ${from} bis ${to}`,
      number: (from, to) => `eine Zahl von ${from} bis ${to}`,
      size: 'Breite und Höhe in Pixeln, zum Beispiel 512x768',
      choice: (choices) => `eins von ${choices.join(', ')}`,
    },
    otherModel: (named, open) =>
      `Mit dem Modell „${named}“ gemalt. Hier ist „${open}“ offen und wird etwas anderes malen.`,
    impossibleSize: (width, height) =>
      `${width} × ${height} Pixel kann dieses Modell nicht malen. Wähle in den Einstellungen eine andere Größe.`,
    overSteps: (stage, steps, most) =>
      `${stage}: ${steps} Schritte sind mehr, als dieses Modell zulässt. Es nimmt ${most}.`,
    overGuidance: (stage, guidance, most) =>
      `${stage}: Guidance ${decimal(guidance)} ist mehr, als dieses Modell zulässt. Es nimmt ${decimal(most)}.`,
    noSolver: (stage, solver) =>
      `${stage}: Das Verfahren ${solver} bietet dieses Modell nicht an. Es nimmt sein eigenes.`,
  },
  drop: {
    target: 'Lass das Bild hier los',
    targetHelp: 'Seine Einstellungen kommen ins Formular. Gemalt wird noch nichts.',
    toPictures: {
      target: 'Lass die Bilder hier los',
      targetHelp:
        'PNG-Dateien mit Einstellungen und hier gespeicherte ZIP-Dateien kommen zu deinen Bildern.',
    },
    choose: 'Einstellungen aus einem Bild',
    chooseHelp:
      'Wähle eine PNG-, JPEG- oder WebP-Datei dieser oder einer anderen App, oder zieh oder füge sie irgendwo auf dieser Seite ein. Auch der Text von Einstellungen lässt sich einfügen.',
    file: (name) => `„${name}“`,
    pasted: 'Das eingefügte Bild',
    pastedText: 'Der eingefügte Text',
    programNotRead: (what, program) =>
      `${what} wurde mit ${program} gemacht, aber die Einstellungen darin sind nicht lesbar.`,
    unchanged: 'Nichts wurde geändert.',
    faults: {
      'not-png': (what) =>
        `${what} ist keine PNG-Datei und auch kein JPEG oder WebP. Nur diese können Einstellungen enthalten.`,
      truncated: (what) => `${what} ist unvollständig: Das Ende fehlt.`,
      damaged: (what) => `${what} ist beschädigt und nicht lesbar.`,
      'too-long': (what) => `${what} enthält Text, der für Einstellungen zu lang ist.`,
      'too-big': (what) => `${what} ist zu groß.`,
      unreadable: (what) => `${what} ließ sich nicht öffnen.`,
      'no-settings': (what) =>
        `${what} enthält keine Einstellungen. Die meisten Programme und Chats entfernen sie beim Speichern.`,
      many: () => 'Das sind mehrere Dateien. Wähle ein einziges Bild.',
    },
  },
};
