/** What the store's worker and its hashing threads say to each other, in order. */
export type ToHasher =
  { kind: 'reset' } | { kind: 'update'; bytes: Uint8Array<ArrayBuffer> } | { kind: 'digest' };

export type FromHasher = { kind: 'updated'; bytes: number } | { kind: 'digest'; hex: string };
