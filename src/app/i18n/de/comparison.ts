import type { comparison as english } from '../en/comparison.ts';

export const comparison: typeof english = {
  label: 'Mit einer Referenz vergleichen',
  help: 'Prüft auf diesem Gerät, ob das Modell dasselbe berechnet wie das Original in PyTorch. Die Referenzdatei erzeugt models/reference/record.py; du kannst sie auch hier ablegen.',
  choose: 'Referenzdatei wählen',
  busy: 'Ein anderes Modell wird gerade verglichen.',
  starting: 'Das Modell wird geladen',
  running: (name, number, total) => `${name} wird verglichen (${number} von ${total})`,
  progress: (model) => `${model} wird mit der Referenz verglichen`,
  stop: 'Abbrechen',
  networks: {
    'prior-text-encoder': 'Textencoder von Stufe C',
    'decoder-text-encoder': 'Textencoder von Stufe B',
    prior: 'Stufe C',
    decoder: 'Stufe B',
    vqgan: 'Stufe A',
    compressor: 'Kompressor',
    'vqgan-encode': 'Encoder von Stufe A',
    pipeline: 'ganzes Bild',
  },
  matches: (compared, networks, picture) =>
    compared === 0
      ? 'Stimmt mit der Referenz überein: das ganze Bild.'
      : `Stimmt mit der Referenz überein: ${compared} von ${networks} Netzen${picture ? ' und das ganze Bild' : ''}.`,
  differs: (names) => `Weicht von der Referenz ab: ${names}.`,
  absent: (names) => `Nicht in der Referenz enthalten, also nicht verglichen: ${names}.`,
  report:
    'Falls das Modell übereinstimmen sollte: Kopiere den Bericht und schicke ihn an die, die das Modell erstellt haben.',
  copy: 'Bericht kopieren',
  table: {
    summary: 'Alle Werte',
    output: 'Ausgabe',
    relative: 'Relativer Fehler',
    psnr: 'PSNR in dB',
    result: 'Ergebnis',
    passed: 'stimmt überein',
    failed: 'weicht ab',
    notJudged: 'zur Information',
  },
  limits: (tolerance, psnr) =>
    `Ein Netz stimmt bis zu einem relativen Fehler von ${tolerance} überein, ein ganzes Bild ab ${psnr} dB.`,
  faults: {
    'not-a-record': {
      title: 'Das ist keine Referenzdatei.',
      text: 'Wähle eine .safetensors-Datei, die models/reference/record.py geschrieben hat. Falls es eine ist, wurde sie nicht vollständig kopiert.',
    },
    'other-version': {
      title: 'Diese Referenzdatei hat eine andere Version.',
      text: 'Erzeuge sie neu mit dem record.py, das zu dieser Version der App gehört.',
    },
    'bad-record': {
      title: 'Diese Referenzdatei ist unvollständig oder beschädigt.',
      text: 'Erzeuge sie neu mit models/reference/record.py.',
    },
    'other-model': {
      title: 'Diese Referenz gehört zu einem anderen Modell.',
      text: 'Erzeuge eine aus dem Checkpoint, aus dem dieses Modell entstanden ist.',
    },
    'bad-size': {
      title: 'Die Referenz enthält ein Bild in einer Größe, die dieses Modell nicht malt.',
      text: 'Erzeuge sie neu mit einer anderen --size.',
    },
    model: {
      title: 'Die Dateien des Modells ließen sich nicht lesen.',
      text: 'Prüfe das Modell und repariere es, falls Dateien beschädigt sind.',
    },
    'out-of-memory': {
      title: 'Der Speicher hat nicht gereicht.',
      text: 'Schließe andere Tabs und Programme oder erzeuge die Referenz in einer kleineren Größe.',
    },
    device: {
      title: 'Dieses Gerät konnte das Modell nicht ausführen.',
      text: 'Lade die Seite neu und versuche es noch einmal. Mit ?provider=wasm in der Adresse rechnet die CPU.',
    },
    internal: {
      title: 'Etwas Unerwartetes ist passiert.',
      text: 'Versuche es noch einmal; wenn es wieder passiert, melde es bitte mit den Einzelheiten.',
    },
  },
};
