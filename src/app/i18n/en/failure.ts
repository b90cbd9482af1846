/** What goes wrong with a model in the store as in the engine: one text for both. */
export const modelFaults = {
  'bad-manifest': {
    title: 'This isn’t a model this app can use',
    text: 'Its manifest.json can’t be read, or is of a kind this version doesn’t know.',
  },
  'no-model': {
    title: 'No model found at this address',
    text: 'A model is a folder with a manifest.json. Check the address, or choose another folder.',
  },
  'file-missing': {
    title: 'A model file is missing',
    text: 'It isn’t where the manifest says. The copy there may be incomplete, or is being updated.',
  },
  'file-corrupt': {
    title: 'A model file is damaged',
    text: 'It doesn’t match the model’s manifest, so it wasn’t used. Try again to download it once more.',
  },
  insecure: {
    title: 'This page wasn’t opened securely',
    text: 'Browsers let a page verify model files only over https or from the same machine.',
  },
  'bad-address': {
    title: 'This isn’t the address of a model',
    text: 'Expected a folder served over https, or a repository on the Hugging Face Hub. Nothing was downloaded.',
  },
};

export const failure = {
  detail: 'Technical details',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser blocked copying. Select the text and copy it yourself.',
  actions: {
    retry: 'Try again',
    smaller: (width: number, height: number) => `Paint ${width} × ${height} instead`,
    cpu: 'Use the CPU',
    builtin: 'Use the built-in model',
    reload: 'Reload the page',
    secure: 'Open over https',
    pictures: 'Go to Pictures',
    defaults: 'Use the model’s defaults',
  },
  codes: {
    'out-of-memory': {
      title: 'Not enough memory',
      text: 'The picture needed more memory than is available. A smaller one needs much less. Closing other tabs helps, too.',
    },
    'device-lost': {
      title: 'The GPU stopped responding',
      text: 'This can happen when the driver restarts, the computer sleeps, or another app needs the whole GPU. The model is loaded again when you try again.',
    },
    'no-webgpu': {
      title: 'No suitable GPU',
      text: 'This model needs a GPU with WebGPU, and this browser offers none. Try a current Chrome, Edge or Safari on a computer with a GPU.',
    },
    network: {
      title: 'The model couldn’t be downloaded',
      text: 'The connection failed or the server didn’t respond. Everything downloaded so far is kept.',
    },
    'file-missing': modelFaults['file-missing'],
    'file-corrupt': modelFaults['file-corrupt'],
    'bad-manifest': modelFaults['bad-manifest'],
    'bad-output': {
      title: 'The result isn’t a picture',
      text: 'The device computed values that can’t be a picture. GPU drivers sometimes do that. The CPU is slower but reliable.',
    },
    'engine-crashed': {
      title: 'The engine crashed',
      text: 'Most often it ran out of memory. It starts again when you try again.',
    },
    'app-changed': {
      title: 'A part of the app couldn’t be loaded',
      text: 'The app has probably been updated since this page was opened. Reload it to use the new version. What you typed and your pictures are kept.',
    },
    'storage-full': {
      title: 'No space left',
      text: 'The browser gives this page no more disk space. Delete pictures you don’t need.',
    },
    'bad-request': {
      title: 'This model can’t paint that',
      text: 'One of the settings is out of the model’s range.',
    },
    insecure: modelFaults.insecure,
    internal: {
      title: 'Something went wrong',
      text: 'Try again. If it keeps happening, please report it with the technical details.',
    },
  },
  offline: {
    title: 'You’re offline',
    text: 'The model has to be downloaded once. Go online and try again.',
  },
  foreignModel: modelFaults['bad-address'],
  noModel: modelFaults['no-model'],
};
