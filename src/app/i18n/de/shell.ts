import type { shell as english } from '../en/shell.ts';

export const shell: typeof english = {
  app: {
    name: 'Würstchen',
    tagline: 'Bilder aus Text, auf deinem eigenen Gerät. Nichts wird hochgeladen.',
    skipToPrompt: 'Zum Prompt springen',
    notices: 'Hinweise',
  },
  nav: {
    label: 'Seiten',
    paint: 'Malen',
    pictures: 'Bilder',
    models: 'Modelle',
    device: 'Gerät',
  },
  language: { label: 'Sprache', system: 'Systemsprache' },
  install: {
    action: 'App installieren',
    why: 'Sie bekommt ein eigenes Fenster und läuft auch offline.',
    byHand: 'Um die App zu installieren, öffne das Teilen-Menü und wähle „Zum Home-Bildschirm“.',
  },
  update: {
    ready: 'Eine neue Version ist da. Was du geschrieben hast, bleibt.',
    agreed: 'Die neue Version öffnet sich nach dem letzten Bild.',
    reload: 'Neu laden',
    postpone: 'Nicht jetzt',
    pageMissing:
      'Diese Seite ließ sich nicht laden: Du bist offline, oder die App wurde aktualisiert. Was du geschrieben hast, bleibt.',
  },
  offline: {
    kept: 'Du bist offline. Malen geht trotzdem: Die App und ihr Modell sind auf diesem Gerät.',
    missing:
      'Du bist offline, und das Modell ist noch nicht auf diesem Gerät. Geh einmal online, um es zu laden.',
  },
};
