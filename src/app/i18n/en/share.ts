/** Links and files with settings: out of the app and into it. */
export const share = {
  share: {
    label: 'Share this picture',
    copyLink: 'Copy link',
    linkCopied: 'Link copied',
    copyPicture: 'Copy picture',
    pictureCopied: 'Picture copied',
    send: 'Share…',
    link: 'Link',
    close: 'Close',
    linkByHand: {
      title: 'Copy the link',
      text: 'The browser blocked copying. The link is selected, so you can copy it yourself.',
    },
    pictureByHand: {
      title: 'Copy the picture',
      text: 'The browser blocked copying. Right-click the picture, or touch and hold it.',
    },
    notice: 'Imported settings',
    filledFromLink: 'Filled in from a link.',
    filledFromFile: (name: string) => `Filled in from “${name}”.`,
    filledFromClipboard: 'Filled in from the pasted picture.',
    filledFromText: 'Filled in from the pasted text.',
    /** `sentence`: one of the four above. */
    madeWith: (sentence: string, program: string) =>
      `${sentence.replace(/\.$/, '')}, made with ${program}.`,
    pressGenerate: 'Press Generate to paint it.',
    frameTitle: 'Someone shared a picture with you',
    frameText: 'The link holds its settings, not the picture itself. Your device paints it here.',
    undo: 'Undo',
    undone: 'Your previous settings are back.',
    redo: 'Fill in again',
    filledAgain: 'The form is filled in again.',
    dismiss: 'Dismiss',
    emptyLink: 'This link has no settings that can be read.',
    skipped: (key: string, value: string, expected: string) =>
      `${key}: “${value}” was left out. It should be ${expected}.`,
    randomSeed: 'The seed is random (−1): Generate draws a new one.',
    notHere: (key: string, value: string) =>
      `${key}: “${value}” was left out. This app has nothing like it.`,
    notPlain: (key: string) => `${key}: this graph doesn’t say it plainly, so check it.`,
    newerLink: (version: string) =>
      `This link was made by a newer version (${version}) of this page. Some of it may be missing.`,
    expected: {
      percentEncoding: 'percent-encoded UTF-8',
      json: 'complete JSON',
      length: (max: number) => `at most ${max.toLocaleString('en')} characters long`,
      integer: (from: string, to: string) => `a whole number from ${from} to ${to}`,
      number: (from: string, to: string) => `a number from ${from} to ${to}`,
      size: 'width and height in pixels, like 512x768',
      choice: (choices: string[]) => `one of ${choices.join(', ')}`,
    },
    otherModel: (named: string, open: string) =>
      `Made with the model “${named}”. “${open}” is open here and will paint something different.`,
    impossibleSize: (width: number, height: number) =>
      `This model can’t paint ${width} × ${height} pixels. Choose another size in the settings.`,
    overSteps: (stage: string, steps: number, most: number) =>
      `${stage}: ${steps} steps is more than this model allows. It will use ${most}.`,
    overGuidance: (stage: string, guidance: number, most: number) =>
      `${stage}: guidance ${guidance} is more than this model allows. It will use ${most}.`,
    noSolver: (stage: string, solver: string) =>
      `${stage}: this model doesn’t offer the solver ${solver} and will use its own.`,
  },
  drop: {
    target: 'Drop the picture here',
    targetHelp: 'Its settings go into the form. Nothing is painted yet.',
    toPictures: {
      target: 'Drop pictures here',
      targetHelp: 'PNG files with settings and ZIP files saved here are added to your pictures.',
    },
    choose: 'Settings from a picture',
    chooseHelp:
      'Choose a PNG, JPEG or WebP file of this app or another one, or drop or paste it anywhere on this page. The text of settings can be pasted, too.',
    file: (name: string) => `“${name}”`,
    pasted: 'The pasted picture',
    pastedText: 'The pasted text',
    programNotRead: (what: string, program: string) =>
      `${what} was made with ${program}, but its settings can’t be read.`,
    unchanged: 'Nothing was changed.',
    /** `what`: the file's name, or the words for a pasted picture. */
    faults: {
      'not-png': (what: string) =>
        `${what} isn’t a PNG file, nor a JPEG or WebP one. Only these can hold settings.`,
      truncated: (what: string) => `${what} is incomplete: its end is missing.`,
      damaged: (what: string) => `${what} is damaged and can’t be read.`,
      'too-long': (what: string) => `${what} holds text that is too long to be settings.`,
      'too-big': (what: string) => `${what} is too large.`,
      unreadable: (what: string) => `${what} couldn’t be opened.`,
      'no-settings': (what: string) =>
        `${what} holds no settings. Most apps and chats remove them when they save a picture.`,
      many: () => 'That’s several files. Choose one picture.',
    },
  },
};
