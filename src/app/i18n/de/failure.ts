import type { failure as english, modelFaults as englishFaults } from '../en/failure.ts';

export const modelFaults: typeof englishFaults = {
  'bad-manifest': {
    title: 'Dieses Modell kann die App nicht verwenden',
    text: 'Seine manifest.json ist nicht lesbar oder von einer Art, die diese Version nicht kennt.',
  },
  'no-model': {
    title: 'Unter dieser Adresse gibt es kein Modell',
    text: 'Ein Modell ist ein Ordner mit einer manifest.json. Prüfe die Adresse oder wähle einen anderen Ordner.',
  },
  'file-missing': {
    title: 'Eine Modelldatei fehlt',
    text: 'Sie ist nicht dort, wo sie laut Manifest sein soll. Die Kopie dort ist unvollständig oder wird gerade aktualisiert.',
  },
  'file-corrupt': {
    title: 'Eine Modelldatei ist beschädigt',
    text: 'Sie passt nicht zum Manifest des Modells und wurde deshalb nicht verwendet. Versuch es noch einmal, um sie neu zu laden.',
  },
  insecure: {
    title: 'Diese Seite wurde nicht sicher geöffnet',
    text: 'Browser lassen eine Seite Modelldateien nur über https oder auf demselben Rechner prüfen.',
  },
  'bad-address': {
    title: 'Das ist keine Modelladresse',
    text: 'Erwartet wird ein Ordner, der über https erreichbar ist, oder ein Repository auf dem Hugging Face Hub. Nichts wurde geladen.',
  },
};

export const failure: typeof english = {
  detail: 'Technische Einzelheiten',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Der Browser hat das Kopieren blockiert. Markiere den Text und kopiere ihn selbst.',
  actions: {
    retry: 'Noch einmal versuchen',
    smaller: (width, height) => `Stattdessen ${width} × ${height} malen`,
    cpu: 'Die CPU nehmen',
    builtin: 'Das eingebaute Modell nehmen',
    reload: 'Seite neu laden',
    secure: 'Über https öffnen',
    pictures: 'Zu den Bildern',
    defaults: 'Die Vorgaben des Modells nehmen',
  },
  codes: {
    'out-of-memory': {
      title: 'Zu wenig Arbeitsspeicher',
      text: 'Das Bild brauchte mehr Arbeitsspeicher, als frei ist. Ein kleineres braucht viel weniger. Auch andere Tabs zu schließen hilft.',
    },
    'device-lost': {
      title: 'Die GPU antwortet nicht mehr',
      text: 'Das kommt vor, wenn der Treiber neu startet, der Rechner in den Ruhezustand geht oder eine andere App die ganze GPU braucht. Beim nächsten Versuch wird das Modell neu geladen.',
    },
    'no-webgpu': {
      title: 'Keine passende GPU',
      text: 'Dieses Modell braucht eine GPU mit WebGPU, und dieser Browser bietet keine. Versuch es mit einem aktuellen Chrome, Edge oder Safari auf einem Rechner mit GPU.',
    },
    network: {
      title: 'Das Modell ließ sich nicht laden',
      text: 'Die Verbindung ist abgebrochen, oder der Server hat nicht geantwortet. Alles bisher Geladene bleibt.',
    },
    'file-missing': modelFaults['file-missing'],
    'file-corrupt': modelFaults['file-corrupt'],
    'bad-manifest': modelFaults['bad-manifest'],
    'bad-output': {
      title: 'Das Ergebnis ist kein Bild',
      text: 'Das Gerät hat Werte berechnet, die kein Bild sein können. Bei GPU-Treibern kommt das vor. Die CPU ist langsamer, aber zuverlässig.',
    },
    'engine-crashed': {
      title: 'Die Engine ist abgestürzt',
      text: 'Meistens war der Arbeitsspeicher voll. Beim nächsten Versuch startet sie neu.',
    },
    'app-changed': {
      title: 'Ein Teil der App ließ sich nicht laden',
      text: 'Wahrscheinlich wurde die App aktualisiert, seit diese Seite offen ist. Lade sie neu, dann läuft die neue Version. Dein Text und deine Bilder bleiben.',
    },
    'storage-full': {
      title: 'Kein Platz mehr',
      text: 'Der Browser gibt dieser Seite keinen Speicherplatz mehr. Lösche Bilder, die du nicht brauchst.',
    },
    'bad-request': {
      title: 'Das kann dieses Modell nicht malen',
      text: 'Eine der Einstellungen liegt außerhalb dessen, was das Modell kann.',
    },
    insecure: modelFaults.insecure,
    internal: {
      title: 'Etwas ist schiefgegangen',
      text: 'Versuch es noch einmal. Wenn es wieder passiert, melde es bitte mit den technischen Einzelheiten.',
    },
  },
  offline: {
    title: 'Du bist offline',
    text: 'Das Modell muss einmal geladen werden. Geh online und versuch es noch einmal.',
  },
  foreignModel: modelFaults['bad-address'],
  noModel: modelFaults['no-model'],
};
