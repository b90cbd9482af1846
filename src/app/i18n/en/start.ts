/** Pictures that others start from. */
export const start = {
  choose: 'Start from a picture',
  chooseHelp: 'Choose a picture, or drop or paste one on this page. It stays on this device.',
  photo: 'Take a photo',
  photoHelp: 'Take a photo to start from. It stays on this device.',
  /** Of an animation. */
  firstFrame: 'This is an animation: its first frame is used.',
  label: 'Start picture',
  alt: 'The picture to start from',
  chosen: 'The start picture is in the form.',
  remove: 'Remove start picture',
  removed: 'Start picture removed.',
  strength: 'Strength',
  keep: 'keep the picture',
  follow: 'follow the prompt',
  reconstructs: 'Strength 0 reconstructs the picture. It needs no prompt.',
  /** The name of a picture without a prompt. */
  untitled: 'A picture without a prompt',
  wordsOnly: 'This model paints from words only, so the start picture isn’t used.',
  gone: 'The start picture is no longer on this device.',
  again: 'Choose it again, or paint from words.',
  use: 'Use as start',
  variations: 'Variations',
  variationsHelp: 'Paint four variations of this picture',
  queued: (count: number) => `${count} variations are in the queue.`,
  from: 'Started from',
  /** `hash`: the first digits of the picture’s checksum. */
  fromPicture: (hash: string, strength: string) => `picture ${hash}, strength ${strength}`,
  unknownPicture: (strength: string) => `a picture that isn’t here, strength ${strength}`,
  words: 'words',
  /** Behind the seed of a picture that waits. */
  waiting: (strength: string) => `strength ${strength}`,
  waitingGone: 'its start picture is gone',
  dropHelp:
    'Its settings go into the form. A picture without settings can be started from. Nothing is painted yet.',
  needed:
    'This picture was painted from another picture, which a link or a file’s settings can’t carry. Choose a start picture to use the strength.',
  /** After a link was copied. */
  linkNeeds: 'A link can’t carry the start picture. Whoever opens it needs that, too.',
  offer: 'Start from this picture',
  /** `what`: the file’s name, or the words for a pasted picture. */
  offered: (what: string) => `${what} holds no settings, but you can start from it.`,
  faults: {
    many: 'That’s several files. Choose one picture.',
    'too-big': 'This picture is too large. Choose one of up to 64 MB and 100 megapixels.',
    heic: 'This browser can’t read HEIC pictures. Save it as JPEG or PNG first.',
    unreadable: 'This file can’t be read as a picture. It may be damaged or of an unknown kind.',
  },
};
