/** The text of every list of pages: the app's own, and that of each room with several. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const web = new URL('../../console/web/', import.meta.url);

export const pageLists = (): string =>
  ['app.tsx', ...globSync('pages/*/pages.ts', { cwd: fileURLToPath(web) })]
    .map(path => readFileSync(new URL(path, web), 'utf8'))
    .join('\n');

/** Each page's address, `/devices/:id`, and the row of the access table that it needs; undefined for everybody's own. */
export const pagesByRow = (): Map<string, string | undefined> =>
  new Map(
    [...pageLists().matchAll(/page\(\s*'([^']+)',\s*(?:'([^']+)'|null)/g)].map(([, path, row]) => [
      `/${path}`,
      row,
    ]),
  );
