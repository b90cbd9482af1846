import type { conversion as english } from '../en/conversion.ts';

export const conversion: typeof english = {
  title: 'Würstchen v2',
  intro:
    'Das volle Modell, wie seine Autoren es veröffentlicht haben: Menschen, Tiere, Fotos, fast alles, was du beschreiben kannst.',
  facts: (licence, fetched, kept) =>
    `${licence}-Lizenz · lädt einmal ${fetched} · belegt ${kept} auf diesem Gerät`,
  how: 'Dein Browser lädt die veröffentlichten Dateien von huggingface.co und wandelt sie für diese App um. Nichts wird installiert, nichts verlässt dieses Gerät. Du kannst währenddessen mit einem anderen Modell malen.',
  get: 'Würstchen v2 holen',
  getAnother: 'Eine weitere Fassung holen',
  menu: {
    label: 'Modell',
    builtin: (name) => `${name} (eingebaut)`,
    get: 'Würstchen v2 holen …',
    more: 'Mehr Modelle …',
  },
  elsewhere: 'Ein anderer Tab macht das gerade.',
  folder: 'Ich habe die Dateien',
  folderLabel: 'Wähle den Ordner, in dem wuerstchen-prior und wuerstchen liegen',
  other: {
    title: 'Eine andere Fassung oder ein Spiegelserver',
    help: 'Jedes Paar von Repositorys mit demselben Aufbau, zum Beispiel ein nachtrainierter Prior. Der Bild-Encoder darf leer bleiben.',
    prior: 'Prior',
    decoder: 'Decoder',
    compressor: 'Bild-Encoder',
    endpoint: 'Server',
    check: 'Prüfen',
    problems: {
      prior: 'Erwartet wird ein Repository für den Prior, etwa warp-ai/wuerstchen-prior.',
      decoder: 'Erwartet wird ein Repository für den Decoder, etwa warp-ai/wuerstchen.',
      compressor:
        'Erwartet wird ein Repository für den Bild-Encoder, etwa warp-ai/EfficientNetEncoder, oder nichts.',
      endpoint:
        'Erwartet wird eine Adresse, die mit https:// beginnt, etwa https://huggingface.co.',
    },
  },
  asking: (host) => `${host} wird nach den Dateien gefragt`,
  offer: {
    label: 'Fassung wählen',
    question: 'Welche Fassung möchtest du behalten?',
    names: { q4: 'Klein', q8: 'Mittel', f16: 'Groß' },
    notes: {
      q4: 'Am schnellsten geladen. Feine Einzelheiten weichen leicht vom Original ab.',
      q8: 'Sehr nah am Original.',
      f16: 'Wie von den Autoren veröffentlicht, bis zur letzten sichtbaren Einzelheit.',
    },
    cost: (kept, memory) => `belegt ${kept} · braucht etwa ${memory} Grafikspeicher`,
    details: 'Einzelheiten',
    advised: 'für dieses Gerät empfohlen',
    download: (bytes, time) => `Lädt ${bytes}: ${time}`,
    time: {
      measured: (time, host) => `etwa ${time}, so schnell wie beim letzten Mal von ${host}.`,
      browser: (time, megabits) => `etwa ${time} bei ${megabits} Mbit/s, die dein Browser angibt.`,
      atMost: (time, at100) =>
        `höchstens ${time}, denn dein Browser gibt 10 Mbit/s oder mehr an; etwa ${at100} bei 100 Mbit/s.`,
      table: (at100, at20) => `etwa ${at100} bei 100 Mbit/s, ${at20} bei 20 Mbit/s.`,
    },
    reads: (bytes) => `Liest ${bytes} aus dem Ordner. Nichts wird heruntergeladen.`,
    room: (needed, free) => `Braucht unterwegs ${needed} freien Platz; ${free} sind frei.`,
    roomUnknown: (needed) => `Braucht unterwegs ${needed} freien Platz.`,
    tooLarge: 'Der Platz reicht nicht. Lösche Modelle oder Bilder, die du nicht brauchst.',
    from: (prior, decoder) => `Von ${prior} und ${decoder}`,
    images: 'Auch von Bildern ausgehen',
    imagesCost: {
      images: (fetched, kept) => `lädt ${fetched} mehr · belegt ${kept} mehr`,
      imagesFolder: (kept) => `belegt ${kept} mehr`,
    },
    imagesFrom: (name) => `Bild-Encoder von ${name}`,
    noImages: (message) => `Kann nicht von Bildern ausgehen: ${message}`,
    parameters: (count) => `${count} Parameter`,
    start: 'Laden und umwandeln',
    startFolder: 'Umwandeln',
    cancel: 'Jetzt nicht',
  },
  noGpu: {
    title: 'Dieser Browser bietet keine GPU. Das Modell läuft auch auf der CPU, aber langsam:',
    expected: (size, time) =>
      `Rechne mit etwa ${time} für ein Bild von ${size}, gemessen an diesem Gerät.`,
    slow: 'Ein Bild kann eine Stunde oder länger dauern.',
  },
  progress: {
    label: 'Würstchen v2 wird geholt',
    starting: 'Es beginnt',
    fetched: (done, total) => `${done} von ${total} geladen`,
    converted: (done, total) => `${done} von ${total} umgewandelt`,
    finishing: 'Gleich fertig',
    pausing: 'Wird angehalten',
    file: (path) => `Lädt ${path}`,
    tensor: (name) => `Wandelt ${name} um`,
    hint: 'Lass diesen Tab offen und das Gerät aufgeklappt. Wenn du ihn schließt, geht es beim nächsten Mal von hier weiter.',
  },
  unfinished: {
    paused: (done, total) => `Angehalten. ${done} von ${total} sind umgewandelt.`,
    stopped: (done, total) => `Nicht fertig. ${done} von ${total} sind umgewandelt.`,
    kept: (bytes) => `Belegt ${bytes} auf diesem Gerät.`,
    pickAgain: 'Wähle den Ordner noch einmal, um fortzufahren.',
    resume: 'Fortsetzen',
    pause: 'Anhalten',
    discard: 'Abbrechen und löschen',
  },
  startOver: 'Neu anfangen',
  repair: 'Reparieren',
  repairing: 'Nur die beschädigten Teile werden noch einmal geladen und umgewandelt.',
  done: (name) => `${name} ist bereit.`,
  use: 'Dieses Modell verwenden',
  discarded: 'Das unfertige Modell ist gelöscht.',
  faults: {
    gated: {
      title: 'Dieses Repository verlangt, dass du seinen Bedingungen zustimmst.',
      text: 'Die Seite kann sich nicht anmelden. Stimme auf huggingface.co zu, lade die Dateien dort herunter und wähle dann „Ich habe die Dateien“.',
    },
    'no-access': {
      title: 'Dieses Repository ist nicht öffentlich.',
      text: 'Lade die Dateien mit deinem Konto herunter und wähle dann „Ich habe die Dateien“.',
    },
    'private-or-not-found': {
      title: 'Es gibt kein öffentliches Repository mit diesem Namen.',
      text: 'Prüfe die Schreibweise. Ist es privat, lade die Dateien mit deinem Konto herunter und wähle dann „Ich habe die Dateien“.',
    },
    'no-revision': {
      title: 'Das Repository hat diese Fassung nicht.',
      text: 'Lass weg, was hinter dem @ steht, um die aktuelle zu holen.',
    },
    'no-file': {
      title: 'Dem Repository fehlt eine Datei, die gebraucht wird.',
      text: 'Wähle ein Repository mit dem Aufbau von warp-ai/wuerstchen.',
    },
    network: {
      title: 'Die Verbindung ist abgebrochen.',
      text: 'Alles bisher Geladene bleibt. Es geht weiter, sobald du wieder online bist, oder mit „Fortsetzen“.',
    },
    'not-the-hub': {
      title: 'Etwas anderes als der Hub hat geantwortet.',
      text: 'Manche Netze verlangen erst eine Anmeldung: Öffne irgendeine Website und versuch es dann noch einmal.',
    },
    'not-a-file': {
      title: 'Statt einer Datei kam eine Webseite.',
      text: 'Prüfe die Adresse des Servers, oder versuch es später noch einmal.',
    },
    'no-ranges': {
      title: 'Dieser Server schickt nur ganze Dateien.',
      text: 'Wähle einen anderen Server, oder lade die Dateien selbst und wähle „Ich habe die Dateien“.',
    },
    'too-large': {
      title: 'Eine Datei ist größer, als sie sein kann.',
      text: 'Wähle ein Repository mit dem Aufbau von warp-ai/wuerstchen.',
    },
    changed: {
      title: 'Die Dateien auf dem Server haben sich geändert.',
      text: 'Prüfe noch einmal: Dann geht es mit den neuen Dateien von vorn los.',
    },
    damaged: {
      title: 'Eine Datei kam beschädigt an.',
      text: 'Sie wurde mehrmals geladen und ist immer noch nicht, was der Server angibt. Versuch es später noch einmal.',
    },
    'another-model': {
      title: 'Das ist ein anderes Modell.',
      text: 'Diese App malt mit Würstchen v2. Wähle Prior und Decoder mit dem Aufbau von warp-ai/wuerstchen-prior und warp-ai/wuerstchen.',
    },
    'one-network': {
      title: 'Das ist nur ein Teil eines Modells.',
      text: 'Wähle das Repository oder den Ordner, in dem model_index.json liegt.',
    },
    'no-safetensors': {
      title: 'Die Gewichte liegen nicht als safetensors vor.',
      text: 'Diese App liest nur .safetensors-Dateien. Such nach einer Fassung des Repositorys, die sie hat.',
    },
    tensors: {
      title: 'Die Gewichte passen nicht zu ihrer config.json.',
      text: 'Wähle das ursprüngliche Repository oder frag den Autor. Die Einzelheiten nennen jeden Tensor.',
    },
    halves: {
      title: 'Prior und Decoder gehören nicht zusammen.',
      text: 'Wähle Prior und Decoder desselben Modells.',
    },
    values: {
      title: 'Die Gewichte enthalten einen Wert, der sich nicht speichern lässt.',
      text: 'Ist er für diese Fassung zu groß, wähle eine andere; sonst ist die Datei beschädigt.',
    },
    unsuitable: {
      title: 'Das ist kein Würstchen-v2-Modell, das sich umwandeln lässt.',
      text: 'Wähle Repositorys mit dem Aufbau von warp-ai/wuerstchen-prior und warp-ai/wuerstchen.',
    },
    'storage-full': {
      title: 'Der Platz reicht nicht.',
      text: 'Lösche Modelle oder Bilder, die du nicht brauchst, und drücke dann „Fortsetzen“. Alles bisher Umgewandelte bleibt.',
    },
    'no-storage': {
      title: 'Dieser Browser behält keine Dateien für diese Seite.',
      text: 'Private Fenster haben oft keinen Speicher. Öffne die Seite in einem normalen Fenster.',
    },
    'in-use': {
      title: 'Ein anderer Tab wandelt gerade ein Modell um.',
      text: 'Warte, bis er fertig ist, oder halte ihn dort an.',
    },
    'version-gone': {
      title: 'Der Server hat die Fassung nicht mehr, mit der du begonnen hast.',
      text: 'Was daraus umgewandelt wurde, lässt sich nicht fertigstellen. Fang mit der aktuellen Fassung neu an.',
    },
    'pick-again': {
      title: 'Wähle den Ordner noch einmal.',
      text: 'Eine Seite darf den Zugang zu deinen Ordnern nicht behalten. Es geht weiter, wo es aufgehört hat.',
    },
    internal: {
      title: 'Etwas Unerwartetes ist geschehen.',
      text: 'Alles bisher Umgewandelte bleibt. Drücke „Fortsetzen“, um es noch einmal zu versuchen.',
    },
  },
};
