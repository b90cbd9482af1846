import { readFile } from 'node:fs/promises';
import { marked } from 'marked';
import type { Plugin } from 'vite';

/** Names the file, relative to the repository, and stands where its text goes. */
const PLACE = /<!-- (docs\/\w+\.md) -->/;

/** Puts the page for hosts into `hosting.html`: who has the app also has, offline, how to serve it. */
export const hostingPage: Plugin = {
  name: 'hosting-page',
  transformIndexHtml: {
    order: 'pre',
    async handler(html) {
      const [place, path] = PLACE.exec(html) ?? [];
      if (place === undefined || path === undefined) return html;
      const text = await marked.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
      return html.replace(place, () => text);
    },
  },
};
