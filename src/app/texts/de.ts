import type { Texts } from './en.ts';
import { comparison } from './de-comparison.ts';
import { conversion } from './de-conversion.ts';

/** German. It says "du", and keeps the words that people here know in English: Prompt, Seed, Zip. */
export const german: Texts = {
  decimalSign: ',',
  app: {
    name: 'Würstchen',
    tagline: 'Beschreib eine Szene. Dein eigenes Gerät malt sie, und nichts verlässt es.',
    skipToPrompt: 'Zum Prompt springen',
    notices: 'Hinweise',
  },
  prompt: {
    label: 'Prompt',
    placeholder: 'Was soll das Bild zeigen?',
    negativeLabel: 'Negativer Prompt',
    negativePlaceholder: 'Was soll nicht ins Bild?',
    negativeHelp: 'Wirkt nur, wenn die Führung über 1 liegt.',
    // The one addition to the English text: the examples and the model's words stay English.
    hint: 'Schreib auf Englisch, das versteht das Modell. {red|blue} malt von jedem eins.',
    clear: 'Leeren',
    clearLabel: 'Den Prompt leeren',
    undo: 'Rückgängig',
    undoLabel: 'Den Prompt zurückholen',
    examples: 'Ideen',
    moreExamples: 'Mehr Ideen',
    empty: 'Noch gibt es nichts zu malen: Schreib erst ein paar Wörter in den Prompt.',
    tokens: (used, limit) => `${used} von ${limit} Token`,
    dropped: (words) => `Zu lang für dieses Modell. Das Ende liest es nicht mehr: „${words}“`,
    unknown: (words) =>
      words.length === 1
        ? `Das Wort ${list(words)} hat das Modell noch nie gesehen.`
        : `Die Wörter ${list(words)} hat das Modell noch nie gesehen.`,
    meant: 'Meintest du',
    nearest: 'Am nächsten kommt',
    beyond: {
      label: 'Was stattdessen geht',
      cannot: (word, phrase) => `${list([phrase ?? word])} kann dieses Modell nicht malen.`,
      instead: (word, phrase) => `Stattdessen ${list([phrase ?? word])} malen`,
      another: 'Modell holen, das es kann',
      english: 'Dieses Modell versteht nur Englisch.',
      translated: 'Dieses Modell versteht nur Englisch. Versuch es so:',
      write: (prompt) => `${list([prompt])} schreiben`,
      emoji: 'Dieses Modell liest Wörter, keine Emojis.',
    },
    replace: (word, becomes) => `„${becomes}“ statt „${word}“ schreiben`,
    alternatives: {
      unclosed:
        'Ein { wird nie geschlossen. Setz } hinter die letzte Möglichkeit, oder schreib \\{ für die Klammer selbst.',
      unopened:
        'Ein } schließt nichts. Setz { vor die erste Möglichkeit, oder schreib \\} für die Klammer selbst.',
      deep: 'Diese Klammern sind zu tief verschachtelt.',
      many: (most) =>
        `Das sind mehr als ${most} Bilder auf einmal. Lass ein paar Möglichkeiten weg.`,
    },
  },
  completion: {
    label: 'Offenes ergänzen',
    help: 'Was ein Prompt an Licht, Ort oder Stil offenlässt, liest das Modell in diesen Worten dahinter.',
    adds: (words) => `ergänzt „${words}“`,
    reads: (word, becomes) => `„${word}“ heißt ${becomes}`,
    added: 'Ergänzt',
    without: (words) => `Noch einmal ohne „${words}“ malen`,
  },
  presets: {
    label: 'Qualität',
    names: { draft: 'Entwurf', standard: 'Standard', fine: 'Fein' },
    help: {
      draft: 'Wenige Schritte: schnell und grob',
      standard: 'So viele Schritte, wie dieses Modell für ein gutes Bild braucht',
      fine: 'Mehr Schritte: langsamer, mit saubereren Kanten',
    },
    time: (time) => `etwa ${time}`,
  },
  actions: {
    generate: (count) => (count === 1 ? 'Bild malen' : `${count} Bilder malen`),
    add: (count) => (count === 1 ? 'In die Schlange' : `${count} in die Schlange`),
    count: 'Bilder je Prompt',
    times: (count) => `× ${count}`,
    stop: 'Stopp',
    shortcuts: (modifier) => `${keyName(modifier)} + Enter malt, Esc stoppt`,
    addShortcuts: (modifier) => `${keyName(modifier)} + Enter stellt an, Esc stoppt dieses Bild`,
    download: 'PNG herunterladen',
    retry: 'Noch einmal versuchen',
  },
  seed: {
    label: 'Seed',
    renew: 'Neuer Seed',
    mode: 'Wahl des Seeds',
    modes: { random: 'Zufällig', fixed: 'Fest', next: 'Fortlaufend' },
    help: {
      random: 'Jedes Bild bekommt einen neuen.',
      fixed: 'Jedes Mal derselbe; mehrere Bilder eines Prompts zählen von ihm aus hoch.',
      next: 'Zählt mit jedem Bild um eins hoch.',
    },
    invalid: 'Ein Seed ist eine ganze Zahl von 0 bis 18446744073709551615.',
  },
  size: {
    legend: 'Größe',
    ratio: (ratio, width, height) => `${ratio}, ${width} × ${height} Pixel`,
    pixels: (width, height) => `${width} × ${height} px`,
    custom: 'Genaue Größe',
    width: 'Breite',
    height: 'Höhe',
    swap: 'Breite und Höhe tauschen',
    swapShort: 'Tauschen',
    impossible: (width, height) =>
      `${width || '?'} × ${height || '?'} Pixel kann dieses Modell nicht malen. Das Nächstliegende:`,
    use: (width, height) => `${width} × ${height} nehmen`,
  },
  nav: {
    label: 'Seiten',
    paint: 'Malen',
    pictures: 'Bilder',
    models: 'Modelle',
    device: 'Gerät',
  },
  language: { label: 'Sprache', system: 'Wie der Browser' },
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
      photo: 'Fotografie',
      oil: 'Ölgemälde',
    },
    adds: (words) => `fügt „${words}“ hinzu`,
    avoids: (words) => `lässt „${words}“ weg`,
    worn: 'Vom Stil hinzugefügt',
    wornAvoided: 'Vom Stil weggelassen',
  },
  queue: {
    label: 'Warteschlange',
    waiting: (count) => (count === 1 ? '1 wartet' : `${count} warten`),
    time: (time) => `etwa ${time} für alle`,
    painting: 'Wird gerade gemalt',
    seed: (seed) => `Seed ${seed}`,
    holds: {
      visit: 'Noch übrig von vor dem Neuladen der Seite.',
      failure: 'Sie warten, weil ein Bild vor ihnen misslungen ist.',
      stopped: 'Sie warten, weil du alles gestoppt hast.',
    },
    goOn: 'Weitermalen',
    goOnWithout: 'Ohne dieses Bild weitermalen',
    stopOne: 'Dieses Bild stoppen',
    stopAll: 'Alle stoppen',
    clear: 'Alle entfernen',
    up: (prompt) => `Nach oben: ${prompt}`,
    down: (prompt) => `Nach unten: ${prompt}`,
    remove: (prompt) => `Entfernen: ${prompt}`,
    removed: (count) => (count === 1 ? '1 Bild entfernt.' : `${count} Bilder entfernt.`),
    undo: 'Rückgängig',
    moved: (place, of) => `Jetzt auf Platz ${place} von ${of}.`,
    restored: 'Wieder in der Schlange.',
    full: (most) =>
      `Die Schlange ist voll: Mehr als ${most} Bilder können nicht warten. Entferne erst ein paar.`,
  },
  advanced: {
    summary: 'Erweitert',
    prior: 'Stufe C, entwerfen',
    decoder: 'Stufe B, verfeinern',
    steps: 'Schritte',
    guidance: 'Führung',
    guidanceOff: 'aus',
    schedule: 'Schrittfolge',
    solver: 'Verfahren',
    schedules: {
      uniform: 'Gleichmäßige Schritte',
      cosine: 'Fein an beiden Enden',
      authors: 'Die 29 Schritte der Autoren',
    },
    solvers: { ddpm: 'DDPM', ddim: 'DDIM', 'dpm++2m': 'DPM-Solver++ 2M' },
    reset: 'Zurück zu den Vorgaben des Modells',
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
    taken: (prompt) => `Das Formular ist ausgefüllt: ${prompt}. „Bild malen“ malt es.`,
    subjects:
      'Dieses kleine eingebaute Modell malt einfache Szenen: Häuser, Boote, Bäume, in jedem Licht und bei jedem Wetter. Für Menschen, Tiere und Fotos braucht es ein größeres Modell.',
    another: 'Ein anderes Modell holen',
  },
  gallery: {
    tray: 'Was gerade läuft',
    search: 'Bilder suchen',
    searchPlaceholder: 'Wörter, ein Seed, ein Modell',
    favourites: 'Favoriten',
    grid: 'Bilder, die neuesten zuerst',
    shortcuts:
      'Pfeiltasten bewegen, Enter öffnet, Leertaste wählt aus, Strg + A wählt alle aus, F markiert einen Favoriten, Entf löscht.',
    open: (prompt) => `Öffnen: ${prompt}`,
    select: (prompt) => `Auswählen: ${prompt}`,
    favourite: 'Favorit',
    recent: 'Zuletzt gemalt',
    recentAll: 'Alle ansehen',
    showRecent: (prompt) => `Zeigen: ${prompt}`,
    count: (count) => (count === 1 ? '1 Bild' : `${count} Bilder`),
    found: (found, all) => `${found} von ${all}`,
    emptyTitle: 'Die Wand ist noch kahl',
    emptyText:
      'Jedes Bild, das du malst, wird hier aufgehoben: in diesem Browser und nirgends sonst.',
    emptyAction: 'Das erste malen',
    nothingFound: 'Kein Bild passt.',
    showAll: 'Alle zeigen',
    selected: (count) => `${count} ausgewählt`,
    selectNone: 'Auswahl aufheben',
    tapping: 'Auswählen',
    compare: 'Vergleichen',
    markFavourites: 'Als Favoriten markieren',
    unmarkFavourites: 'Nicht mehr Favoriten',
    remove: 'Löschen',
    deleted: (count) => (count === 1 ? 'Bild gelöscht.' : `${count} Bilder gelöscht.`),
    undo: 'Rückgängig',
    dismiss: 'Schließen',
    cancel: 'Abbrechen',
    exportSelected: 'Als Zip speichern',
    exportAll: 'Alle als Zip speichern',
    exportShown: (count) =>
      count === 1 ? 'Dieses als Zip speichern' : `Diese ${count} als Zip speichern`,
    exporting: 'Bilder werden gespeichert',
    exported: (count) => (count === 1 ? '1 Bild ist im Zip.' : `${count} Bilder sind im Zip.`),
    exportCancelled: 'Abgebrochen. Es wurde kein Zip gespeichert.',
    exportTooLarge:
      'Das ist mehr, als in ein Zip passt, nämlich etwa 4 GB. Wähle weniger aus und speichere sie in Teilen.',
    exportFailed: 'Das Zip konnte nicht gespeichert werden.',
    fileMissing: (prompt) => `Die Datei ist weg: ${prompt}`,
    import: 'Bilder hereinholen',
    importing: 'Bilder werden hereingeholt',
    imported: (added, alreadyHere, unreadable) =>
      [
        `${added} hinzugefügt`,
        ...(alreadyHere > 0 ? [`${alreadyHere} schon da`] : []),
        ...(unreadable > 0 ? [`${unreadable} nicht lesbar`] : []),
      ].join(', ') + '.',
    importCancelled: 'Abgebrochen.',
    progress: (done, total) => `${done} von ${total}`,
    notPng: 'das ist kein PNG-Bild',
    noSettings: 'darin sind keine vollständigen Einstellungen dieser App',
    notOurs: 'das ist weder ein PNG noch ein Zip mit Bildern dieser App',
    newerExport:
      'das stammt von einer neueren Version dieser App; lade die Seite neu, um sie zu bekommen',
    notInZip: 'steht in der Liste des Zips, liegt aber nicht darin',
    damaged: 'das ist beschädigt',
    damagedEntries: (count) =>
      count === 1
        ? '1 Eintrag der Liste ist beschädigt'
        : `${count} Einträge der Liste sind beschädigt`,
    tooBig: 'das ist zu groß',
    details: 'Welche, und warum',
    storage: 'Wo sie liegen',
    storageText: (count, bytes) => `${count}, ${bytes}, in diesem Browser auf diesem Gerät.`,
    persisted: 'Der Browser hat versprochen, sie zu behalten, bis du sie löschst.',
    notPersisted: 'Der Browser darf sie löschen, wenn der Platz knapp wird.',
    persist: 'Ihn bitten, sie zu behalten',
    persistRefused:
      'Der Browser hat noch nicht zugestimmt. Es hilft, die Seite oft zu nutzen oder sie zu installieren.',
    unkept: (count) =>
      count === 1
        ? 'Ein Bild ist noch nicht gesichert: Es ist weg, sobald diese Seite geschlossen wird. Lade es sicherheitshalber herunter.'
        : `${count} Bilder sind noch nicht gesichert: Sie sind weg, sobald diese Seite geschlossen wird. Lade sie sicherheitshalber herunter.`,
    keepAgain: 'Noch einmal sichern',
    problems: {
      full: 'Der Speicher dieses Browsers ist voll. Lösche ein paar Bilder, oder schaff Platz auf dem Gerät.',
      unavailable:
        'Dieser Browser bietet hier keinen Speicher, wie in manchen privaten Fenstern. Darum kann er keine Bilder behalten.',
      newer:
        'In einem anderen Tab ist eine neuere Version dieser Seite offen. Lade diese hier neu, damit sie weiter Bilder sichert.',
      blocked:
        'Ein anderer Tab mit einer älteren Version dieser Seite hält die Bilder fest. Schließ ihn.',
    },
  },
  viewer: {
    open: 'Volle Größe',
    label: 'Bild in voller Größe',
    close: 'Schließen',
    previous: 'Voriges Bild',
    next: 'Nächstes Bild',
    position: (at, count) => `${at} von ${count}`,
    stage: 'Zieh das Bild oder nimm die Pfeiltasten, um es zu bewegen. + und − zoomen.',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    zoom: (percent) => `${percent} %`,
    fit: 'Einpassen',
    actualSize: '100 %',
    prompt: 'Prompt',
    negative: 'Weggelassen',
    nothing: 'nichts',
    steps: (steps) => (steps === 1 ? '1 Schritt' : `${steps} Schritte`),
    guidance: (guidance) => `Führung ${decimal(guidance, 1)}`,
    noGuidance: 'ohne Führung',
    reuse: 'Alle Einstellungen übernehmen',
    reuseSeed: 'Seed übernehmen',
    reused: 'Die Einstellungen des Bildes stehen im Formular.',
    seedReused: 'Der Seed des Bildes steht im Formular.',
    copyPrompt: 'Prompt kopieren',
    promptCopied: 'Kopiert',
    copyRefused:
      'Der Browser hat das Kopieren nicht erlaubt. Markiere den Prompt und kopiere ihn selbst.',
    missing: 'Die Datei dieses Bildes ist weg.',
  },
  compare: {
    label: 'Zwei Bilder im Vergleich',
    slider: 'Wie viel vom ersten Bild zu sehen ist',
    share: (percent) => `${percent} % vom ersten Bild`,
    caption: 'Einstellungen beider Bilder',
    setting: 'Einstellung',
    first: 'Erstes',
    second: 'Zweites',
    differs: 'verschieden',
    same: (count) =>
      count === 1 ? '1 Einstellung ist gleich.' : `${count} Einstellungen sind gleich.`,
    identical: 'Alle Einstellungen sind gleich.',
    swap: 'Seiten tauschen',
  },
  progress: {
    label: 'Fortschritt',
    elapsed: (time) => `bisher ${time}`,
    left: (time) => `noch etwa ${time}`,
    leftShort: (time) => `noch ${time}`,
    nearly: 'fast fertig',
    watch: 'Beim Malen zusehen',
    stages: {
      load: 'Modell laden',
      text: 'Prompt lesen',
      prior: 'Stufe C – entwerfen',
      decoder: 'Stufe B – verfeinern',
      vqgan: 'Stufe A – Pixel entwickeln',
    },
    short: { load: 'Lädt', text: 'Liest', prior: 'C', decoder: 'B', vqgan: 'A' },
    step: (done, total) => `Schritt ${done} von ${total}`,
    bytes: (done, total) => `${done} von ${total}`,
    preparing: 'macht sich bereit',
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
    version: 'Modellstand',
    painted: 'Gemalt',
    unknown: 'nicht bekannt',
    stages: {
      load: 'Laden',
      text: 'Lesen',
      prior: 'Stufe C',
      decoder: 'Stufe B',
      vqgan: 'Stufe A',
    },
    total: 'Serviert nach',
    seed: 'Seed',
    size: 'Größe',
    provider: 'Gemalt von',
    providers: { webgpu: 'GPU (WebGPU)', wasm: 'CPU (WebAssembly)', cpu: 'CPU' },
    times: 'Zeit je Stufe',
  },
  model: {
    summary: 'Über dieses Modell',
    opening: 'Modell wird geöffnet',
    limits: 'Was es nicht kann',
    words: 'Wörter, die es kennt',
    licence: 'Lizenz',
    origin: 'Herkunft',
    parameters: 'Parameter',
    precision: 'Gespeichert als',
    more: 'Andere Motive brauchen das vollständige, veröffentlichte Würstchen-Modell, das sich, exportiert und auf einen Server gelegt, auf der Seite „Modelle“ hinzufügen lässt.',
  },
  comparison,
  conversion,
  models: {
    intro:
      'Ein Modell wird einmal geholt, Byte für Byte geprüft und bleibt auf diesem Gerät. Nur der Ort, den Sie wählen, wird danach gefragt.',
    here: 'Auf diesem Gerät',
    current: 'in Gebrauch',
    isDefault: 'zuerst benutzt',
    incomplete: 'unvollständig',
    details: 'Einzelheiten und Grenzen',
    size: 'Größe',
    partly: (here: string, total: string) => `${here} von ${total} sind da.`,
    intact: 'Jedes Byte ist, wie es sein soll.',
    damaged:
      'Einige Dateien sind beschädigt und werden nicht benutzt. Reparieren holt nur diese noch einmal.',
    removed: 'Das Modell ist gelöscht.',
    installed: (name: string) => `${name} ist auf diesem Gerät.`,
    chooseAgain: (name: string) =>
      `Wählen Sie den Ordner „${name}“ unten noch einmal, dann geht es hier weiter.`,
    sure: (name: string) => `${name} von diesem Gerät löschen?`,
    from: {
      folder: (url: string) => `Von ${url}`,
      hub: (repository: string, revision: string) =>
        `Vom Hugging Face Hub: ${repository}, Fassung ${revision}`,
      local: (name: string) => `Aus dem Ordner „${name}“ dieses Rechners`,
      converted: (prior: string, decoder: string) =>
        `Auf diesem Gerät umgewandelt aus ${prior} und ${decoder}`,
    },
    available: {
      title: 'Außerdem zu haben',
      intro: 'Angeboten von den Betreibern dieser Seite. Davon wurde noch nichts geholt.',
      fault: 'Die Modell-Liste dieser Seite hat Fehler.',
      faultText: 'Was falsch ist, fehlt hier; alles andere geht.',
      forHost: 'Für die Betreiber dieser Seite',
      correct: 'In models/catalogue.json berichtigen; docs/models.md sagt, was ein Eintrag ist.',
    },
    actions: {
      install: 'Installieren',
      use: 'Damit malen',
      makeDefault: 'Zuerst benutzen',
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
      speed: (bytes: string) => `${bytes} je Sekunde`,
      elsewhere: 'Ein anderer Tab holt es gerade.',
      trouble: (path: string, message: string) => `${path}: neuer Versuch. ${message}`,
      labels: {
        install: (name: string) => `${name} wird geholt`,
        verify: (name: string) => `${name} wird geprüft`,
      },
    },
    builtin: {
      title: 'Eingebautes Modell',
      text: 'Ein kleines Modell, das mit der Seite kommt.',
      kept: 'Liegt auf diesem Gerät und malt auch ohne Netz.',
      comes: 'Kommt mit der Seite und bleibt nach dem ersten Besuch auf diesem Gerät.',
    },
    disk: {
      room: (bytes: string) => `Für andere Modelle sind ${bytes} frei.`,
      used: (bytes: string) => `Hinzugefügte Modelle belegen ${bytes}.`,
      free: (bytes: string) => `Der Browser gäbe noch ${bytes}.`,
      persisted: 'Er hat versprochen, sie zu behalten, bis Sie sie löschen.',
      notPersisted: 'Er darf sie löschen, wenn der Datenträger fast voll ist.',
      unavailable:
        'Dieser Browser behält hier keine Dateien, wie in manchen privaten Fenstern. Kleine Modelle lassen sich aus dem Arbeitsspeicher öffnen; sie sind weg, wenn die Seite geschlossen wird.',
    },
    add: {
      title: 'Ein Modell hinzufügen',
      label: 'Adresse oder Repository',
      placeholder: 'https://… oder besitzer/name',
      help: 'Ein Ordner mit einer manifest.json auf irgendeinem Server oder ein Repository auf dem Hugging Face Hub.',
      look: 'Ansehen, was es ist',
      folder: 'Ordner wählen',
      asking: (host: string) => `${host} wird gefragt, was dort liegt`,
      noAddress: (text: string) =>
        `„${text}“ ist keines von beiden: Erwartet wird ein Ordner, der über https kommt, etwa https://example.org/model/, oder ein Repository, etwa besitzer/name.`,
    },
    offer: {
      label: (name: string) => `Gefunden: ${name}`,
      cost: (missing: string, free: string | null) =>
        free === null
          ? `${missing} werden geholt.`
          : `${missing} werden geholt; Platz ist für ${free}.`,
      here: 'Alle seine Dateien sind schon auf diesem Gerät.',
      tooLarge: 'Der Platz reicht nicht. Löschen Sie Modelle oder Bilder, die Sie nicht brauchen.',
      tooLargeBefore:
        'Der letzte Download, der mehr Platz als das brauchte, ist gescheitert. Löschen Sie Modelle oder Bilder, die Sie nicht brauchen, oder versuchen Sie es noch einmal, wenn inzwischen Platz frei geworden ist.',
      install: (size: string) => `Installieren (${size})`,
      add: 'Hinzufügen',
      fromMemory: 'Aus dem Arbeitsspeicher öffnen',
      refuse: 'Nein, danke',
    },
    ask: {
      label: 'Ein Modell aus einem Link',
      text: 'Dieser Link verlangt ein Modell, das nicht auf diesem Gerät ist. Noch wurde nichts geholt.',
      look: (host: string) => `${host} fragen, wie groß es ist`,
      refuse: 'Nein, danke',
      use: (name: string) => `Mit ${name} malen`,
    },
    faults: {
      'bad-manifest': {
        title: 'Das ist kein Modell für diese App.',
        text: 'Das Inhaltsverzeichnis (manifest.json) ist nicht lesbar oder von einer Art, die diese Version nicht kennt.',
      },
      'file-missing': {
        title: 'Eine Datei fehlt.',
        text: 'Sie ist nicht da, oder an ihrer Stelle kam etwas anderes. Was schon da ist, bleibt.',
      },
      'file-corrupt': {
        title: 'Eine Datei kam beschädigt an.',
        text: 'Sie wurde mehrmals geholt und ist immer noch nicht, was das Inhaltsverzeichnis sagt. Nichts davon wurde benutzt.',
      },
      network: {
        title: 'Die Verbindung ist abgebrochen.',
        text: 'Was schon da ist, bleibt. Es geht von selbst weiter, sobald das Netz zurück ist, oder mit „Fortsetzen“.',
      },
      insecure: {
        title: 'Diese Seite wurde nicht sicher geöffnet.',
        text: 'Öffnen Sie sie über https oder von diesem Rechner.',
      },
      forbidden: {
        title: 'Der Server gibt es nicht jedem.',
        text: 'Die Seite kann nur öffentliche Modelle holen. Laden Sie es selbst herunter und wählen Sie den Ordner.',
      },
      'storage-full': {
        title: 'Der Platz reicht nicht.',
        text: 'Löschen Sie Modelle oder Bilder, die Sie nicht brauchen, und drücken Sie dann „Fortsetzen“. Was schon da ist, bleibt.',
      },
      'no-storage': {
        title: 'Dieser Browser behält hier keine Dateien.',
        text: 'Private Fenster und unsichere Seiten haben oft keinen Speicher.',
      },
      'in-use': {
        title: 'Es ist in Gebrauch.',
        text: 'Ein anderer Tab arbeitet damit. Warten Sie, bis er fertig ist, oder schließen Sie ihn.',
      },
      'bad-address': {
        title: 'Das ist keine Adresse eines Modells.',
        text: 'Erwartet wird ein Ordner, der über https kommt, oder ein Repository wie besitzer/name.',
      },
      internal: {
        title: 'Etwas Unerwartetes ist geschehen.',
        text: 'Ein weiterer Versuch hilft oft. Was schon da ist, bleibt.',
      },
    },
  },
  install: {
    action: 'App installieren',
    why: 'Sie bekommt ein eigenes Fenster und läuft auch ohne Netz.',
    byHand: 'Um die App zu installieren, öffne das Teilen-Menü und wähle „Zum Home-Bildschirm“.',
  },
  update: {
    ready: 'Eine neue Version ist da. Was du geschrieben hast, bleibt.',
    agreed: 'Die neue Version öffnet sich, sobald das letzte Bild fertig ist.',
    reload: 'Neu laden',
    postpone: 'Nicht jetzt',
    pageMissing:
      'Diese Seite ließ sich nicht laden: Es gibt kein Netz, oder die App wurde durch eine neuere Version ersetzt. Was du geschrieben hast, bleibt.',
  },
  offline: {
    kept: 'Kein Netz. Gemalt wird trotzdem: Die App und ihr Modell sind auf diesem Gerät.',
    missing:
      'Kein Netz, und das Modell ist noch nicht auf diesem Gerät. Nach einem Besuch mit Netz bleibt es hier.',
  },
  device: {
    summary: 'Über dieses Gerät',
    intro: 'Was dieses Gerät der Seite bietet und was die Seite daraus macht.',
    problem: 'Letztes Problem',
    noAdapter: 'keine gefunden',
    provider: 'Malt auf',
    reason: 'Warum',
    reasons: {
      'graphics-card': 'Malt mit der Grafikkarte, über WebGPU.',
      asked: 'Malt dort, wo es verlangt wurde.',
      'no-webgpu': 'Dieser Browser hat kein WebGPU, deshalb malt der Prozessor.',
      'no-adapter':
        'Der Browser hat keine Grafikkarte für WebGPU gefunden, deshalb malt der Prozessor.',
      'software-adapter':
        'WebGPU wird hier nur in Software nachgebildet und wäre langsamer als der Prozessor selbst, deshalb malt der Prozessor.',
    },
    adapter: 'Grafikkarte',
    float16: 'Halbe Genauigkeit',
    threads: 'Threads',
    yes: 'ja',
    no: 'nein',
    unknown: 'unbekannt',
    sections: {
      painting: 'Malen',
      graphics: 'Grafikkarte',
      wasm: 'WebAssembly',
      storage: 'Speicher',
      browser: 'Browser',
      app: 'App',
    },
    webgpu: 'WebGPU',
    vendor: 'Hersteller',
    architecture: 'Architektur',
    description: 'Name',
    features: 'Fähigkeiten',
    limits: {
      maxBufferSize: 'Größter Puffer',
      maxStorageBufferBindingSize: 'Größte Bindung',
      maxStorageBuffersPerShaderStage: 'Puffer auf einmal',
      maxComputeWorkgroupStorageSize: 'Speicher je Arbeitsgruppe',
      maxComputeInvocationsPerWorkgroup: 'Größe einer Arbeitsgruppe',
    },
    simd: 'SIMD',
    sharedMemory: 'Threads',
    jspi: 'JSPI',
    isolated: 'Isolierte Seite',
    cores: 'Prozessor-Threads',
    memory: 'Arbeitsspeicher',
    memoryAtLeast: (gib) => (gib >= 8 ? `${decimal(gib)} GB oder mehr` : `etwa ${decimal(gib)} GB`),
    browser: 'Browser',
    system: 'System',
    screen: 'Fenster',
    screenSize: (width, height, ratio) => `${width} × ${height} bei ${decimal(ratio)}×`,
    used: 'Belegt',
    quota: 'Erlaubt',
    persisted: 'Bleibt, bis du es löschst',
    persist: 'Den Browser bitten, es zu behalten',
    persistRefused:
      'Der Browser hat nicht zugestimmt. Er darf die Bilder löschen, wenn der Platz knapp wird; die App zu installieren hilft oft.',
    kept: 'Malt ohne Netz',
    version: 'Version',
    runtime: 'Laufzeitumgebung',
    model: 'Modell',
    weights: 'Gewichte',
    installed: 'Installiert',
    report: 'Den Text zeigen',
    copy: 'Für einen Fehlerbericht kopieren',
    reportPrivacy: 'Kein Prompt, kein Bild, nichts Privates.',
    hosting: 'Wie man diese App auf einen eigenen Server bringt (auf Englisch)',
  },
  share: {
    label: 'Dieses Bild teilen',
    copyLink: 'Link kopieren',
    linkCopied: 'Link kopiert',
    copyPicture: 'Bild kopieren',
    pictureCopied: 'Bild kopiert',
    send: 'Teilen …',
    link: 'Link',
    close: 'Schließen',
    linkByHand: {
      title: 'Link kopieren',
      text: 'Der Browser lässt die Seite nicht selbst kopieren. Der Link ist markiert und kann kopiert werden.',
    },
    pictureByHand: {
      title: 'Bild kopieren',
      text: 'Der Browser lässt die Seite nicht selbst kopieren. Drück lange oder mit der rechten Maustaste auf das Bild.',
    },
    notice: 'Einstellungen von anderswo',
    filledFromLink: 'Aus einem Link ausgefüllt.',
    filledFromFile: (name) => `Aus „${name}“ ausgefüllt.`,
    filledFromClipboard: 'Aus dem eingefügten Bild ausgefüllt.',
    pressGenerate: 'Mit „Bild malen“ geht es los.',
    undo: 'Rückgängig',
    undone: 'Im Formular steht wieder, was vorher da war.',
    redo: 'Wieder ausfüllen',
    filledAgain: 'Das Formular ist wieder ausgefüllt.',
    dismiss: 'Schließen',
    emptyLink: 'Dieser Link enthält keine lesbaren Einstellungen.',
    skipped: (key, value, expected) =>
      `${key}: „${value}“ wurde weggelassen. Erwartet: ${expected}.`,
    newerLink: (version) =>
      `Der Link stammt von einer neueren Version (${version}) dieser Seite. Einiges davon kann fehlen.`,
    expected: {
      percentEncoding: 'prozentkodiertes UTF-8',
      length: (max) => `höchstens ${max.toLocaleString('de')} Zeichen`,
      integer: (from, to) => `eine ganze Zahl von ${from} bis ${to}`,
      number: (from, to) => `eine Zahl von ${from} bis ${to}`,
      size: 'Breite und Höhe in Pixeln, zum Beispiel 512x768',
      choice: (choices) => `eins von ${choices.join(', ')}`,
    },
    otherModel: (named, open) =>
      `Mit dem Modell „${named}“ gemalt. Hier ist „${open}“ offen; es wird etwas anderes malen.`,
    impossibleSize: (width, height) =>
      `${width} × ${height} Pixel kann dieses Modell nicht malen. Wähle in den Einstellungen eine andere Größe.`,
    overSteps: (stage, steps, most) =>
      `${stage}: ${steps} Schritte sind mehr, als dieses Modell zulässt; es werden ${most}.`,
    overGuidance: (stage, guidance, most) =>
      `${stage}: Führung ${decimal(guidance)} ist mehr, als dieses Modell zulässt; es wird ${decimal(most)}.`,
    noSolver: (stage, solver) =>
      `${stage}: Das Verfahren ${solver} bietet dieses Modell nicht an; es nimmt sein eigenes.`,
  },
  drop: {
    target: 'Lass das Bild hier fallen',
    targetHelp: 'Seine Einstellungen kommen ins Formular; gemalt wird noch nichts.',
    choose: 'Einstellungen aus einem Bild',
    chooseHelp:
      'Wähle eine PNG-Datei. Du kannst auch eine irgendwo auf diese Seite ziehen oder einfügen.',
    file: (name) => `„${name}“`,
    pasted: 'Das eingefügte Bild',
    unchanged: 'Nichts wurde geändert.',
    faults: {
      'not-png': (what) =>
        `${what} ist keine PNG-Datei, und nur die können Einstellungen enthalten.`,
      truncated: (what) => `${what} ist nicht vollständig: Das Ende fehlt.`,
      damaged: (what) => `${what} ist beschädigt und nicht lesbar.`,
      'too-long': (what) => `${what} enthält einen Text, der für Einstellungen zu lang ist.`,
      'too-big': (what) => `${what} ist zu groß, um hier gelesen zu werden.`,
      unreadable: (what) => `${what} ließ sich nicht öffnen.`,
      'no-settings': (what) =>
        `${what} enthält keine Einstellungen. Die meisten Programme und Chats lassen sie weg, wenn sie ein Bild neu speichern.`,
      many: () => 'Das sind mehrere Dateien; wähle ein einziges Bild.',
    },
  },
  failure: {
    detail: 'Technische Einzelheiten',
    copy: 'Kopieren',
    copied: 'Kopiert',
    notCopied: 'Der Browser hat das Kopieren nicht erlaubt. Du kannst den Text aber markieren.',
    actions: {
      retry: 'Noch einmal versuchen',
      smaller: (width, height) => `Stattdessen ${width} × ${height} malen`,
      processor: 'Auf dem Prozessor malen',
      builtin: 'Das eingebaute Modell nehmen',
      reload: 'Seite neu laden',
      secure: 'Über https öffnen',
      pictures: 'Zu den Bildern',
      defaults: 'Mit den Vorgaben des Modells malen',
    },
    codes: {
      'out-of-memory': {
        title: 'Zu wenig Arbeitsspeicher',
        text: 'Das Bild brauchte mehr Arbeitsspeicher, als da ist. Ein kleineres braucht viel weniger; auch hilft es, andere Tabs zu schließen.',
      },
      'device-lost': {
        title: 'Die Grafikkarte antwortet nicht mehr',
        text: 'Das kommt vor, wenn der Treiber neu startet, der Rechner schläft oder etwas anderes die ganze Karte braucht. Für den nächsten Versuch wird das Modell neu geladen.',
      },
      'no-webgpu': {
        title: 'Keine passende Grafikkarte',
        text: 'Dieses Modell braucht eine Grafikkarte, die der Browser den Webseiten anbietet (WebGPU), und hier gibt es keine. Ein aktueller Chrome, Edge oder Safari auf einem Rechner mit Grafikkarte hat eine.',
      },
      network: {
        title: 'Das Modell ließ sich nicht holen',
        text: 'Die Verbindung brach ab, oder der Server antwortete nicht. Was schon angekommen ist, bleibt.',
      },
      'file-missing': {
        title: 'Eine Datei des Modells fehlt',
        text: 'Der Server hat keine solche Datei. Vielleicht wird das Modell dort gerade ersetzt; sonst wurde es unvollständig kopiert.',
      },
      'file-corrupt': {
        title: 'Eine Datei des Modells ist beschädigt',
        text: 'Was ankam, stimmt nicht mit dem Inhaltsverzeichnis des Modells überein und wurde darum nicht benutzt. Ein neuer Versuch holt es frisch.',
      },
      'bad-manifest': {
        title: 'Das ist kein Modell für diese App',
        text: 'Das Inhaltsverzeichnis des Modells (manifest.json) ist nicht lesbar oder von einer Art, die diese Version nicht kennt.',
      },
      'bad-output': {
        title: 'Das Ergebnis ergab keinen Sinn',
        text: 'Das Gerät hat etwas berechnet, das kein Bild sein kann. Bei Grafiktreibern kommt das vor; der Prozessor ist langsamer, aber verlässlich.',
      },
      'engine-crashed': {
        title: 'Der Motor ist stehen geblieben',
        text: 'Der Teil der Seite, der malt, hat unerwartet aufgehört; meistens war der Arbeitsspeicher voll. Für den nächsten Versuch wird er neu gestartet.',
      },
      'storage-full': {
        title: 'Kein Platz mehr',
        text: 'Der Browser gibt dieser Seite keinen Speicherplatz mehr. Lösche Bilder, die du nicht brauchst.',
      },
      'bad-request': {
        title: 'Das kann das Modell nicht malen',
        text: 'Eine der Einstellungen liegt außerhalb dessen, was dieses Modell kann.',
      },
      insecure: {
        title: 'Diese Seite wurde nicht sicher geöffnet',
        text: 'Der Browser lässt eine Seite die Dateien des Modells nur über https oder auf demselben Rechner prüfen.',
      },
      internal: {
        title: 'Etwas Unerwartetes ist passiert',
        text: 'Ein neuer Versuch hilft oft. Wenn nicht, melde es bitte mit den technischen Einzelheiten.',
      },
    },
    offline: {
      title: 'Kein Netz',
      text: 'Das Modell muss einmal geholt werden. Stell eine Verbindung her und versuch es noch einmal.',
    },
    foreignModel: {
      title: 'Das ist keine Adresse eines Modells',
      text: 'Die Adresse dieser Seite nennt ein Modell auf eine Weise, die sich nicht öffnen lässt: Es muss ein Ordner sein, der über https kommt, oder ein Repository auf dem Hugging Face Hub. Es wurde nichts geholt.',
    },
  },
};

function list(words: string[]): string {
  return words.map((word) => `„${word}“`).join(', ');
}

/** `7,5`; with just as many decimal places as are asked for, or else with those that it has. */
function decimal(value: number, places?: number): string {
  return (places === undefined ? String(value) : value.toFixed(places)).replace('.', ',');
}

/** What stands on a German key. */
function keyName(key: string): string {
  return key === 'Ctrl' ? 'Strg' : key;
}
