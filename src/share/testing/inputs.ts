/** With one seed every run of the tests tries the same inputs: what passes once passes always. */
const SEED = 20261130;

/**
 * How many inputs a fuzz test tries: few enough for every run of the tests and always the same, or as many as
 * `npm run fuzz -- --inputs N` says and others every time. A failure prints the seed that repeats it.
 */
export function inputs(usual: number): { numRuns: number; seed?: number } {
  const asked = Number(process.env['FUZZ_INPUTS'] ?? '');
  return asked > 0 ? { numRuns: asked } : { numRuns: usual, seed: SEED };
}
