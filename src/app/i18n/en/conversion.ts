import type { ConversionFault, ConvertedPrecision } from '../../../exporter/browser/api.ts';

/** Making a model of a published checkpoint, on the Models page. */
export const conversion = {
  title: 'Würstchen v2',
  intro:
    'The full model, as published by its authors: people, animals, photographs, almost anything you can describe.',
  facts: (licence: string, fetched: string, kept: string) =>
    `${licence} licence · downloads ${fetched} once · keeps ${kept} on this device`,
  how: 'Your browser downloads the published files from huggingface.co and converts them for this app. Nothing is installed and nothing leaves this device. You can paint with another model meanwhile.',
  get: 'Get Würstchen v2',
  getAnother: 'Get another version',
  menu: {
    label: 'Model',
    builtin: (name: string) => `${name} (built in)`,
    get: 'Get Würstchen v2 …',
    more: 'More models …',
  },
  elsewhere: 'Another tab is doing this.',
  folder: 'I have the files',
  folderLabel: 'Choose the folder that holds wuerstchen-prior and wuerstchen',
  other: {
    title: 'Another version, or a mirror',
    help: 'Any pair of repositories in the same layout, for example a fine-tuned prior. The image encoder may be left empty.',
    prior: 'Prior',
    decoder: 'Decoder',
    compressor: 'Image encoder',
    endpoint: 'Server',
    check: 'Check these',
    problems: {
      prior: 'Expected a repository for the prior, such as warp-ai/wuerstchen-prior.',
      decoder: 'Expected a repository for the decoder, such as warp-ai/wuerstchen.',
      compressor:
        'Expected a repository for the image encoder, such as warp-ai/EfficientNetEncoder, or nothing.',
      endpoint: 'Expected an address that begins with https://, such as https://huggingface.co.',
    },
  },
  asking: (host: string) => `Asking ${host} about the files`,
  offer: {
    label: 'Choose a version',
    question: 'Which version do you want to keep?',
    names: {
      q4: 'Small',
      q8: 'Medium',
      f16: 'Large',
    } satisfies Record<ConvertedPrecision, string>,
    notes: {
      q4: 'Fastest to load. Fine details differ slightly from the original.',
      q8: 'Very close to the original.',
      f16: 'As the authors published it, to the last visible detail.',
    } satisfies Record<ConvertedPrecision, string>,
    cost: (kept: string, memory: string) => `keeps ${kept} · needs about ${memory} of GPU memory`,
    details: 'Details',
    advised: 'suggested for this device',
    download: (bytes: string, time: string) => `Downloads ${bytes}: ${time}`,
    time: {
      measured: (time: string, host: string) =>
        `about ${time} at the speed of your last download from ${host}.`,
      browser: (time: string, megabits: string) =>
        `about ${time} at ${megabits} Mbit/s, the speed your browser reports.`,
      atMost: (time: string, at100: string) =>
        `at most ${time}, as your browser reports 10 Mbit/s or more; about ${at100} at 100 Mbit/s.`,
      table: (at100: string, at20: string) => `about ${at100} at 100 Mbit/s, ${at20} at 20 Mbit/s.`,
    },
    reads: (bytes: string) => `Reads ${bytes} from the folder. Nothing is downloaded.`,
    room: (needed: string, free: string) =>
      `Needs ${needed} of free space on the way; ${free} are free.`,
    roomUnknown: (needed: string) => `Needs ${needed} of free space on the way.`,
    tooLarge: 'There is not enough free space. Delete models or pictures you do not need.',
    from: (prior: string, decoder: string) => `From ${prior} and ${decoder}`,
    /** Encoders, with which a model can start from pictures. */
    images: 'Start from pictures, too',
    imagesCost: {
      images: (fetched: string, kept: string) => `downloads ${fetched} more · keeps ${kept} more`,
      imagesFolder: (kept: string) => `keeps ${kept} more`,
    },
    imagesFrom: (name: string) => `Image encoder from ${name}`,
    noImages: (message: string) => `Can’t be made to start from pictures: ${message}`,
    parameters: (count: string) => `${count} parameters`,
    start: 'Download and convert',
    startFolder: 'Convert',
    cancel: 'Not now',
  },
  noGpu: {
    title: 'This browser offers no GPU. The model also runs on the CPU, but slowly:',
    expected: (size: string, time: string) =>
      `expect about ${time} for a picture of ${size}, going by the speed of this device.`,
    slow: 'a picture may take an hour or more.',
  },
  progress: {
    label: 'Getting Würstchen v2',
    starting: 'Starting',
    fetched: (done: string, total: string) => `Downloaded ${done} of ${total}`,
    converted: (done: string, total: string) => `Converted ${done} of ${total}`,
    finishing: 'Finishing',
    pausing: 'Pausing',
    file: (path: string) => `Downloading ${path}`,
    tensor: (name: string) => `Converting ${name}`,
    hint: 'Keep this tab open and the lid up. If you close it, it continues from here next time.',
  },
  unfinished: {
    paused: (done: string, total: string) => `Paused. ${done} of ${total} are converted.`,
    stopped: (done: string, total: string) => `Not finished. ${done} of ${total} are converted.`,
    kept: (bytes: string) => `Takes ${bytes} on this device.`,
    pickAgain: 'To continue, choose the folder again.',
    resume: 'Continue',
    pause: 'Pause',
    discard: 'Cancel and delete',
  },
  startOver: 'Start over',
  repair: 'Repair',
  repairing: 'Only the damaged parts are downloaded and converted again.',
  done: (name: string) => `${name} is ready.`,
  use: 'Use this model',
  discarded: 'The unfinished model was deleted.',
  faults: {
    gated: {
      title: 'This repository asks you to accept its terms.',
      text: 'The page cannot sign in. Accept the terms on huggingface.co, download the files there, then choose “I have the files”.',
    },
    'no-access': {
      title: 'This repository is not public.',
      text: 'Download the files with your account, then choose “I have the files”.',
    },
    'private-or-not-found': {
      title: 'There is no public repository of this name.',
      text: 'Check the spelling. If it is private, download the files with your account, then choose “I have the files”.',
    },
    'no-revision': {
      title: 'The repository has no such version.',
      text: 'Leave out what follows the @ to get the current version.',
    },
    'no-file': {
      title: 'The repository lacks a file that is needed.',
      text: 'Choose a repository in the layout of warp-ai/wuerstchen.',
    },
    network: {
      title: 'The connection failed.',
      text: 'Everything downloaded so far is kept. It continues when you are online again, or press Continue.',
    },
    'not-the-hub': {
      title: 'Something other than the Hub answered.',
      text: 'Some networks want you to sign in first: open any website, then try again.',
    },
    'not-a-file': {
      title: 'A web page came in place of a file.',
      text: 'Check the server’s address, or try again later.',
    },
    'no-ranges': {
      title: 'This server only sends whole files.',
      text: 'Choose another server, or download the files yourself and choose “I have the files”.',
    },
    'too-large': {
      title: 'A file is larger than it can be.',
      text: 'Choose a repository in the layout of warp-ai/wuerstchen.',
    },
    changed: {
      title: 'The files have changed on the server.',
      text: 'Check again: it starts over with the new files.',
    },
    damaged: {
      title: 'A file arrived damaged.',
      text: 'It was downloaded more than once and still is not what the server lists. Try again later.',
    },
    'another-model': {
      title: 'This is another model.',
      text: 'This app runs Würstchen v2. Choose a prior and a decoder in the layout of warp-ai/wuerstchen-prior and warp-ai/wuerstchen.',
    },
    'one-network': {
      title: 'This is only one part of a model.',
      text: 'Choose the repository, or the folder, that holds model_index.json.',
    },
    'no-safetensors': {
      title: 'The weights are not in safetensors format.',
      text: 'This app reads .safetensors files only. Look for a version of the repository that has them.',
    },
    tensors: {
      title: 'The weights do not match their config.json.',
      text: 'Choose the original repository, or ask its author. Details name each tensor.',
    },
    halves: {
      title: 'Prior and decoder do not belong together.',
      text: 'Choose a prior and a decoder of the same model.',
    },
    values: {
      title: 'The weights contain a value that cannot be stored.',
      text: 'If it is too large for this version, choose another one; otherwise the file is damaged.',
    },
    unsuitable: {
      title: 'This is not a Würstchen v2 checkpoint that can be converted.',
      text: 'Choose a repository in the layout of warp-ai/wuerstchen-prior and warp-ai/wuerstchen.',
    },
    'storage-full': {
      title: 'There is not enough free space.',
      text: 'Delete models or pictures you do not need, then press Continue. Everything converted so far is kept.',
    },
    'no-storage': {
      title: 'This browser keeps no files for this page.',
      text: 'Private windows often have no storage. Open the page in a normal window.',
    },
    'in-use': {
      title: 'Another tab is converting a model.',
      text: 'Wait until it is done, or pause it there.',
    },
    'version-gone': {
      title: 'The server no longer has the version you started with.',
      text: 'What was converted from it cannot be completed. Start over with the current version.',
    },
    'pick-again': {
      title: 'Choose the folder again.',
      text: 'A page cannot keep access to your folders. It continues where it stopped.',
    },
    internal: {
      title: 'Something unexpected happened.',
      text: 'Everything converted so far is kept. Press Continue to try again.',
    },
  } satisfies Record<ConversionFault['code'], { title: string; text: string }>,
};
