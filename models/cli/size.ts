/** WIDTHxHEIGHT in pixels. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new Error(`Expected --size as WIDTHxHEIGHT; received ${text}`);
  return { width: Number(match[1]), height: Number(match[2]) };
}
