import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUIDv7, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { titleQuery } from '../../../shared/protocol/api/software.ts';
import seed from '../../../shared/support-ends/seed.json' with { type: 'json' };
import { supportText } from '../../../shared/support-ends/signed.ts';
import { supportOfTitle } from '../../../shared/support-ends/table.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { aSoftwareSchool, deb, program } from '../../../test/support/software-school.ts';
import type { Db } from '../database/index.ts';
import { matchPass } from '../vulnerabilities/pass.ts';
import { lookAfterCounts } from './count-all.ts';
import { listTitles } from './list.ts';
import { settleOne } from './settle.ts';
import { signTable } from './sign-support.ts';
import { openTable, takeTable } from './support.ts';
import { changeTitle, listInstalledOn, readTitle } from './title.ts';

const today = '2026-11-22';
const command = fileURLToPath(new URL('sign-support.ts', import.meta.url));

describe('the table of ends of support', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  const signed = (table: object) => signTable(table, privateKey).text;
  const table = { number: 7, issuedOn: today, titles: [], systems: [] };

  it('that comes with this version is signed by the key, and names where each date is from', () => {
    const shipped = openTable(JSON.stringify(seed));
    expect(shipped?.titles.length).to.be.above(20);
    expect(shipped?.systems.map(row => row.release)).to.include.members(['Debian:12', 'Ubuntu:24.04']);
  });

  it('is refused when it was changed, or signed by anybody else', () => {
    expect(openTable(signed(table), key)?.number).to.equal(7);
    expect(openTable(signed(table))).to.equal(undefined);
    expect(openTable(signed(table).replace('"number\\":7', '"number\\":8'), key)).to.equal(undefined);
    expect(openTable('{}')).to.equal(undefined);
    for (const issuedOn of ['soon', '2026-02-30']) {
      const payload = JSON.stringify({ ...table, issuedOn });
      const signature = sign(null, Buffer.from(supportText(payload)), privateKey).toString('base64url');
      const opened = openTable(JSON.stringify({ payload, signature }), key);
      expect(opened, 'signed, and no table').to.equal(undefined);
    }
  });

  it('is signed by whoever makes releases with one command, which checks it first', () => {
    const folder = scratchFolder('support-ends');
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const keyFile = write('key.pem', privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
    const row = {
      release: 'Debian:14',
      endsOn: '2032-06-30',
      source: 'https://wiki.debian.org/LTS',
      enteredOn: today,
    };
    const run = (given: object) =>
      spawnSync(process.execPath, [command, keyFile, write('table.json', JSON.stringify(given))], {
        encoding: 'utf8',
      });
    const made = run({ ...table, systems: [row] });
    expect(openTable(made.stdout, key)?.systems).to.deep.equal([row]);
    expect(made.stderr, 'a key that nobody believes').to.contain('they will refuse the file');
    const twice = run({ ...table, systems: [row, row] });
    expect([twice.status, twice.stdout]).to.deep.equal([1, '']);
    expect(twice.stderr).to.contain('“Debian:14” is in the table twice');
    expect(run({ ...table, issuedOn: 'soon' }).stdout).to.equal('');
    const many = Array.from({ length: 999 }, (_, at) => ({
      ...row,
      release: `Debian:${at} ${'x'.repeat(40)}`,
    }));
    // No device would take it.
    expect(() => signed({ ...table, systems: many })).to.throw('128000');
  }).timeout(30_000);

  it('finds a title by its first words and its version, and says nothing of what only resembles it', () => {
    const shipped = openTable(JSON.stringify(seed));
    if (shipped === undefined) throw new Error('no table');
    const ends = (name: string, version: string, source = 'registry') =>
      supportOfTitle(shipped, { source, name }, version)?.endsOn;
    expect(ends('LibreOffice 25.2.3.2', '25.2.3.2')).to.equal('2025-11-30');
    expect(ends('LibreOffice 25.2.3.2', '25.20')).to.equal(undefined);
    expect(ends('Microsoft Office Professional Plus 2019 - en-us', '16.0.1')).to.equal('2025-10-14');
    expect(ends('Microsoft OfficeFoo 2019', '16.0')).to.equal(undefined);
    expect(ends('LibreOffice', '25.2.3', 'dpkg')).to.equal(undefined);
  });

  forEachDatabase((_engine, open) => {
    it('is replaced by a newer one only', async () => {
      const db = await open();
      expect((await takeTable(db, signed(table), key)).number).to.equal(7);
      const older = await takeTable(db, signed({ ...table, number: 1 }), key).catch(error => error);
      expect(older).to.include({ code: 'support.not_newer' });
      const foreign = await takeTable(db, signed({ ...table, number: 9 })).catch(error => error);
      expect(foreign).to.include({ code: 'support.not_signed' });
    });
  });
});

forEachDatabase((_engine, open) => {
  describe('the software catalogue', function () {
    this.timeout(120_000);
    let db: Db;
    let school: Awaited<ReturnType<typeof aSoftwareSchool>>;
    beforeEach(async () => {
      db = await open();
      school = await aSoftwareSchool(db);
    });

    const titles = async (query: object = {}) =>
      (await listTitles(db, school.context.schoolId, titleQuery.parse(query), today)).items;
    const idOf = async (name: string) => (await titles({ search: name }))[0]?.id ?? '';

    it('counts titles and versions with the report, and again when they change or go', async () => {
      const one = await school.aDeviceWith('Debian:12', [deb('bash', '5.2-1'), deb('vim', '9.0-1')]);
      const two = await school.aDeviceWith('Debian:12', [deb('bash', '5.2-1')]);
      expect((await titles({ sort: 'name' })).map(row => [row.name, row.devices, row.version])).to.deep.equal(
        [
          ['bash', 2, '5.2-1'],
          ['vim', 1, '9.0-1'],
        ],
      );
      await school.has(two, [deb('bash', '5.2-2')]);
      expect(await titles({ search: 'bash' })).to.have.nested.property('[0].versions', 2);
      await school.has(one, [deb('bash', '5.2-2')]);
      expect((await titles()).map(row => [row.name, row.devices, row.version])).to.deep.equal([
        ['bash', 2, '5.2-2'],
      ]);
    });

    it('counts no device that was removed', async () => {
      const id = await school.aDeviceWith('Debian:12', [deb('bash', '5.2-1')]);
      await db.updateTable('device').set({ status: 'removed' }).where('id', '=', id).execute();
      await lookAfterCounts(school.context, school.context.schoolId);
      expect(await titles()).to.deep.equal([]);
    });

    it('counts a device under its new release after its system was upgraded', async () => {
      const origin = { name: 'openssl', version: '1.1-1' };
      const id = await school.aDeviceWith('Debian:11', [deb('libssl1.1', '1.1-1', origin)]);
      await school.is(id, 'Debian:12');
      const title = await readTitle(db, school.context.schoolId, await idOf('libssl'), today);
      expect(title.installed.map(row => [row.release, row.devices, row.origin])).to.deep.equal([
        ['Debian:12', 1, 'openssl'],
      ]);
    });

    it('whatever devices report, its counts are what a recount gives', async () => {
      const ids = [await school.aDevice('A'), await school.aDevice('B'), await school.aDevice('C')];
      const item = fc.tuple(fc.constantFrom('bash', 'vim', 'curl'), fc.constantFrom('1', '2'), fc.boolean());
      const step = fc.record({
        device: fc.nat(2),
        release: fc.option(fc.constantFrom('Debian:11', 'Debian:12', 'windows')),
        items: fc.option(fc.array(item, { maxLength: 4 })),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 5 }),
          fc.boolean(),
          async (steps, matched) => {
            for (const { device, release, items } of steps) {
              const id = ids[device] ?? '';
              if (release !== null) await school.is(id, release);
              if (items !== null)
                await school.has(
                  id,
                  items.map(([name, version, built]) =>
                    deb(name, version, built ? { name: `${name}-source`, version } : undefined),
                  ),
                );
            }
            if (matched) await matchPass(school.context, school.context.schoolId);
            expect(await kept()).to.deep.equal(await recounted());
          },
        ),
        { numRuns: 12 },
      );
    });

    async function kept(): Promise<string[]> {
      const rows = await db
        .selectFrom('software_version')
        .select(['software_id', 'version', 'release', 'devices'])
        .where('devices', '!=', 0)
        .execute();
      const all = await db
        .selectFrom('catalogue_title')
        .select(['software_id', 'devices'])
        .where('devices', '!=', 0)
        .execute();
      return [
        ...rows.map(row => `${row.software_id} ${row.version} ${row.release} ${row.devices}`),
        ...all.map(row => `${row.software_id} ${row.devices}`),
      ].sort();
    }
    async function recounted(): Promise<string[]> {
      const rows = await db
        .selectFrom('device_software')
        .innerJoin('software_counted', 'software_counted.device_id', 'device_software.device_id')
        .select(['software_id', 'version', 'release'])
        .execute();
      const counts = new Map<string, number>();
      for (const { software_id, version, release } of rows)
        for (const key of [`${software_id} ${version} ${release}`, software_id])
          counts.set(key, (counts.get(key) ?? 0) + 1);
      return [...counts].map(([key, number]) => `${key} ${number}`).sort();
    }

    it('says which titles their makers have given up, and lets the school’s own date count before', async () => {
      await school.aDeviceWith('windows', [
        program('LibreOffice 24.2.5', '24.2.5'),
        program('Scratch 3', '3.29'),
      ]);
      await matchPass(school.context, school.context.schoolId);
      const [first] = await titles({ show: 'unsupported' });
      expect(first).to.include({ name: 'LibreOffice 24.2.5' });
      expect(first?.support).to.deep.equal({
        endsOn: '2024-11-30',
        ended: true,
        source: 'https://wiki.documentfoundation.org/ReleasePlan',
      });
      const id = await idOf('scratch');
      await changeTitle(school.context, school.context.by, id, { revision: 0, supportEndsOn: '2026-01-31' });
      await settleOne(db, id, today);
      const own = (await titles({ show: 'unsupported', search: 'scratch' }))[0]?.support;
      expect(own).to.deep.equal({ endsOn: '2026-01-31', ended: true, source: null });
    });

    it('keeps what the school writes of a title, and refuses a page that is out of date', async () => {
      await school.aDeviceWith('windows', [program('2Simple Purple Mash', '1.0')]);
      const id = await idOf('purple');
      const change = { revision: 0, personalData: 'yes' as const, seats: 0, owner: 'The computing lead' };
      await changeTitle(school.context, school.context.by, id, change);
      expect((await titles({ show: 'no_dpia' })).map(row => row.name)).to.deep.equal(['2Simple Purple Mash']);
      expect(await titles({ show: 'over_seats' })).to.have.length(1);
      const late = await changeTitle(school.context, school.context.by, id, change).catch(error => error);
      expect(late).to.include({ code: 'title.changed' });
      await changeTitle(school.context, school.context.by, id, { revision: 1, dpia: 'DPIA 14' });
      expect(await titles({ show: 'no_dpia' })).to.deep.equal([]);
    });

    it('tells where a title for school devices only is on people’s own', async () => {
      const { db, schoolId } = { db: school.context.db, schoolId: school.context.by.schoolId };
      const app = program('Class Records', '1.0');
      await school.aDeviceWith('windows', [app], 'Laptop 1');
      const own = await school.aDeviceWith('windows', [app, program('Other', '1')], 'Laptop of Mrs Hill');
      const id = await idOf('class records');
      const group = { id: randomUUIDv7(), school_id: schoolId, name: 'Own', created_at: 1, own_devices: 1 };
      await db.insertInto('device_group').values(group).execute();
      await db.updateTable('device').set({ group_id: group.id }).where('id', '=', own).execute();
      expect(await titles({ show: 'on_own_devices' }), 'not marked').to.deep.equal([]);
      await changeTitle(school.context, school.context.by, id, { revision: 0, schoolOnly: true });
      expect((await titles({ show: 'on_own_devices' })).map(row => row.name)).to.deep.equal([
        'Class Records',
      ]);
      expect((await readTitle(db, schoolId, id, today)).onOwnDevices).to.equal(1);
      const { items } = await listInstalledOn(db, schoolId, id, { limit: 10 });
      expect(items.map(row => [row.name, row.own])).to.deep.equal([
        ['Laptop 1', false],
        ['Laptop of Mrs Hill', true],
      ]);
      await db.updateTable('device_group').set({ own_devices: 0 }).where('id', '=', group.id).execute();
      expect(await titles({ show: 'on_own_devices' })).to.deep.equal([]);
      expect((await readTitle(db, schoolId, id, today)).onOwnDevices).to.equal(0);
    });

    it('gives every page of every order once, and the devices of a title', async () => {
      const items = Array.from({ length: 25 }, (_, i) => deb(`p${i}`, '1-1'));
      await school.aDeviceWith('Debian:12', items, 'Laptop 1');
      await school.aDeviceWith('Debian:12', items.slice(0, 9), 'Laptop 2');
      for (const sort of ['matter', 'name', 'devices', 'firstSeen'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const query = titleQuery.parse({ sort, limit: 10, ...(cursor && { cursor }) });
          const page = await listTitles(db, school.context.schoolId, query, today);
          seen.push(...page.items.map(row => row.id));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(new Set(seen).size, sort).to.equal(25);
        expect(seen).to.have.length(25);
      }
      const on = await listInstalledOn(db, school.context.schoolId, await idOf('p0'), { limit: 1 });
      expect(on.items.map(row => row.name)).to.deep.equal(['Laptop 1']);
      expect(on.next).to.not.equal(null);
    });
  });
});
