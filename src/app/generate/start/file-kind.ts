/** Brands of the ISO container in which phones write HEIC and its relatives; AVIF, which browsers read, is none of them. */
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

/** Whether a file is one of those that phones write and most browsers cannot read. */
export async function isHeic(file: Blob): Promise<boolean> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(4, 12).arrayBuffer()));
  return head.startsWith('ftyp') && HEIC_BRANDS.includes(head.slice(4));
}
