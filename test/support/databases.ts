/** One test text, every database: the same suite runs on SQLite and on a real PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../console/server/database/index.ts';
import { postgresBinaries, startPostgres } from './postgres.ts';
import { scratchFolder } from './scratch.ts';

/** Opens a fresh, migrated database. Everything opened is closed and removed after the suite. */
export type Open = () => Promise<Db>;

interface Made {
  location: string;
  remove(): Promise<void>;
}

interface Engine {
  name: 'SQLite' | 'PostgreSQL';
  /** Why it cannot run on this machine. */
  missing?: string;
  /** Makes an empty database, or a copy of another that nobody has open; tells its location and how to remove it. */
  make(copyOf?: string): Promise<Made>;
}

async function makeSqlite(copyOf?: string): Promise<Made> {
  const folder = scratchFolder('caretaker-db-');
  const location = join(folder, 'test.sqlite');
  if (copyOf !== undefined) copyFileSync(copyOf, location);
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  return { location, remove };
}

async function makePostgres(copyOf?: string): Promise<Made> {
  const server = await startPostgres();
  const name = `t${randomBytes(6).toString('hex')}`;
  // Copied as files: what PostgreSQL does by itself, writing every page to its log, takes twice as long.
  const template = copyOf === undefined ? '' : ` template ${/@\/(\w+)/.exec(copyOf)?.[1]} strategy file_copy`;
  await server.run(`create database ${name}${template}`);
  // Without force: connections that are just ending are waited for, not killed under the driver.
  return { location: server.url(name), remove: () => server.run(`drop database ${name}`) };
}

export const engines: Engine[] = [
  { name: 'SQLite', make: makeSqlite },
  {
    name: 'PostgreSQL',
    make: makePostgres,
    ...(postgresBinaries() === undefined && {
      missing: 'PostgreSQL is not installed here (initdb was not found)',
    }),
  },
];

const migrated = new Map<Engine, Promise<string>>();

/** Every migration is run once for each engine; each test then has a copy, which takes a tenth of the time. */
function migratedOnce(engine: Engine): Promise<string> {
  const known = migrated.get(engine);
  if (known !== undefined) return known;
  const making = engine.make().then(async ({ location, remove }) => {
    // PostgreSQL's goes with its server.
    if (engine.name === 'SQLite') process.once('exit', () => void remove());
    await (await openDatabase(location)).destroy();
    return location;
  });
  migrated.set(engine, making);
  return making;
}

/** `define` writes the suite; call `open` in a hook or a test. */
export function forEachDatabase(define: (name: Engine['name'], open: Open, engine: Engine) => void): void {
  for (const engine of engines) {
    describe(`on ${engine.name}${engine.missing === undefined ? '' : ` (pending: ${engine.missing})`}`, function () {
      this.timeout(30_000);
      const made: { db: Db; remove(): Promise<void> }[] = [];
      before(function () {
        if (engine.missing !== undefined) this.skip();
      });
      after(async () => {
        for (const { db, remove } of made) {
          await db.destroy();
          await remove();
        }
      });
      const open: Open = async () => {
        const { location, remove } = await engine.make(await migratedOnce(engine));
        const db = await openDatabase(location);
        made.push({ db, remove });
        return db;
      };
      define(engine.name, open, engine);
    });
  }
}
