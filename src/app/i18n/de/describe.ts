import type { describe as english } from '../en/describe.ts';

export const describe: typeof english = {
  button: 'Beschreiben',
  help: 'Einen Prompt für dieses Bild schreiben, mit den Worten, die dieses Modell kennt. Das Bild bleibt auf diesem Gerät.',
  busy: 'Wird beschrieben …',
  failed: 'Dieses Bild ließ sich nicht beschreiben. Versuch es noch einmal.',
  described: (prompt) => `Der Prompt ist jetzt: ${prompt}`,
};
