/**
 * How many inputs a fuzz test tries: few enough for every run of the tests, and as many as `npm run fuzz -- --inputs N`
 * says.
 */
export function inputs(usual: number): { numRuns: number } {
  const asked = Number(process.env['FUZZ_INPUTS'] ?? '');
  return { numRuns: asked > 0 ? asked : usual };
}
