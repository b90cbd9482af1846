/** `wrong`: the page cannot fetch the model. `better`: it can, but not as well as it might. */
export type Level = 'wrong' | 'better';

interface Finding {
  level: Level;
  what: string;
  paths: string[];
}

/** How many files are named before they are counted. */
const NAMED = 2;

/** What was found about a host's files; the same about several of them is said once. */
export class Findings {
  private readonly all = new Map<string, Finding>();

  /** @param what expected, received, what to do */
  note(level: Level, path: string, what: string): void {
    const finding = this.all.get(what) ?? { level, what, paths: [] };
    if (!finding.paths.includes(path)) finding.paths.push(path);
    this.all.set(what, finding);
  }

  get passed(): boolean {
    return ![...this.all.values()].some(({ level }) => level === 'wrong');
  }

  /** What is wrong comes first. */
  lines(): string[] {
    const of = (wanted: Level) => [...this.all.values()].filter(({ level }) => level === wanted);
    return [...of('wrong'), ...of('better')].map(({ level, what, paths }) => {
      const named = paths.slice(0, NAMED).join(', ');
      const rest = paths.length - NAMED;
      return `${level.toUpperCase()}  ${what} (${named}${rest > 0 ? ` and ${rest} more` : ''})`;
    });
  }
}
