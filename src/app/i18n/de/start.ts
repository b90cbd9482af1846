import type { start as english } from '../en/start.ts';

export const start: typeof english = {
  choose: 'Von einem Bild ausgehen',
  chooseHelp:
    'Wähle ein Bild, oder zieh oder füge eines auf dieser Seite ein. Es bleibt auf diesem Gerät.',
  photo: 'Foto aufnehmen',
  photoHelp: 'Ein Foto aufnehmen, von dem ausgegangen wird. Es bleibt auf diesem Gerät.',
  firstFrame: 'Das ist eine Animation: Verwendet wird ihr erstes Bild.',
  label: 'Startbild',
  alt: 'Das Bild, von dem ausgegangen wird',
  chosen: 'Das Startbild steht im Formular.',
  remove: 'Startbild entfernen',
  removed: 'Startbild entfernt.',
  strength: 'Stärke',
  keep: 'Bild behalten',
  follow: 'dem Prompt folgen',
  reconstructs: 'Stärke 0 stellt das Bild wieder her. Dafür ist kein Prompt nötig.',
  untitled: 'Ein Bild ohne Prompt',
  wordsOnly: 'Dieses Modell malt nur nach Worten. Das Startbild wird nicht verwendet.',
  gone: 'Das Startbild ist nicht mehr auf diesem Gerät.',
  again: 'Wähle es noch einmal, oder male nach Worten.',
  use: 'Als Startbild',
  variations: 'Variationen',
  variationsHelp: 'Vier Variationen dieses Bildes malen',
  queued: (count) => `${count} Variationen sind eingereiht.`,
  from: 'Ausgehend von',
  fromPicture: (hash, strength) => `Bild ${hash}, Stärke ${strength}`,
  unknownPicture: (strength) => `einem Bild, das nicht hier ist, Stärke ${strength}`,
  words: 'Worten',
  waiting: (strength) => `Stärke ${strength}`,
  waitingGone: 'das Startbild fehlt',
  dropHelp:
    'Seine Einstellungen kommen ins Formular. Von einem Bild ohne Einstellungen kannst du ausgehen. Gemalt wird noch nichts.',
  needed:
    'Dieses Bild wurde von einem anderen Bild aus gemalt, das weder ein Link noch die Einstellungen einer Datei enthalten. Wähle ein Startbild, damit die Stärke gilt.',
  linkNeeds: 'Ein Link kann das Startbild nicht enthalten. Wer ihn öffnet, braucht es auch.',
  offer: 'Von diesem Bild ausgehen',
  offered: (what) => `${what} enthält keine Einstellungen, du kannst aber davon ausgehen.`,
  faults: {
    many: 'Das sind mehrere Dateien. Wähle ein Bild.',
    'too-big': 'Dieses Bild ist zu groß. Wähle eines bis 64 MB und 100 Megapixel.',
    heic: 'Dieser Browser kann keine HEIC-Bilder lesen. Speichere es zuerst als JPEG oder PNG.',
    unreadable:
      'Diese Datei lässt sich nicht als Bild lesen. Vielleicht ist sie beschädigt oder von unbekannter Art.',
  },
};
