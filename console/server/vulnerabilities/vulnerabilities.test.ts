/** Advisories marked composed are written by hand in the shape that OSV documents; the catalogue is the real sample where it is here. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { vulnerabilityQuery } from '../../../shared/protocol/api/vulnerabilities.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { itWhen } from '../../../test/support/recorded.ts';
import { aCertificate } from '../../../test/support/small-console.ts';
import { aSoftwareSchool, deb, program } from '../../../test/support/software-school.ts';
import type { Db } from '../database/index.ts';
import { decide, setSafeVersion } from './decide.ts';
import { download } from './feeds.ts';
import { Imports, listImports } from './imports.ts';
import { findVulnerability, listAffected, listVulnerabilities, readSummary } from './list.ts';
import { matchPass } from './pass.ts';
import { present } from './present.ts';

const samples = new URL('../../../../shared/data/', import.meta.url);
const noSamples = existsSync(samples) ? null : 'the samples (../shared/data) are not on this machine';
const dayMs = 24 * 3600_000;

/** Composed. */
function record(id: string, name: string, events: object[], more: object = {}) {
  return {
    id,
    published: '2026-11-01T00:00:00Z',
    modified: '2026-11-02T00:00:00Z',
    affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    ...more,
  };
}
const until = (fixed: string) => [{ introduced: '0' }, { fixed }];
const high = { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }] };
const openssl = { name: 'openssl', version: '3.0.11-1' };

forEachDatabase((_engine, open) => {
  describe('known weaknesses', function () {
    this.timeout(120_000);
    let db: Db;
    let school: Awaited<ReturnType<typeof aSoftwareSchool>>;
    let imports: Imports;
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-weak-'));
    after(() => rmSync(folder, { recursive: true, force: true }));

    beforeEach(async () => {
      db = await open();
      school = await aSoftwareSchool(db);
      school.context.config = { ...school.context.config, data: folder };
      imports = new Imports(school.context, () => undefined);
    });

    const upload = (text: string | Buffer) => ({
      stream: Readable.from([Buffer.from(text)]),
      length: undefined,
    });
    async function give(content: object | Buffer) {
      const text = Buffer.isBuffer(content) ? content : JSON.stringify(content);
      await imports.take(school.context.by, 'given.json', upload(text));
      await imports.stop();
      await matchPass(school.context, school.context.schoolId);
      const { items } = await listImports(db, school.context.schoolId, { limit: 1 });
      return items[0];
    }
    const list = async (query: object = {}) =>
      (
        await listVulnerabilities(
          db,
          school.context.schoolId,
          vulnerabilityQuery.parse(query),
          school.context.now(),
        )
      ).items;
    const summary = () => readSummary(school.context, school.context.schoolId);
    const rowOf = async (id: string) => present(await findVulnerability(db, school.context.schoolId, id));
    const dsa = record('DSA-6000-1', 'openssl', until('3.0.15-1'), {
      upstream: ['CVE-2026-1111'],
      summary: 'openssl update',
    });
    const cve = record('DEBIAN-CVE-2026-1111', 'openssl', until('3.0.15-1'), {
      ...high,
      published: '2026-10-20T00:00:00Z',
    });

    it('are matched by source package, release and version, with what was compared', async () => {
      const id = await school.aDeviceWith(
        'Debian:12',
        [deb('libssl3', '3.0.11-1', openssl), deb('openssl', '3.0.11-1')],
        'A',
      );
      await school.aDeviceWith('Debian:11', [deb('openssl', '3.0.11-1')], 'Older system');
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.15-1')], 'Mended');
      expect(await give([dsa, cve])).to.include({ status: 'done', read: 2, kept: 2 });
      const [one, ...others] = await list();
      expect(others).to.deep.equal([]);
      expect(one).to.include({
        key: 'CVE-2026-1111',
        title: 'openssl',
        severity: 'high',
        score: 7.5,
        devices: 1,
        standing: 'undecided',
        fixPublishedAt: Date.UTC(2026, 10, 1),
        dueAt: Date.UTC(2026, 10, 15),
      });
      const whole = await rowOf(one?.id ?? '');
      expect(whole.advisories.map(({ id: name }) => name)).to.deep.equal([
        'DEBIAN-CVE-2026-1111',
        'DSA-6000-1',
      ]);
      expect(whole.how).to.include('source package “openssl”');
      expect(whole.affected.map(({ name, compared, fixed }) => [name, compared, fixed])).to.deep.equal([
        ['libssl3', '3.0.11-1', '3.0.15-1'],
        ['openssl', '3.0.11-1', '3.0.15-1'],
      ]);
      const row = await findVulnerability(db, school.context.schoolId, one?.id ?? '');
      const first = await listAffected(db, row, { limit: 1 });
      expect(first.items[0]).to.include({ id, name: 'A' });
      expect((await listAffected(db, row, { limit: 1, cursor: first.next ?? undefined })).next).to.equal(
        null,
      );
      expect(await list({ show: 'overdue' })).to.have.length(1);
    });

    it('end when the last device is mended, with the time it took, and begin again when one comes back', async () => {
      const id = await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.11-1')]);
      await give(cve);
      school.context.clock.at += 3 * dayMs;
      await school.has(id, [deb('openssl', '3.0.15-1')]);
      await matchPass(school.context, school.context.schoolId);
      expect(await list()).to.deep.equal([]);
      expect(await summary()).to.include({ open: 0, fixedInYear: 1, medianDaysToFix: 3 });
      await school.has(id, [deb('openssl', '3.0.11-1')]);
      await matchPass(school.context, school.context.schoolId);
      expect(await list()).to.have.length(1);
      expect(await summary()).to.include({ open: 1, fixedInYear: 0, medianDaysToFix: null });
    });

    it('are decided with a day and a reason, open again after it, and taken back', async () => {
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.11-1')]);
      await give(cve);
      const [one] = await list();
      const id = one?.id ?? '';
      const by = school.context.by;
      const refused = async (wish: Parameters<typeof decide>[3]) =>
        Object.keys((await decide(school.context, by, id, wish).catch(error => error)).fields ?? {});
      expect(await refused({ revision: 1, kind: 'accept' })).to.deep.equal(['until']);
      expect(await refused({ revision: 1, kind: 'fix', until: '2026-11-21' })).to.deep.equal(['until']);
      expect(await refused({ revision: 1, kind: 'not_affected' })).to.deep.equal(['reason']);
      await decide(school.context, by, id, {
        revision: 1,
        kind: 'accept',
        until: '2026-11-24',
        reason: 'Exam week',
      });
      expect(await list()).to.deep.equal([]);
      expect((await list({ show: 'accepted' }))[0]?.decision).to.include({
        kind: 'accept',
        until: '2026-11-24',
        by: by.name,
      });
      const late = await decide(school.context, by, id, { revision: 1, kind: 'none' }).catch(error => error);
      expect(late).to.include({ code: 'vulnerability.changed' });
      school.context.clock.at += 3 * dayMs;
      await give(cve);
      expect((await list())[0]).to.include({ standing: 'undecided' });
      await decide(school.context, by, id, {
        revision: 2,
        kind: 'not_affected',
        reason: 'Compiled without it',
      });
      expect(await list({ show: 'not_affected' })).to.have.length(1);
      await decide(school.context, by, id, { revision: 3, kind: 'none' });
      expect((await list())[0]?.decision).to.equal(null);
    });

    it('disappear, without counting as mended, when the advisory is withdrawn', async () => {
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.11-1')]);
      await give(cve);
      await give({ ...cve, withdrawn: '2026-11-20T00:00:00Z' });
      expect(await list()).to.deep.equal([]);
      expect((await list({ show: 'fixed' })).map(({ standing }) => standing)).to.deep.equal(['withdrawn']);
      expect(await summary()).to.include({ fixedInYear: 0 });
    });

    it('keep an announcement of several, and no clock while there is no fix', async () => {
      await school.aDeviceWith('Debian:12', [deb('chromium', '130.0-1'), deb('vim', '9.0-1')]);
      await give([
        record('DSA-6001-1', 'chromium', until('131.0-1'), {
          upstream: ['CVE-2026-1', 'CVE-2026-20001', 'CVE-2026-20002'],
        }),
        record('DEBIAN-CVE-2026-30000', 'vim', [{ introduced: '0' }]),
      ]);
      const found = await list();
      expect(found.map(({ key, severity, fixPublishedAt }) => [key, severity, fixPublishedAt])).to.deep.equal(
        [
          ['DSA-6001-1', 'unrated', Date.UTC(2026, 10, 1)],
          ['CVE-2026-30000', 'unrated', null],
        ],
      );
      expect(found.map(({ dueAt }) => dueAt)).to.deep.equal([Date.UTC(2026, 10, 15), null]);
    });

    it('say what no advisories were read about', async () => {
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.15-1')]);
      await school.aDeviceWith('Debian:11', [deb('openssl', '1.1-1')]);
      await school.aDeviceWith('windows', [program('Google Chrome', '138.0')]);
      await give(cve);
      expect((await summary()).coverage).to.deep.equal([
        { release: 'Debian:11', devices: 1, how: 'not_read' },
        { release: 'Debian:12', devices: 1, how: 'versions' },
        { release: 'windows', devices: 1, how: 'not_read' },
      ]);
    });

    itWhen(noSamples, 'are marked and come first when they are known to be exploited', async () => {
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.11-1'), deb('firefox-esr', '60.0-1')]);
      await give([
        cve,
        record('DEBIAN-CVE-2020-6819', 'firefox-esr', until('68.6.1esr-1'), {
          published: '2020-04-03T00:00:00Z',
        }),
      ]);
      expect(await give(readFileSync(new URL('kev/kev-12-records.json', samples)))).to.include({
        kind: 'exploited',
        kept: 12,
      });
      const [first] = await list();
      expect(first).to.include({ key: 'CVE-2020-6819', exploitedDueOn: '2022-05-03' });
      expect(await summary()).to.include({ exploited: 1, open: 2 });
    });

    itWhen(
      noSamples,
      'of a product without versions are asked about, and counted once a person names the safe one',
      async () => {
        school.context.clock.at = Date.UTC(2025, 8, 1);
        await school.aDeviceWith('windows', [program('Google Chrome', '138.0.7204.100')], 'Old');
        await school.aDeviceWith('windows', [program('Google Chrome', '138.0.7204.158')], 'New');
        await give(readFileSync(new URL('kev/kev-12-records.json', samples)));
        expect(await list()).to.deep.equal([]);
        const [asked] = await list({ show: 'to_check' });
        expect(asked).to.include({
          key: 'CVE-2025-6558',
          title: 'Google Chrome',
          devices: 2,
          standing: 'to_check',
        });
        const id = asked?.id ?? '';
        expect((await rowOf(id)).how).to.include('names no versions');
        const safe = { revision: 1, version: '138.0.7204.157' };
        await setSafeVersion(school.context, school.context.by, id, safe);
        expect(await list()).to.have.nested.property('[0].devices', 1);
        expect((await rowOf(id)).affected.map(({ version }) => version)).to.deep.equal(['138.0.7204.100']);
        await setSafeVersion(school.context, school.context.by, id, { revision: 2, version: '138.0.7204.1' });
        expect(await list({ show: 'fixed' })).to.have.length(1);
        expect(await list({ show: 'to_check' })).to.deep.equal([]);
      },
    );

    itWhen(noSamples, 'find nothing in advisories about other kinds of software', async () => {
      await school.aDeviceWith('Debian:12', [
        deb('regex', '1.5.1-1'),
        deb('github.com/gogo/protobuf', '1.0-1'),
      ]);
      const done = await give(readFileSync(new URL('osv/flattened_vulns.json', samples)));
      expect(done).to.include({ status: 'done', read: 4, kept: 0 });
      expect(done?.detail).to.include('Nothing in this file is about Debian 12');
      expect(await list({ show: 'all' })).to.deep.equal([]);
    });

    it('stay as they are when a file cannot be read, and say why', async () => {
      await school.aDeviceWith('Debian:12', [deb('openssl', '3.0.11-1')]);
      await give(cve);
      const failed = await give(Buffer.from('<html>Sign in to the filter</html>'));
      expect(failed).to.include({ status: 'failed' });
      expect(failed?.detail).to.include('neither ZIP nor JSON');
      expect(await list()).to.have.length(1);
    });
  });
});

describe('fetching advisories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-fetch-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('takes at most so many bytes, follows nobody elsewhere, and leaves nothing behind', async () => {
    const { private: key, cert } = await aCertificate();
    const server = createServer({ key, cert }, (request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
      else response.end('x'.repeat(request.url === '/large' ? 5_000 : 10));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const at = `https://localhost:${(server.address() as AddressInfo).port}`;
    const path = join(folder, 'fetched');
    const why = (place: string) =>
      download(`${at}${place}`, path, 1_000, { ca: cert }).then(
        () => 'here',
        error => error.message,
      );
    expect(await why('/small')).to.equal('here');
    expect(readFileSync(path, 'utf8')).to.have.length(10);
    expect(await why('/large')).to.include('larger than');
    expect(await why('/away')).to.include('answered 302');
    expect(await download(`${at}/small`, path).catch(error => error.message)).to.include(
      'could not be reached',
    );
    expect(existsSync(path)).to.equal(false);
    server.close();
    server.closeAllConnections();
  });
});
