export const shell = {
  app: {
    name: 'Würstchen',
    tagline: 'Text to image on your own device. Nothing is uploaded.',
    skipToPrompt: 'Skip to the prompt',
    notices: 'Notices',
  },
  nav: {
    label: 'Pages',
    paint: 'Paint',
    pictures: 'Pictures',
    models: 'Models',
    device: 'Device',
  },
  language: { label: 'Language', system: 'System default' },
  install: {
    action: 'Install the app',
    why: 'It gets its own window and works offline.',
    byHand: 'To install the app, open the Share menu and choose “Add to Home Screen”.',
  },
  update: {
    ready: 'A new version is ready. What you typed is kept.',
    agreed: 'The new version opens after the last picture.',
    reload: 'Reload',
    postpone: 'Not now',
    pageMissing:
      'This page couldn’t be loaded: you’re offline, or the app has been updated. What you typed is kept.',
  },
  offline: {
    kept: 'You’re offline. You can keep painting: the app and its model are on this device.',
    missing:
      'You’re offline, and the model isn’t on this device yet. Go online once to download it.',
  },
};
