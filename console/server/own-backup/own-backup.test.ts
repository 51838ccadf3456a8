import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { withCertificate } from '../../../test/support/certificate.ts';
import { engines, forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { commandLine } from '../accounts/index.ts';
import { verifyAudit } from '../audit/index.ts';
import { type Config, readConfig } from '../config.ts';
import type { Context } from '../context.ts';
import {
  atOneMoment,
  type Db,
  fillEmpty,
  migrationsOf,
  openDatabase,
  openEmpty,
  readTable,
  tablesOf,
} from '../database/index.ts';
import { filesFolder, keepFile } from '../files/index.ts';
import { identityFiles } from '../identity/index.ts';
import { openConsole } from '../main-open.ts';
import { makeBackup, noteTrial, ownBackup, restoreBackup, tryBackup } from './index.ts';

const passphrase = 'a long enough passphrase, é';

/** Of each table: how many rows, and a hash of all of them in an order of their own. */
async function digest(db: Db): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  await atOneMoment(db, async tx => {
    for (const table of await tablesOf(tx)) {
      const rows: string[] = [];
      const columns = [...table.columns].sort();
      for await (const row of readTable(tx, { table: table.table, columns })) rows.push(JSON.stringify(row));
      const hash = createHash('sha256').update(rows.sort().join('\n')).digest('hex').slice(0, 16);
      found[table.table] = `${rows.length} ${columns.length} ${hash}`;
    }
  });
  return found;
}

forEachDatabase((_name, _open, engine) => {
  describe('a backup of the console', function () {
    this.timeout(120_000);
    let context: Context;
    let schoolId: string;
    let finish: () => Promise<void>;
    let at = Date.UTC(2026, 10, 22, 12);
    let folder: string;
    let file: string;
    const backUp = (force = false) => makeBackup(context, schoolId, { file, passphrase, force });
    const given = (data: string, databaseUrl = join(data, 'console.sqlite')): Config => ({
      ...context.config,
      ...{ data, databaseUrl },
    });
    const bytesOf = (data: string) =>
      Object.values(identityFiles(data)).map(path => readFileSync(path, 'utf8'));

    before(async () => {
      folder = scratchFolder('caretaker-backup-');
      const data = join(folder, 'console');
      const { location, remove } = await engine.make();
      const config = readConfig({}, { data, databaseUrl: location, logLevel: 'silent' });
      const opened = await withCertificate(data, () => openConsole(config, { now: () => at }));
      ({ context, schoolId } = opened);
      finish = () => opened.close().then(remove);
      const { db } = context;
      const by = commandLine(schoolId);
      const person = (id: number) => ({
        ...{
          id: `p${id}`,
          school_id: schoolId,
          kind: 'staff',
          name: `Zoë “${id}” \u{1f600}\n`,
          created_at: 1,
        },
      });
      for (let ten = 0; ten < 30; ten++)
        await db
          .insertInto('person')
          .values(Array.from({ length: 50 }, (_, index) => person(ten * 50 + index)) as never)
          .execute();
      const room = { room: 'assets', name: 'photo.png', kind: 'png' as const };
      await db.transaction().execute(async tx => {
        await keepFile(context, tx, by, { ...room, bytes: randomBytes(150_000), kind: 'png' });
        await keepFile(context, tx, by, { ...room, bytes: Buffer.alloc(0), kind: 'png' });
      });
    });
    after(async () => {
      await finish();
      rmSync(folder, { recursive: true });
    });
    beforeEach(() => {
      file = join(folder, `${Math.random()}.backup`);
    });

    for (const other of engines)
      it(`brings every row, the key and the files into ${other.name}`, async function () {
        if (other.missing !== undefined) this.skip();
        const made = await other.make();
        const config = given(join(folder, `new-${other.name}`), made.location);
        const before = await digest(context.db);
        await backUp();
        expect(statSync(file).mode & 0o777).to.equal(0o600);
        const restored = await restoreBackup(config, file, passphrase);
        expect(restored).to.deep.include({ publicKey: context.identity.publicKey, files: 2 });
        const db = await openDatabase(config.databaseUrl);
        const after = await digest(db);
        // What restoring itself writes down.
        for (const name of ['audit', 'setting']) {
          delete before[name];
          delete after[name];
        }
        expect(after).to.deep.equal(before);
        expect((await verifyAudit(db)).troubles).to.deep.equal([]);
        expect(await ownBackup(db)).to.deep.equal({
          madeAt: context.now(),
          triedAt: (await ownBackup(db)).triedAt,
        });
        const last = await db
          .selectFrom('audit')
          .select('action')
          .orderBy('number', 'desc')
          .limit(1)
          .execute();
        expect(last).to.deep.equal([{ action: 'console.restored' }]);
        // The references hold again, and the log still refuses to be changed.
        await refused(
          sql`insert into session (id, school_id, account_id, token_hash, created_at, expires_at, seen_at)
          values ('s', 'none', 'none', 'h', 1, 1, 1)`.execute(db),
        );
        await refused(sql`update audit set actor_name = 'Eve'`.execute(db));
        await db.destroy();
        expect(bytesOf(config.data)).to.deep.equal(bytesOf(context.config.data));
        const files = filesFolder(context.config.data);
        for (const name of readdirSync(files))
          expect(
            readFileSync(join(filesFolder(config.data), name)).equals(readFileSync(join(files, name))),
          ).to.equal(true);
        await made.remove();
      });

    it('is of one moment, and holds up nobody who writes meanwhile', async () => {
      const [making] = await Promise.all([backUp(), sql`update school set name = name`.execute(context.db)]);
      expect(making.rows).to.be.above(1500);
    });

    it('is not put in the place of another unasked, and says when it was made and tried', async () => {
      at += 1000;
      await backUp();
      const first = readFileSync(file);
      expect((await refusal(backUp())).detail).to.match(/is there already.*--force/);
      expect(readFileSync(file).equals(first)).to.equal(true);
      await backUp(true);
      const restored = await tryBackup(context.config, file, passphrase);
      expect(readdirSync(context.config.data).filter(name => name.startsWith('restore-'))).to.deep.equal([]);
      expect(await noteTrial(context, schoolId, file, { ...restored, publicKey: 'x' })).to.equal(false);
      at += 1000;
      expect(await noteTrial(context, schoolId, file, restored)).to.equal(true);
      expect(await ownBackup(context.db)).to.deep.equal({ madeAt: at - 1000, triedAt: at });
      const acts = await context.db.selectFrom('audit').select('action').orderBy('number').execute();
      expect(acts.map(one => one.action).slice(-3)).to.deep.equal([
        ...['console.backed_up', 'console.backed_up', 'console.backup_tried'],
      ]);
    });

    // The whole file is read before any database is opened for it.
    const onlyOnce = engine.name === 'SQLite' ? it : () => undefined;
    onlyOnce('says what is wrong with a file or a passphrase, and leaves nothing behind', async () => {
      await backUp();
      const whole = readFileSync(file);
      const data = join(folder, 'nothing');
      const says = async (bytes: Buffer, words: RegExp, secret = passphrase) => {
        writeFileSync(file, bytes);
        expect((await refusal(restoreBackup(given(data), file, secret))).detail).to.match(words);
        expect(existsSync(data)).to.equal(false);
      };
      const changed = (at: number) => {
        const bytes = Buffer.from(whole);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
        return bytes;
      };
      await says(whole, /^The passphrase does not open/, 'another passphrase');
      await says(changed(25), /^The passphrase does not open/);
      for (const at of [60, whole.length - 1, Math.floor(whole.length / 2)])
        await says(changed(at), /cut short or altered/);
      for (const length of [30, whole.length - 20, whole.length - 1])
        await says(whole.subarray(0, length), /cut short or altered/);
      const [head, block] = [51, 64 * 1024 + 16];
      const part = (from: number, to?: number) =>
        whole.subarray(head + from * block, to === undefined ? undefined : head + to * block);
      expect(whole.length).to.be.above(head + 2 * block);
      const begin = whole.subarray(0, head);
      await says(Buffer.concat([begin, part(0, 1)]), /cut short or altered/);
      await says(Buffer.concat([begin, part(1, 2), part(0, 1), part(2)]), /cut short or altered/);
      await says(Buffer.concat([whole, Buffer.from('more')]), /cut short or altered/);
      await says(Buffer.from('%PDF-1.7 a letter'), /is no backup that this Caretaker can read/);
      await says(Buffer.alloc(0), /is no backup/);
      expect((await refusal(restoreBackup(given(data), join(folder, 'gone'), passphrase))).detail).to.match(
        /cannot be opened/,
      );
    });

    it('is restored into nothing that is there', async () => {
      await backUp();
      const data = join(folder, 'used');
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, 'caretaker.json'), '{}');
      writeFileSync(join(data, 'letter.txt'), 'mine');
      expect((await refusal(restoreBackup(given(data), file, passphrase))).detail).to.match(
        /is not empty \(letter\.txt\)/,
      );
      const made = await engine.make();
      const used = await openDatabase(made.location);
      await used.destroy();
      const fresh = join(folder, 'fresh');
      expect((await refusal(restoreBackup(given(fresh, made.location), file, passphrase))).code).to.equal(
        'database.not_empty',
      );
      expect([readdirSync(data).sort(), existsSync(fresh)]).to.deep.equal([
        ['caretaker.json', 'letter.txt'],
        false,
      ]);
      await made.remove();
    });

    it('of an older Caretaker is brought up to date', async () => {
      const made = await engine.make();
      const names = await migrationsOf(context.db);
      const older = await openEmpty(made.location);
      await fillEmpty(older, names.slice(0, 20), async () => undefined);
      const school = { id: 'old', name: 'Old school', time_zone: 'Europe/London', created_at: 1 };
      await older.insertInto('school').values(school).execute();
      await makeBackup({ ...context, db: older }, 'old', { file, passphrase, force: false });
      await older.destroy();
      await made.remove();
      const config = given(join(folder, 'older'));
      expect((await restoreBackup(config, file, passphrase)).head.migrations).to.have.length(20);
      const db = await openDatabase(config.databaseUrl);
      expect(await migrationsOf(db)).to.deep.equal(names);
      expect(await db.selectFrom('school').select('name').execute()).to.deep.equal([{ name: 'Old school' }]);
      await db.destroy();
    });

    it('of a newer Caretaker is refused with what to do', async () => {
      await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2027')`.execute(
        context.db,
      );
      await backUp();
      expect((await refusal(tryBackup(context.config, file, passphrase))).detail).to.match(
        /was made by a newer Caretaker \(.+\)\. Install that version/,
      );
      await sql`delete from kysely_migration where name = '999-later'`.execute(context.db);
    });
  });
});

async function refused(asked: Promise<unknown>): Promise<void> {
  const said = await asked.then(
    () => 'went through',
    () => 'refused',
  );
  expect(said).to.equal('refused');
}
