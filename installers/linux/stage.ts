/**
 * Puts together what install.sh installs: the program, its production packages and the Node that runs it.
 * `node stage.ts console|agent FOLDER`, from a checkout with its packages installed. Needs no network and no npm.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

type Kind = 'console' | 'agent';

interface Lock {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

const checkout = join(import.meta.dirname, '..', '..');
const platform = `linux-${process.arch}`;

const parts: Record<Kind, string[]> = {
  agent: ['LICENSE', 'installers/linux'],
  console: [
    ...['LICENSE', 'installers/linux', 'caretaker.js', 'caretaker.ts', 'program.ts'],
    ...['package.json', 'shared'],
    ...['agent/service', 'agent/simulate', 'console/server', 'console/server/dist', 'console/web/dist'],
  ],
};

/** Tests, recorded outputs and the compiler's settings do nothing on a device. */
const left =
  /\.test\.tsx?$|\/fixtures(\/|$)|\/tsconfig\.json$|\/linux\/(stage\.ts|package\.sh)$|\/server\/bundle\.ts$|\/dist\/sources\.json$/;

async function stage(kind: Kind, folder: string): Promise<void> {
  const missing = parts[kind].filter(part => !existsSync(join(checkout, part)));
  if (missing.length > 0) {
    throw new Error(`${missing.join(', ')} is missing; in ${checkout}, type: npm ci && npm run build`);
  }
  if (kind === 'console' && isBundleOld())
    throw new Error(
      `The console was built before its sources were changed; in ${checkout}, type: npm run build`,
    );
  for (const part of parts[kind]) {
    cpSync(join(checkout, part), join(folder, part), {
      recursive: true,
      filter: path => !left.test(path),
    });
  }
  if (kind === 'agent') await bundleAgent(folder);
  else copyPackages(folder);
  copyNode(folder);
  writeFileSync(join(folder, 'VERSION'), `${version()}\n`);
  writeFileSync(join(folder, 'ARCHITECTURE'), `${platform}\n`);
}

/** Of what `caretaker.js` would run from a release without asking again. */
function isBundleOld(): boolean {
  const folder = join(checkout, 'console', 'server', 'dist');
  const sources: string[] = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8'));
  const made = statSync(join(folder, 'console.cjs')).mtimeMs;
  return sources.some(path => statSync(join(folder, path)).mtimeMs > made);
}

/**
 * The agent as a few plain files: it starts sooner and holds less memory than from its sources. What a device does
 * not have (console, start, simulated devices) is left out, and `caretaker` does not offer it there.
 */
async function bundleAgent(folder: string): Promise<void> {
  await build({
    absWorkingDir: checkout,
    entryPoints: {
      caretaker: 'caretaker.ts',
      // Started as a process of its own, so that hardware readers do not stay in the service's memory.
      'probe-process': 'agent/service/inventory/probe-process.ts',
      // The same for hashing and searching; dpkg's hooks start it too.
      'software-process': 'agent/service/controls/approved-software/software-process.ts',
      // Mounts and scans what is plugged in, in a unit of its own.
      'media-process': 'agent/service/controls/removable-media/media-process.ts',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [
      './start.ts',
      './console/server/cli.ts',
      './agent/simulate/cli.ts',
      './simulated-school/run.ts',
    ],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    legalComments: 'linked',
    logLevel: 'warning',
  });
  await bundleService(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

/**
 * Parts of packages for who serves WebSockets, compresses what goes over them, or describes data: 0.4 MB with Node's
 * own zlib, and the service does none of it.
 */
const neverAsked =
  /\/(ws\/lib\/(websocket-server|stream|permessage-deflate)|zod\/v4\/core\/(to-json-schema|json-schema-\w+))\.js$/;

/** What only Windows or macOS would ever ask for, and that is reached otherwise than through a control's `index.ts`. */
const onOtherSystems =
  /\/agent\/service\/(system\/(windows-registry|windows\/ask|software\/(registry|applications))|inventory\/elsewhere\/[\w-]+|controls\/power\/(windows|macos)-switch)\.ts$/;

/**
 * The service is made for one system and speaks to nobody, so the hands of other systems, the fakes and the words for
 * people are left out of it. They are what a control's `index.ts` gathers; whoever else needs one imports it still.
 */
const onlyWhatRunsHere: Plugin = {
  name: 'only what runs here',
  setup(made) {
    made.onResolve({ filter: /^\.\/(windows|macos|fake|words)\.ts$/ }, ({ path, importer }) =>
      /\/controls\/[^/]+\/index\.ts$/.test(importer)
        ? { path: basename(path, '.ts'), namespace: 'left-out' }
        : undefined,
    );
    made.onResolve({ filter: /^\.\/channel\/windows\.ts$/ }, () => ({
      path: 'windows',
      namespace: 'left-out',
    }));
    made.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `export const ${path} = undefined;`,
    }));
    made.onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) =>
      onOtherSystems.test(join(resolveDir, path)) ? { path, namespace: 'elsewhere' } : undefined,
    );
    for (const [filter, namespace] of [
      [neverAsked, 'file'],
      [/.*/, 'elsewhere'],
    ] as const)
      made.onLoad({ filter, namespace }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * What runs without end, apart from the commands and in the older kind of module: Node's loader of ES modules brings
 * 3 MB, and the text of a program stays in memory beside its code. test/integration/measured/footprint.test.ts weighs it.
 */
async function bundleService(folder: string): Promise<void> {
  await build({
    absWorkingDir: checkout,
    entryPoints: { service: 'agent/service/service.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    // Loaded by probe-process.js, and for property lists on macOS; not here.
    external: ['systeminformation', 'node-machine-id', 'plist'],
    plugins: [onlyWhatRunsHere],
    define: { 'import.meta.url': 'bundledAt' },
    banner: {
      js: "const bundledAt = require('node:url').pathToFileURL(__dirname + '/service.js').href;",
    },
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** Two in five of the packages' files, which Node never loads from a package: each is copied, owned and removed again. */
const onlyForDevelopers = /\.([cm]?ts|map)$/;

/** The lock file knows which packages serve only development; the packaged Nodes are not packages here. */
function copyPackages(folder: string): void {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as Lock;
  for (const [path, entry] of Object.entries(lock.packages)) {
    const serves =
      path !== '' && !entry.dev && !entry.devOptional && !/^node_modules\/node-(linux|win)-/.test(path);
    const from = join(checkout, path);
    if (!serves || !existsSync(from)) continue;
    cpSync(from, join(folder, path), {
      recursive: true,
      dereference: true,
      // Packages inside this one are entries of their own.
      filter: inner =>
        inner === from || (basename(inner) !== 'node_modules' && !onlyForDevelopers.test(inner)),
    });
  }
}

function copyNode(folder: string): void {
  const from = join(checkout, 'node_modules', `node-${platform}`, 'bin', 'node');
  const to = join(folder, 'bin', 'node');
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  return version;
}

const [kind, folder] = process.argv.slice(2);
if ((kind !== 'console' && kind !== 'agent') || folder === undefined) {
  process.stderr.write('usage: node stage.ts console|agent FOLDER\n');
  process.exit(2);
}
await stage(kind, folder);
