import type { form as english } from '../en/form.ts';

export const form: typeof english = {
  presets: {
    label: 'Qualität',
    names: { draft: 'Entwurf', standard: 'Standard', fine: 'Fein' },
    help: {
      draft: 'Wenige Schritte: schnell, aber grob',
      standard: 'So viele Schritte, wie dieses Modell für ein gutes Bild braucht',
      fine: 'Mehr Schritte: langsamer, mit saubereren Kanten',
    },
    time: (time) => `etwa ${time}`,
  },
  actions: {
    generate: (count) => (count === 1 ? 'Bild malen' : `${count} Bilder malen`),
    add: (count) => (count === 1 ? 'Einreihen' : `${count} einreihen`),
    count: 'Bilder pro Prompt',
    times: (count) => `× ${count}`,
    stop: 'Stopp',
    shortcuts: (modifier) => `${keyName(modifier)} + Enter malt, Esc stoppt`,
    addShortcuts: (modifier) => `${keyName(modifier)} + Enter reiht ein, Esc stoppt dieses Bild`,
    download: 'PNG herunterladen',
    retry: 'Noch einmal versuchen',
  },
  seed: {
    label: 'Seed',
    renew: 'Neuer Seed',
    mode: 'Seed-Modus',
    modes: { random: 'Zufällig', fixed: 'Fest', next: 'Hochzählen' },
    help: {
      random: 'Jedes Bild bekommt einen neuen Seed.',
      fixed: 'Jedes Mal derselbe Seed. Mehrere Bilder eines Prompts zählen von ihm aus hoch.',
      next: 'Steigt mit jedem Bild um eins.',
    },
    invalid: 'Gib eine ganze Zahl von 0 bis 18446744073709551615 ein.',
  },
  size: {
    legend: 'Größe',
    ratio: (ratio, width, height) => `${ratio}, ${width} × ${height} Pixel`,
    pixels: (width, height) => `${width} × ${height} px`,
    custom: 'Eigene Größe',
    width: 'Breite',
    height: 'Höhe',
    swap: 'Breite und Höhe tauschen',
    swapShort: 'Tauschen',
    impossible: (width, height) =>
      `${width || '?'} × ${height || '?'} Pixel kann dieses Modell nicht malen. Am nächsten kommen:`,
    use: (width, height) => `${width} × ${height} nehmen`,
    notNumbers: 'Gib Breite und Höhe als ganze Pixelzahlen ein.',
    rule: (least, most, step) =>
      step === null
        ? `${least} bis ${most} Pixel`
        : `${least} bis ${most} Pixel, in ${step}er-Schritten`,
  },
  settings: { summary: 'Einstellungen' },
  styles: {
    label: 'Stil',
    names: {
      day: 'Sonniger Tag',
      sunset: 'Sonnenuntergang',
      night: 'Nacht',
      aurora: 'Polarlicht',
      cloudy: 'Wolkenhimmel',
      rain: 'Regen',
      rainbow: 'Regenbogen',
      snowfall: 'Schneefall',
      winter: 'Schnee am Boden',
      watercolour: 'Aquarell',
      ink: 'Tuschezeichnung',
      poster: 'Plakat',
      pixels: 'Pixelkunst',
      neon: 'Neonlicht',
      paper: 'Scherenschnitt',
      photo: 'Foto',
      oil: 'Ölgemälde',
    },
    adds: (words) => `fügt „${words}“ hinzu`,
    avoids: (words) => `vermeidet „${words}“`,
    applied: 'Vom Stil hinzugefügt',
    avoided: 'Vom Stil vermieden',
  },
  advanced: {
    summary: 'Erweitert',
    prior: 'Stufe C (Komposition)',
    decoder: 'Stufe B (Verfeinerung)',
    steps: 'Schritte',
    guidance: 'Guidance',
    guidanceOff: 'aus',
    schedule: 'Schrittfolge',
    solver: 'Verfahren',
    schedules: {
      uniform: 'Gleichmäßig',
      cosine: 'Kosinus',
      authors: 'Die 29 Schritte der Autoren',
    },
    solvers: { ddpm: 'DDPM', ddim: 'DDIM', 'dpm++2m': 'DPM-Solver++ 2M' },
    reset: 'Auf die Vorgaben des Modells zurücksetzen',
  },
};

/** What stands on a German key. */
function keyName(key: string): string {
  return key === 'Ctrl' ? 'Strg' : key;
}
