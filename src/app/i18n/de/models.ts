import type { models as english } from '../en/models.ts';
import { modelFaults } from './failure.ts';

export const models: typeof english = {
  model: {
    summary: 'Über dieses Modell',
    opening: 'Modell wird geöffnet',
    limits: 'Was es nicht kann',
    words: 'Wörter, die es kennt',
    licence: 'Lizenz',
    origin: 'Herkunft',
    parameters: 'Parameter',
    precision: 'Genauigkeit',
    more: 'Für andere Motive gibt es auf der Seite „Modelle“ das volle Würstchen-Modell.',
  },
  models: {
    intro:
      'Ein Modell wird einmal geladen, geprüft und bleibt auf diesem Gerät. Nur die Quelle, die du wählst, wird kontaktiert.',
    here: 'Auf diesem Gerät',
    current: 'in Gebrauch',
    isDefault: 'Standard',
    incomplete: 'unvollständig',
    details: 'Einzelheiten und Grenzen',
    size: 'Größe',
    partly: (here, total) => `${here} von ${total} sind da.`,
    intact: 'Alle Dateien sind unversehrt.',
    damaged:
      'Einige Dateien sind beschädigt und werden nicht verwendet. „Reparieren“ lädt nur diese noch einmal.',
    removed: 'Das Modell ist gelöscht.',
    installed: (name) => `${name} ist installiert.`,
    chooseAgain: (name) => `Wähle unten den Ordner „${name}“ noch einmal, um fortzufahren.`,
    sure: (name) => `${name} von diesem Gerät löschen?`,
    from: {
      folder: (url) => `Von ${url}`,
      hub: (repository, revision) => `Vom Hugging Face Hub: ${repository}, Version ${revision}`,
      local: (name) => `Aus dem Ordner „${name}“ auf diesem Gerät`,
      converted: (prior, decoder) => `Auf diesem Gerät umgewandelt aus ${prior} und ${decoder}`,
    },
    available: {
      title: 'Außerdem verfügbar',
      intro: 'Angeboten von dieser Website. Noch wurde nichts davon geladen.',
      fault: 'Die Modell-Liste dieser Website hat Fehler.',
      faultText: 'Ungültige Einträge fehlen hier. Alles andere funktioniert.',
      forHost: 'Für den Betreiber dieser Website',
      correct: 'Korrigiere models/catalogue.json. docs/models.md beschreibt die Einträge.',
    },
    actions: {
      install: 'Installieren',
      use: 'Dieses Modell verwenden',
      makeDefault: 'Als Standard festlegen',
      verify: 'Prüfen',
      repair: 'Reparieren',
      pause: 'Anhalten',
      resume: 'Fortsetzen',
      stop: 'Abbrechen',
      cancel: 'Abbrechen und löschen',
      remove: 'Löschen',
      removeSurely: 'Ja, löschen',
      keep: 'Behalten',
    },
    progress: {
      starting: 'Es beginnt',
      speed: (bytes) => `${bytes} pro Sekunde`,
      elsewhere: 'Ein anderer Tab lädt es gerade.',
      trouble: (path, message) => `${path}: neuer Versuch. ${message}`,
      labels: {
        install: (name) => `${name} wird geladen`,
        verify: (name) => `${name} wird geprüft`,
      },
    },
    builtin: {
      title: 'Eingebautes Modell',
      text: 'Ein kleines Modell, das mit der App kommt.',
      kept: 'Liegt auf diesem Gerät und funktioniert auch offline.',
      comes: 'Kommt mit der App und bleibt nach dem ersten Besuch auf diesem Gerät.',
    },
    disk: {
      room: (bytes) => `${bytes} frei für andere Modelle.`,
      used: (bytes) => `Hinzugefügte Modelle belegen ${bytes}.`,
      free: (bytes) => `${bytes} frei.`,
      persisted: 'Der Browser behält sie, bis du sie löschst.',
      notPersisted: 'Der Browser darf sie löschen, wenn der Speicherplatz knapp wird.',
      unavailable:
        'Dieser Browser behält hier keine Dateien, wie in manchen privaten Fenstern. Kleine Modelle lassen sich aus dem Arbeitsspeicher öffnen; sie sind weg, wenn du die Seite schließt.',
    },
    add: {
      title: 'Modell hinzufügen',
      label: 'Adresse oder Repository',
      placeholder: 'https://… oder besitzer/name',
      help: 'Ein Ordner mit einer manifest.json auf einem beliebigen Server oder ein Repository auf dem Hugging Face Hub.',
      look: 'Prüfen',
      folder: 'Ordner wählen',
      asking: (host) => `${host} wird geprüft`,
      noAddress: (text) =>
        `„${text}“ ist weder ein Ordner, der über https erreichbar ist, etwa https://example.org/model/, noch ein Repository, etwa besitzer/name.`,
    },
    more: 'Weitere Modelle holen',
    asked: (address) => `Gefragt: ${address}.`,
    /** In place of `faults` where a source has told nothing yet. */
    before: {
      network: {
        title: 'Der Server antwortet nicht',
        text: 'Es wurde noch nichts geladen. Prüf die Adresse und deine Verbindung und versuch es dann noch einmal.',
      },
      internal: {
        title: 'Etwas ist schiefgegangen',
        text: 'Es wurde noch nichts geladen. Prüf die Adresse und versuch es dann noch einmal.',
      },
    },
    offer: {
      installed: 'Dieses Modell ist schon auf diesem Gerät.',
      label: (name) => `Gefunden: ${name}`,
      cost: (missing, free) =>
        free === null ? `Lädt ${missing}.` : `Lädt ${missing}. ${free} frei.`,
      here: 'Alle seine Dateien sind schon auf diesem Gerät.',
      tooLarge: 'Der Platz reicht nicht. Lösche Modelle oder Bilder, die du nicht brauchst.',
      tooLargeBefore:
        'Der letzte Download, der mehr Platz als das brauchte, ist gescheitert. Lösche Modelle oder Bilder, die du nicht brauchst, oder versuch es noch einmal, wenn du inzwischen Platz geschaffen hast.',
      install: (size) => `Installieren (${size})`,
      add: 'Hinzufügen',
      fromMemory: 'Aus dem Arbeitsspeicher öffnen',
      refuse: 'Nein, danke',
    },
    ask: {
      label: 'Ein Modell aus einem Link',
      text: 'Dieser Link verlangt ein Modell, das nicht auf diesem Gerät ist. Noch wurde nichts geladen.',
      look: (host) => `Größe auf ${host} prüfen`,
      refuse: 'Nein, danke',
      use: (name) => `${name} verwenden`,
    },
    faults: {
      ...modelFaults,
      network: {
        title: 'Die Verbindung ist abgebrochen',
        text: 'Alles bisher Geladene bleibt. Es geht weiter, sobald du wieder online bist, oder mit „Fortsetzen“.',
      },
      forbidden: {
        title: 'Der Server verlangt eine Anmeldung',
        text: 'Diese Seite kann nur öffentliche Modelle laden. Lade es selbst herunter und wähle den Ordner.',
      },
      'storage-full': {
        title: 'Der Platz reicht nicht',
        text: 'Lösche Modelle oder Bilder, die du nicht brauchst, und drück dann auf „Fortsetzen“. Alles bisher Geladene bleibt.',
      },
      'no-storage': {
        title: 'Dieser Browser behält hier keine Dateien',
        text: 'Private Fenster und unsichere Seiten haben oft keinen Speicher.',
      },
      'in-use': {
        title: 'Ein anderer Tab verwendet es gerade',
        text: 'Warte, bis er fertig ist, oder schließ ihn.',
      },
      internal: {
        title: 'Etwas ist schiefgegangen',
        text: 'Alles bisher Geladene bleibt. Versuch es noch einmal.',
      },
    },
  },
};
