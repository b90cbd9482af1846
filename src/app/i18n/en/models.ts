import { modelFaults } from './failure.ts';

export const models = {
  model: {
    summary: 'About this model',
    opening: 'Opening model',
    limits: 'What it can’t do',
    words: 'Words it knows',
    licence: 'Licence',
    origin: 'Origin',
    parameters: 'Parameters',
    precision: 'Precision',
    more: 'For other subjects, get the full Würstchen model on the Models page.',
  },
  models: {
    intro:
      'A model is downloaded once, verified, and kept on this device. Only the source you choose is contacted.',
    here: 'On this device',
    current: 'in use',
    isDefault: 'default',
    incomplete: 'incomplete',
    details: 'Details and limits',
    size: 'Size',
    partly: (here: string, total: string) => `${here} of ${total} are here.`,
    intact: 'All files are intact.',
    damaged: 'Some files are damaged and won’t be used. Repair downloads only those again.',
    removed: 'Model deleted.',
    installed: (name: string) => `${name} is installed.`,
    chooseAgain: (name: string) => `To continue, choose the folder “${name}” again below.`,
    sure: (name: string) => `Delete ${name} from this device?`,
    from: {
      folder: (url: string) => `From ${url}`,
      hub: (repository: string, revision: string) =>
        `From the Hugging Face Hub: ${repository}, version ${revision}`,
      local: (name: string) => `From the folder “${name}” on this device`,
      converted: (prior: string, decoder: string) =>
        `Converted on this device from ${prior} and ${decoder}`,
    },
    available: {
      title: 'Also available',
      intro: 'Offered by this site. Nothing has been downloaded yet.',
      fault: 'This site’s list of models has errors.',
      faultText: 'Invalid entries are left out. Everything else works.',
      forHost: 'For the owner of this site',
      correct: 'Correct models/catalogue.json. docs/models.md describes its entries.',
    },
    actions: {
      install: 'Install',
      use: 'Use this model',
      makeDefault: 'Make default',
      verify: 'Verify',
      repair: 'Repair',
      pause: 'Pause',
      resume: 'Resume',
      stop: 'Stop',
      cancel: 'Cancel and delete',
      remove: 'Delete',
      removeSurely: 'Yes, delete',
      keep: 'Keep it',
    },
    progress: {
      starting: 'Starting',
      speed: (bytes: string) => `${bytes}/s`,
      elsewhere: 'Another tab is downloading it.',
      trouble: (path: string, message: string) => `${path}: trying again. ${message}`,
      labels: {
        install: (name: string) => `Downloading ${name}`,
        verify: (name: string) => `Verifying ${name}`,
      },
    },
    builtin: {
      title: 'Built-in model',
      text: 'A small model that comes with the app.',
      kept: 'Kept on this device, so it works offline.',
      comes: 'Comes with the app and is kept on this device after the first visit.',
    },
    disk: {
      room: (bytes: string) => `${bytes} free for other models.`,
      used: (bytes: string) => `Added models take ${bytes}.`,
      free: (bytes: string) => `${bytes} free.`,
      persisted: 'The browser keeps them until you delete them.',
      notPersisted: 'The browser may delete them when disk space runs low.',
      unavailable:
        'This browser keeps no files for pages here, as in some private windows. Small models can be opened from memory; they’re gone when you close the page.',
    },
    add: {
      title: 'Add a model',
      label: 'Address or repository',
      placeholder: 'https://… or owner/name',
      help: 'A folder with a manifest.json on any server, or a repository on the Hugging Face Hub.',
      look: 'Check',
      folder: 'Choose a folder',
      asking: (host: string) => `Checking ${host}`,
      noAddress: (text: string) =>
        `“${text}” is neither a folder served over https, such as https://example.org/model/, nor a repository, such as owner/name.`,
    },
    more: 'Get more models',
    asked: (address: string) => `Asked: ${address}.`,
    /** In place of `faults` where a source has told nothing yet. */
    before: {
      network: {
        title: 'No answer from the server',
        text: 'Nothing has been downloaded. Check the address and your connection, then press Check again.',
      },
      internal: {
        title: 'Something went wrong',
        text: 'Nothing has been downloaded. Check the address, then press Check again.',
      },
    },
    offer: {
      installed: 'This model is already on this device.',
      label: (name: string) => `Found: ${name}`,
      cost: (missing: string, free: string | null) =>
        free === null ? `Downloads ${missing}.` : `Downloads ${missing}. ${free} free.`,
      here: 'All of its files are already on this device.',
      tooLarge: 'Not enough free space. Delete models or pictures you don’t need.',
      tooLargeBefore:
        'The last download that needed more space than this failed. Delete models or pictures you don’t need, or try again if you’ve freed up space since.',
      install: (size: string) => `Install (${size})`,
      add: 'Add',
      fromMemory: 'Open from memory',
      refuse: 'No thanks',
    },
    ask: {
      label: 'A model from a link',
      text: 'This link asks for a model that isn’t on this device. Nothing has been downloaded yet.',
      look: (host: string) => `Check its size on ${host}`,
      refuse: 'No thanks',
      use: (name: string) => `Use ${name}`,
    },
    /** A title and, behind its full stop, what to do. */
    faults: {
      ...modelFaults,
      network: {
        title: 'The connection failed',
        text: 'Everything downloaded so far is kept. It continues when you’re online again, or press Resume.',
      },
      forbidden: {
        title: 'The server requires sign-in',
        text: 'This page can only download public models. Download it yourself and choose its folder.',
      },
      'storage-full': {
        title: 'Not enough free space',
        text: 'Delete models or pictures you don’t need, then press Resume. Everything downloaded so far is kept.',
      },
      'no-storage': {
        title: 'This browser keeps no files here',
        text: 'Private windows and insecure pages often have no storage.',
      },
      'in-use': {
        title: 'Another tab is using it',
        text: 'Wait until that tab is done, or close it.',
      },
      internal: {
        title: 'Something went wrong',
        text: 'Everything downloaded so far is kept. Try again.',
      },
    },
  },
};
