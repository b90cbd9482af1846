import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Style files take colours, text sizes, radii and spaces from `tokens.css`. */

const APP = join(import.meta.dirname, '..');
const TOKENS = 'ui/tokens.css';

const filesNamed = (end: RegExp) =>
  readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((path) => end.test(path))
    .map((path) => ({ path, text: readFileSync(join(APP, path), 'utf8') }));

const sheets = filesNamed(/\.css$/);
const others = sheets.filter(({ path }) => path !== TOKENS && path !== 'ui/theme.css');

/** What breaks a rule, each as `file: declaration`. */
const found = (rule: RegExp) =>
  others.flatMap(({ path, text }) =>
    [...text.replaceAll(/\/\*.*?\*\//gs, '').matchAll(rule)].map(
      ([all]) => `${path}: ${all.trim()}`,
    ),
  );

describe('style files', () => {
  it('name no colour', () => {
    expect(found(/^.*(?:#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\().*$/gim)).toEqual([]);
  });

  it('name no size of text, and no radius', () => {
    expect(found(/font-size:[^;]*\d(?:px|rem)[^;]*;/g)).toEqual([]);
    expect(found(/border-radius:(?![^;]*var\()[^;]*\d(?:px|rem|%)[^;]*;/g)).toEqual([]);
  });

  it('have no space of their own where a token is as large', () => {
    const tokens = sheets.find(({ path }) => path === TOKENS)!.text;
    const sizes = [...tokens.matchAll(/--space-\d+: 0?(\d*\.?\d+)rem/g)].map(([, size]) => size);
    expect(sizes).toHaveLength(10);
    const same = sizes.map((size) => size!.replace('.', '\\.')).join('|');
    expect(
      found(
        new RegExp(`(?:gap|padding|margin)[a-z-]*:[^;]*(?<![\\d.])0?(?:${same})rem[^;]*;`, 'g'),
      ),
    ).toEqual([]);
  });

  it('use no custom property that nobody sets', () => {
    const code = filesNamed(/\.tsx?$/).map(({ text }) => text);
    const all = [...sheets.map(({ text }) => text), ...code].join('\n');
    const used = [...all.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name!);
    const declared = new Set(
      [...all.matchAll(/(?:^|[\s{;'"`])(--[\w-]+)['"`]?(?::|\]|,|\))/gm)].map(([, name]) => name),
    );
    expect([...new Set(used.filter((name) => !declared.has(name)))]).toEqual([]);
  });
});
