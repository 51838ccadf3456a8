/**
 * Makes one plain file of the console: it starts sooner and holds 23 MB less than from its sources, whose texts, modules
 * and loader would stay in memory. `caretaker.js` runs it for as long as none of its sources is newer.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const checkout = join(import.meta.dirname, '..', '..');
const folder = join(import.meta.dirname, 'dist');

/** Workers, pages and helpers lie beside the source that names them, not beside the bundle. */
const ownAddresses: Plugin = {
  name: 'own addresses',
  setup(made) {
    made.onLoad({ filter: /\/console\/server\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        `addressOf(${JSON.stringify(relative(folder, path))})`,
      ),
    }));
  },
};

const made = await build({
  absWorkingDir: checkout,
  entryPoints: ['console.ts'],
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  metafile: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  // Loaded only where they are needed.
  external: ['pg', 'qrcode', 'nodemailer', '@simplewebauthn/server'],
  plugins: [ownAddresses],
  banner: {
    js: "const addressOf = path => require('node:url').pathToFileURL(require('node:path').join(__dirname, path)).href;",
  },
  legalComments: 'linked',
  logLevel: 'warning',
});
// V8 keeps a text with one letter beyond ASCII at twice its size: 3 MB of every console. esbuild escapes all but patterns.
const [, odd] = /(.{0,40}[^\0-\x7f].{0,40})/u.exec(readFileSync(join(folder, 'console.cjs'), 'utf8')) ?? [];
if (odd !== undefined) throw new Error(`Write letters beyond ASCII in a pattern as \\u….: ${odd}`);
const sources = Object.keys(made.metafile.inputs).map(path => relative(folder, join(checkout, path)));
writeFileSync(join(folder, 'sources.json'), JSON.stringify(sources));
