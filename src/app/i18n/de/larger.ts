import type { larger as english } from '../en/larger.ts';

export const larger: typeof english = {
  larger: (scale) => `${scale}× größer`,
  help: (width, height) =>
    `Dieselbe Komposition mit ${width} × ${height} Pixeln und mehr Einzelheiten malen`,
  queued: 'Das größere Bild ist eingereiht.',
  size: (whole, composed) => `${whole}, komponiert in ${composed}`,
  composed: (scale) =>
    `Dieses Bild wurde ${scale}-mal größer gemalt, als es komponiert wurde. Im Formular steht die Größe der Komposition.`,
};
