/** A real PostgreSQL for the test run: made in a temporary folder at first use, on a socket only, removed at the end. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, rmSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { scratchFolder } from './scratch.ts';

export interface Postgres {
  /** Address of a database of that name on this server. */
  url(database: string): string;
  run(sql: string): Promise<void>;
}

const port = 5432;

/** The folder of the binaries, newest version first, or undefined when this machine has none. */
export function postgresBinaries(): string | undefined {
  const packaged = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => version(b) - version(a));
  const folders = [...packaged, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

const version = (folder: string) => Number(folder.split('/')[4] ?? 0);

let started: Promise<Postgres> | undefined;

export function startPostgres(): Promise<Postgres> {
  started ??= start();
  return started;
}

/** PostgreSQL refuses to run as root, so root lends it an unprivileged user. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // That user does not exist here; try the next.
    }
  }
  throw new Error('PostgreSQL cannot run as root and there is neither a user postgres nor nobody');
}

async function start(): Promise<Postgres> {
  const binaries = postgresBinaries();
  if (binaries === undefined) throw new Error('no PostgreSQL binaries here');
  const folder = scratchFolder('caretaker-pg-');
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder };
  const cluster = join(folder, 'cluster');
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', cluster, '-U', 'caretaker', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...as, stdio: 'ignore' },
  );
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
    'max_connections=200',
    // Compiling a query takes longer than running it over the few rows of a test.
    'jit=off',
  ];
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', cluster, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
    { ...as, stdio: 'ignore' },
  );
  server.unref();
  const stop = () => {
    server.kill('SIGQUIT');
    // The last file that it removes.
    waitUntilGone(join(cluster, 'postmaster.pid'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  await answering(join(folder, `.s.PGSQL.${port}`));
  const client = await connected(folder);
  return {
    run: async statement => void (await client.query(statement)),
    url: database => `postgres://caretaker@/${database}?host=${encodeURIComponent(folder)}&port=${port}`,
  };
}

/** At exit there is no event loop left to wait with; its files must not be removed under it. */
function waitUntilGone(file: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < 250 && existsSync(file); attempt++) Atomics.wait(clock, 0, 0, 20);
}

const tick = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

async function answering(socket: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const open = await new Promise<boolean>(resolve => {
      const probe = connect(socket, () => {
        probe.destroy();
        resolve(true);
      });
      probe.on('error', () => resolve(false));
    });
    if (open) return;
    await tick(50);
  }
  throw new Error('PostgreSQL did not start');
}

/** It may accept and still say "the database system is starting up". The client keeps no process alive. */
async function connected(folder: string): Promise<Client> {
  for (let attempt = 0; ; attempt++) {
    const line = new Socket();
    const where = { host: folder, port, user: 'caretaker', database: 'postgres' };
    const client = new Client({ ...where, stream: () => line });
    client.on('error', () => {});
    try {
      await client.connect();
      line.unref();
      return client;
    } catch (error) {
      if (attempt > 50) throw error;
      await tick(100);
    }
  }
}
