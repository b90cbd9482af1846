/** Where an archive is written to. */
export interface ArchiveSink {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

interface SavePicker {
  showSaveFilePicker(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * A file that the person names, written straight to the disk, where the browser can; elsewhere a
 * download at the end. Null if the person thinks better of it. Call it from a click.
 */
export async function openArchive(name: string): Promise<ArchiveSink | null> {
  if (!canPick(window)) return downloadSink(name);
  try {
    const types = [{ accept: { 'application/zip': ['.zip'] } }];
    const handle = await window.showSaveFilePicker({ suggestedName: name, types });
    const stream = await handle.createWritable();
    return {
      write: (chunk) => stream.write(chunk),
      close: () => stream.close(),
      abort: () => stream.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function canPick(host: object): host is SavePicker {
  return 'showSaveFilePicker' in host;
}

/** Each piece is a Blob, which browsers move to the disk when there are many. */
function downloadSink(name: string): ArchiveSink {
  let parts: Blob[] = [];
  return {
    write: (chunk) => {
      parts.push(new Blob([chunk]));
      return Promise.resolve();
    },
    close: () => {
      const url = URL.createObjectURL(new Blob(parts, { type: 'application/zip' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      // The download has begun once this task is over; browsers that are slow get a minute.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return Promise.resolve();
    },
    abort: () => {
      parts = [];
      return Promise.resolve();
    },
  };
}
