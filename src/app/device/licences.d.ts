/** Made by the build, see `licences.ts` beside `package.json`. */
declare module 'virtual:licences' {
  const licences: {
    name: string;
    version: string;
    /** An SPDX expression. */
    licence: string;
    /** Where its source is. */
    source: string;
    /** The licence's own words; empty where the package brings none along. */
    text: string;
  }[];
  export default licences;
}
