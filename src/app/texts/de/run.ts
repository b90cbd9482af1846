import type { run as english } from '../en/run.ts';

export const run: typeof english = {
  queue: {
    label: 'Warteschlange',
    waiting: (count) => (count === 1 ? '1 wartet' : `${count} warten`),
    time: (time) => `etwa ${time} insgesamt`,
    show: 'Warteschlange zeigen',
    painting: 'Wird gerade gemalt',
    seed: (seed) => `Seed ${seed}`,
    holds: {
      visit: 'Noch offen von deinem letzten Besuch.',
      failure: 'Angehalten, weil ein Bild fehlgeschlagen ist.',
      stopped: 'Warteschlange angehalten.',
    },
    goOn: 'Fortsetzen',
    goOnWithout: 'Überspringen und fortsetzen',
    stopAll: 'Alle stoppen',
    clear: 'Alle entfernen',
    up: (prompt) => `Nach oben: ${prompt}`,
    down: (prompt) => `Nach unten: ${prompt}`,
    remove: (prompt) => `Entfernen: ${prompt}`,
    removed: (count) => (count === 1 ? '1 Bild entfernt.' : `${count} Bilder entfernt.`),
    undo: 'Rückgängig',
    moved: (place, of) => `Jetzt auf Platz ${place} von ${of}.`,
    restored: 'Wieder in der Warteschlange.',
    full: (most) => `Die Warteschlange ist mit ${most} Bildern voll. Entferne erst ein paar.`,
  },
  frame: {
    label: 'Bild',
    emptyTitle: 'Hier erscheint dein Bild',
    emptyText: 'Beschreib eine Szene und drück auf „Bild malen“.',
    surprise: 'Überrasch mich',
    preview: 'Grobe Vorschau auf das Bild, das gerade entsteht',
    stopped: 'Gestoppt. Nichts wurde gespeichert.',
  },
  samples: {
    label: 'Bilder von diesem Modell',
    text: 'Beschreib eine Szene oder fang mit einem dieser Bilder an.',
    taken: (prompt) => `Ausgefüllt: ${prompt}. „Bild malen“ malt es.`,
    subjects:
      'Dieses kleine eingebaute Modell malt einfache Szenen: Häuser, Boote und Bäume, in jedem Licht und bei jedem Wetter. Für Menschen, Tiere und Fotos brauchst du ein größeres Modell.',
    another: 'Ein anderes Modell holen',
  },
  progress: {
    label: 'Fortschritt',
    elapsed: (time) => `bisher ${time}`,
    left: (time) => `noch etwa ${time}`,
    leftShort: (time) => `noch ${time}`,
    nearly: 'fast fertig',
    short: (percent, left) => (left === null ? `${percent} %` : `${percent} % – ${left}`),
    whole: 'Ganzes Bild',
    watch: 'Fortschritt ansehen',
    stages: {
      load: 'Modell wird geladen',
      text: 'Prompt wird gelesen',
      prior: 'Stufe C: komponieren',
      decoder: 'Stufe B: verfeinern',
      vqgan: 'Stufe A: Pixel dekodieren',
    },
    step: (done, total) => `Schritt ${done} von ${total}`,
    bytes: (done, total) => `${done} von ${total}`,
    preparing: 'wird vorbereitet',
  },
  announce: {
    stopped: 'Gestoppt.',
    ready: (time, waiting) => {
      const ready = `Das Bild ist nach ${time} fertig`;
      if (waiting === 0) return `${ready}.`;
      return waiting === 1 ? `${ready}, eins kommt noch.` : `${ready}, ${waiting} kommen noch.`;
    },
  },
  receipt: {
    label: 'Wie es entstanden ist',
    model: 'Modell',
    version: 'Modellversion',
    painted: 'Gemalt',
    unknown: 'unbekannt',
    stages: {
      load: 'Laden',
      text: 'Lesen',
      prior: 'Stufe C',
      decoder: 'Stufe B',
      vqgan: 'Stufe A',
    },
    total: 'Zeit',
    seed: 'Seed',
    size: 'Größe',
    provider: 'Gemalt auf',
    providers: { webgpu: 'GPU (WebGPU)', wasm: 'CPU (WebAssembly)', cpu: 'CPU' },
    times: 'Zeit pro Stufe',
  },
};
