import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { sql } from 'kysely';
import * as z from 'zod';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { AppError } from '../errors.ts';
import { type Db, holdFile, openDatabase, pageOf, readCursor, readSetting, writeSetting } from './index.ts';

const run = promisify(execFile);
const here = JSON.stringify(new URL('./index.ts', import.meta.url).href);

/** Runs a module in a process of its own, as the command line beside a console is. */
async function elsewhere(code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
  return stdout.trim();
}

forEachDatabase((name, open) => {
  describe('the database', () => {
    it('gives times and counts as numbers', async () => {
      const db = await open();
      await writeSetting(db, 'a', '1');
      const { rows } = await sql<{ count: number; big: number }>`
        select count(*) as count, cast(1795348800000 as bigint) as big from setting where name = 'a'`.execute(
        db,
      );
      expect(rows[0]).to.deep.equal({ count: 1, big: 1795348800000 });
    });

    it('keeps one value a setting, the last', async () => {
      const db = await open();
      await writeSetting(db, 'a', '1');
      await writeSetting(db, 'a', '2');
      expect([await readSetting(db, 'a'), await readSetting(db, 'b')]).to.deep.equal(['2', undefined]);
    });

    it('takes back everything of a transaction that fails', async () => {
      const db = await open();
      const failing = db.transaction().execute(async tx => {
        await writeSetting(tx, 'a', '1');
        throw new Error('no');
      });
      await failing.catch(() => undefined);
      expect(await readSetting(db, 'a')).to.equal(undefined);
    });

    if (name !== 'PostgreSQL') return;
    it('goes on after the server has dropped its connections', async () => {
      const db = await open();
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
      const dropped = await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch(String);
      expect(dropped).to.contain('terminat');
      let answer: string | undefined;
      for (let attempt = 0; attempt < 10 && answer === undefined; attempt++)
        answer = await readSetting(db, 'schema').catch(() => undefined);
      expect(answer).to.equal('1');
    });
  });
});

describe('an SQLite file', () => {
  let folder: string;
  let file: string;
  let db: Db;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-sqlite-'));
    file = join(folder, 'a.sqlite');
    db = await openDatabase(file);
  });
  afterEach(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is its owner’s alone, with its log', function () {
    if (process.getuid === undefined) return this.skip();
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect(statSync(name).mode & 0o077, name).to.equal(0);
  });

  it('that a newer version has used is refused in words', async () => {
    const later = { name: '999-later', timestamp: new Date().toISOString() };
    await sql`insert into kysely_migration (name, timestamp) values (${later.name}, ${later.timestamp})`.execute(
      db,
    );
    const refused = await openDatabase(file).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(refused).to.equal('A newer Caretaker has used it (999-later). Start that version, or a newer one');
  });

  it('lets another process wait for its turn instead of failing half-way', async function () {
    this.timeout(20_000);
    const count = 40;
    const code = `
      import { openDatabase, readSetting, writeSetting } from ${here};
      const db = await openDatabase(${JSON.stringify(file)});
      for (let i = 0; i < ${count}; i++) await db.transaction().execute(async tx => {
        await writeSetting(tx, 'n', String(Number(await readSetting(tx, 'n') ?? 0) + 1));
      });
      await db.destroy();`;
    await Promise.all([elsewhere(code), elsewhere(code)]);
    expect(await readSetting(db, 'n')).to.equal(String(2 * count));
  });

  it('is held by one console at a time, and free again when that ends', async () => {
    const lock = join(folder, 'console.lock');
    const code = `
      import { holdFile } from ${here};
      console.log(holdFile(${JSON.stringify(lock)}) === undefined ? 'taken' : 'mine');`;
    const release = holdFile(lock);
    expect(statSync(lock).mode & 0o777).to.equal(0o600);
    expect(await elsewhere(code)).to.equal('taken');
    release?.();
    expect(await elsewhere(code)).to.equal('mine');
    expect(await elsewhere(code)).to.equal('mine');
  });
});

describe('a cursor', () => {
  const place = z.tuple([z.string(), z.number()]);

  it('comes back as the place it was made from', () => {
    const { items, next } = pageOf(
      [1, 2, 3],
      2,
      row => row * 10,
      row => ['é', row],
    );
    expect(items).to.deep.equal([10, 20]);
    expect(readCursor(next ?? undefined, place)).to.deep.equal(['é', 2]);
  });

  it('is null on the last page', () => {
    expect(
      pageOf(
        [1, 2],
        2,
        row => row,
        row => [row],
      ).next,
    ).to.equal(null);
  });

  it('of another list or of somebody’s invention is refused', () => {
    for (const made of ['', 'zzz', Buffer.from('["a"]').toString('base64url')])
      expect(() => readCursor(made, place), made).to.throw(AppError);
  });
});
