/** `node agent/tray/bundle.ts [FOLDER]`: the tray as plain files, which electron-builder.yml packs. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { version } from '../../shared/version.ts';

const here = import.meta.dirname;

/** `plugins` are for the pages: a test puts other words there. */
export async function bundleTray(folder: string, plugins: Plugin[] = []): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const common = {
    absWorkingDir: here,
    outdir: folder,
    bundle: true,
    minify: true,
    logLevel: 'warning',
  } as const;
  await build({
    ...common,
    entryPoints: { main: 'main.ts', preload: 'preload.ts' },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['electron'],
    // Where the bundle lies, as a CommonJS module knows it.
    define: { 'import.meta.dirname': '__dirname' },
  });
  await build({
    ...common,
    entryPoints: { window: 'window/window.ts' },
    plugins,
    platform: 'browser',
    format: 'esm',
    target: 'chrome140',
    legalComments: 'linked',
  });
  writeFileSync(join(folder, 'package.json'), packageOf());
  for (const name of ['index.html', 'style.css'])
    copyFileSync(join(here, 'window', name), join(folder, name));
}

/** What a packed app says of itself; it needs no other package. */
function packageOf(): string {
  const about = {
    name: 'caretaker-tray',
    version,
    description: 'What Caretaker shows to people at a computer',
  };
  return JSON.stringify({ ...about, author: 'Caretaker', license: 'Apache-2.0', main: 'main.cjs' });
}

if (import.meta.main) await bundleTray(process.argv[2] ?? join(here, 'dist'));
