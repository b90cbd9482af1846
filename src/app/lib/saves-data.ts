/** What browsers tell about the connection, where they do. */
interface Connection {
  saveData?: boolean;
  effectiveType?: string;
}

/** Whether data is to be saved: the person has asked for that, or the connection brings next to nothing. */
export function savesData(): boolean {
  const { connection } = navigator as { connection?: Connection };
  return connection?.saveData === true || /^(slow-)?2g$/.test(connection?.effectiveType ?? '');
}
