import type { pictures as english } from '../en/pictures.ts';
import { decimal } from './decimal.ts';

export const pictures: typeof english = {
  gallery: {
    tray: 'In Arbeit',
    search: 'Bilder suchen',
    searchPlaceholder: 'Wörter, ein Seed oder ein Modell',
    favourites: 'Favoriten',
    sort: {
      label: 'Sortieren nach',
      newest: 'Neueste zuerst',
      oldest: 'Älteste zuerst',
      prompt: 'Prompt, A bis Z',
    },
    grid: 'Alle Bilder',
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
    emptyTitle: 'Noch keine Bilder',
    emptyText: 'Alles, was du malst, wird hier gespeichert: nur in diesem Browser.',
    emptyAction: 'Erstes Bild malen',
    nothingFound: 'Keine Treffer.',
    showAll: 'Alle zeigen',
    selected: (count) => `${count} ausgewählt`,
    selectNone: 'Auswahl aufheben',
    tapping: 'Auswählen',
    compare: 'Vergleichen',
    markFavourites: 'Zu Favoriten hinzufügen',
    unmarkFavourites: 'Aus Favoriten entfernen',
    remove: 'Löschen',
    deleted: (count) => (count === 1 ? 'Bild gelöscht.' : `${count} Bilder gelöscht.`),
    undo: 'Rückgängig',
    dismiss: 'Schließen',
    cancel: 'Abbrechen',
    exportSelected: 'Als ZIP speichern',
    exportAll: 'Alle als ZIP speichern',
    exportShown: (count) =>
      count === 1 ? 'Dieses als ZIP speichern' : `Diese ${count} als ZIP speichern`,
    exporting: 'Bilder werden gespeichert',
    exported: (count) =>
      count === 1 ? '1 Bild als ZIP gespeichert.' : `${count} Bilder als ZIP gespeichert.`,
    exportCancelled: 'Abgebrochen. Es wurde kein ZIP gespeichert.',
    exportFailed: 'Das ZIP konnte nicht gespeichert werden.',
    fileMissing: (prompt) => `Datei fehlt: ${prompt}`,
    import: 'Bilder importieren',
    importing: 'Bilder werden importiert',
    imported: (added, alreadyHere, unreadable) =>
      [
        `${added} hinzugefügt`,
        ...(alreadyHere > 0 ? [`${alreadyHere} schon da`] : []),
        ...(unreadable > 0 ? [`${unreadable} nicht lesbar`] : []),
      ].join(', ') + '.',
    importCancelled: 'Abgebrochen.',
    progress: (done, total) => `${done} von ${total}`,
    notPng: 'kein PNG-Bild',
    noSettings: 'enthält keine vollständigen Einstellungen dieser App',
    notOurs: 'weder ein PNG-Bild noch ein ZIP mit Bildern dieser App',
    newerExport:
      'stammt von einer neueren Version dieser App; lade die Seite neu, um sie zu bekommen',
    notInZip: 'steht in der Liste des ZIPs, fehlt aber darin',
    damaged: 'beschädigt',
    damagedPng: 'Dieses PNG ist beschädigt',
    damagedEntries: (count) =>
      count === 1
        ? '1 Eintrag der Liste ist beschädigt'
        : `${count} Einträge der Liste sind beschädigt`,
    tooBig: 'zu groß',
    details: 'Welche, und warum',
    storage: 'Speicher',
    storageText: (count, bytes) => `${count}, ${bytes}, in diesem Browser auf diesem Gerät.`,
    persisted: 'Der Browser behält sie, bis du sie löschst.',
    notPersisted: 'Der Browser darf sie löschen, wenn der Speicherplatz knapp wird.',
    persist: 'Den Browser bitten, sie zu behalten',
    persistRefused:
      'Der Browser hat noch nicht zugestimmt. Es hilft, die Seite oft zu nutzen oder zu installieren.',
    unkept: (count) =>
      count === 1
        ? 'Ein Bild ist noch nicht gespeichert und geht verloren, wenn du diese Seite schließt. Lade es sicherheitshalber herunter.'
        : `${count} Bilder sind noch nicht gespeichert und gehen verloren, wenn du diese Seite schließt. Lade sie sicherheitshalber herunter.`,
    keepAgain: 'Noch einmal speichern',
    problems: {
      full: 'Der Speicher dieses Browsers ist voll. Lösche ein paar Bilder oder schaff Platz auf dem Gerät.',
      unavailable:
        'Dieser Browser bietet hier keinen Speicher, wie in manchen privaten Fenstern. Darum lassen sich keine Bilder speichern.',
      newer:
        'In einem anderen Tab ist eine neuere Version dieser Seite offen. Lade diese hier neu, damit sie weiter Bilder speichert.',
      blocked:
        'Die Bilder lassen sich nicht öffnen, solange ein anderer Tab eine ältere Version dieser Seite nutzt. Schließ ihn.',
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
    negative: 'Negativer Prompt',
    nothing: 'keiner',
    steps: (steps) => (steps === 1 ? '1 Schritt' : `${steps} Schritte`),
    guidance: (guidance) => `Guidance ${decimal(guidance, 1)}`,
    noGuidance: 'ohne Guidance',
    reuse: 'Alle Einstellungen übernehmen',
    reuseSeed: 'Seed übernehmen',
    reused: 'Die Einstellungen des Bildes stehen im Formular.',
    seedReused: 'Der Seed des Bildes steht im Formular.',
    copyPrompt: 'Prompt kopieren',
    promptCopied: 'Kopiert',
    copyRefused:
      'Der Browser hat das Kopieren blockiert. Markiere den Prompt und kopiere ihn selbst.',
    missing: 'Die Datei dieses Bildes fehlt.',
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
};
