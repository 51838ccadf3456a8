/**
 * A language that nobody speaks, made of the English words: every letter is another and each text two fifths longer. What
 * still stands there in plain letters was not taken from the files that a translator gets.
 */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const folder = join(import.meta.dirname, '..', '..', 'agent', 'tray', 'window', 'words');
const files: Record<string, string[]> = {
  'en.ts': ['en'],
  'report-en.ts': ['reportWords'],
  'staff-en.ts': ['staffSays'],
};

export const pseudoWords: Plugin = {
  name: 'pseudo-words',
  setup(build) {
    build.onResolve({ filter: /words\/(en|report-en|staff-en)\.ts$/ }, ({ path, namespace }) =>
      namespace === 'pseudo' ? undefined : { path: path.replace(/^.*\//, ''), namespace: 'pseudo' },
    );
    build.onLoad({ filter: /.*/, namespace: 'pseudo' }, ({ path }) => ({
      loader: 'ts',
      resolveDir: folder,
      contents: [
        `import * as real from './${path}';`,
        `import { pseudo } from ${JSON.stringify(join(import.meta.dirname, 'pseudo.ts'))};`,
        ...(files[path] ?? []).map(name => `export const ${name} = pseudo(real.${name});`),
      ].join('\n'),
    }));
  },
};
