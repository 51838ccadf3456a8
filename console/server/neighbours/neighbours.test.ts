import { randomUUIDv7 } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Neighbour, NeighbourImported, neighbourList } from '../../../shared/protocol/api/neighbours.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { itWhen } from '../../../test/support/recorded.ts';
import { hear } from '../gateway/events.ts';
import { schoolSerialKey } from '../policies/index.ts';
import { forgetPass } from '../retention/index.ts';
import { forgetting } from './forget.ts';
import { hashOf } from './import.ts';
import { countUndecided, routes } from './index.ts';
import { macOf, readList } from './lists.ts';

const dayMs = 24 * 3600_000;
const samples = new URL('../../../../shared/data/dhcp-leases/', import.meta.url);
const noSamples = existsSync(samples) ? null : 'the samples (../shared/data) are not on this machine';
const sample = (name: string) => readFileSync(new URL(name, samples), 'utf8');
type List = ReturnType<typeof neighbourList.parse>;

describe('a list of the network', () => {
  itWhen(noSamples, 'is read as DHCP servers keep it', () => {
    const isc = readList(sample('isc-debian7.leases.txt'));
    expect(isc.format).to.match(/ISC/);
    expect(isc.rows[0]).to.deep.include({ line: 1 + 3, mac: '60:a4:4c:b5:6a:dd' });
    expect(isc.rows[0]?.at).to.equal(Date.UTC(2013, 11, 10, 12, 57, 4));
    const windows = readList(sample('windows-dhcp-server-export.csv'));
    expect(windows.format).to.equal('a spreadsheet');
    expect(windows.rows[0]).to.deep.include({ mac: 'd0:17:c2:8b:a6:06', name: 'DESKTOP-AB12CD3' });
    for (const file of ['isc-backup.leases.txt', 'isc-options.leases.txt', 'isc-static.leases.txt'])
      expect(readList(sample(file)).rows.length, file).to.be.greaterThan(0);
    for (const file of ['isc-dhcpd6-4.3.3.leases.txt', 'facter-dhcpcd.txt'])
      expect(() => readList(sample(file)), file).to.throw(/column|comma/);
  });

  it('is read as dnsmasq and arp write it', () => {
    const dnsmasq = readList(
      '1795341600 7a:11:22:33:44:55 10.20.3.4 pixel-7 01:7a:11\n1795341600 00:80:77:33:44:55 10.20.3.5 * *\n',
    );
    expect(dnsmasq.rows.map(({ mac, name }) => [mac, name])).to.deep.equal([
      ['7a:11:22:33:44:55', 'pixel-7'],
      ['00:80:77:33:44:55', ''],
    ]);
    const arp = readList(
      'air.school.local (10.20.1.66) at 60:c5:47:b:cf:a on en0\n? (10.20.1.1) at ff:ff:ff:ff:ff:ff on en0\n',
    );
    expect(arp.rows.map(({ mac, name }) => [mac, name])).to.deep.equal([
      ['60:c5:47:0b:cf:0a', 'air'],
      [undefined, ''],
    ]);
  });

  it('has addresses in every usual spelling, and none that is nobody’s', () => {
    for (const text of ['00-80-77-33-44-55', '008077334455', '0080.7733.4455', ' 00:80:77:33:44:55'])
      expect(macOf(text), text).to.equal('00:80:77:33:44:55');
    for (const text of [
      '',
      '00:80:77',
      'ff:ff:ff:ff:ff:ff',
      '01:00:5e:00:00:fb',
      'printer',
      '00:80:77:33:44:55:66',
    ])
      expect(macOf(text), text).to.equal(undefined);
  });
});

forEachDatabase((_engine, open) => {
  describe('devices on the network', () => {
    let school: PolicySchool;
    let ask: AskRoutes;
    let key: string;
    let slate: string;
    let desk: string;

    before(async () => {
      school = await aPolicySchool(await open());
      const { context } = school;
      const ours = routes(context);
      ask = askRoutes(context, () => ours);
      key = await schoolSerialKey(context.db, context.schoolId);
      slate = await school.aDevice('slate-07', null);
      desk = await school.aDevice('Office-1', null);
    });

    const printer = '00:80:77:33:44:55';
    const phone = '7a:11:22:33:44:55';
    let ahead = 0;
    const tells = (deviceId: string, mine: string, ...seen: [string, string][]) =>
      hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs: ahead }, [
        {
          ...{ type: 'event', id: randomUUIDv7(), seq: 1, at: school.context.now() + ahead },
          name: 'neighbours.seen',
          facts: {
            mine: hashOf(key, mine),
            seen0: seen.map(([mac, maker]) => `${hashOf(key, mac)}.${maker}`).join(' '),
          },
        },
      ]);
    const list = (query: object = {}) => ask('get', '/neighbours', { query }) as Promise<List>;
    const bring = (text: string, apply = true) =>
      ask('post', '/neighbours/import', { body: { text, apply } }) as Promise<NeighbourImported>;
    const decide = (id: string, body: object) =>
      ask('post', '/neighbours/{id}/decision', { params: { id }, body }) as Promise<Neighbour>;

    it('are listed with who saw them and when, without those that Caretaker is on', async () => {
      expect(await list()).to.deep.include({ items: [], total: 0, watching: false });
      await school.put(school.group, {
        controls: { firewall: { neighbourNetworks: ['10.20.0.0/16'] } },
        silentAfterSchoolDays: null,
      });
      const first = school.context.now();
      await tells(slate, '00:50:56:00:00:01', [printer, '008077'], [phone, '-']);
      // Whatever its own clock says.
      ahead = -3 * dayMs;
      await tells(slate, '00:50:56:00:00:01', [phone, '-']);
      ahead = 0;
      school.context.clock.at += dayMs;
      await tells(desk, '00:50:56:00:00:02', [printer, '008077'], ['00:50:56:00:00:01', '005056']);
      const { items, watching } = await list();
      expect(watching).to.equal(true);
      expect(items.map(({ maker, seenByCount, address }) => [maker, seenByCount, address])).to.deep.equal([
        ['008077', 2, null],
        [null, 1, null],
      ]);
      expect(items[0]).to.include({ firstSeenAt: first, lastSeenAt: first + dayMs });
      expect(items[1]).to.include({ firstSeenAt: first, lastSeenAt: first });
      expect(items[0]?.seenBy.map(({ name }) => name)).to.deep.equal(['Office-1', 'slate-07']);
      expect((await list({ show: 'managed' })).items.map(({ device }) => device?.name).sort()).to.deep.equal([
        'Office-1',
        'slate-07',
      ]);
    });

    it('are told of by several computers and a list at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const seen = Array.from({ length: 20 }, (_, i): [string, string] => [
          `02:00:00:00:0${round}:${(10 + i).toString(16).padStart(2, '0')}`,
          '-',
        ]);
        const lease = `Name,MAC address\n${seen.map(([mac], i) => `n${i},${mac}\n`).join('')}`;
        await Promise.all([
          tells(slate, '00:50:56:00:00:01', ...seen),
          tells(desk, '00:50:56:00:00:02', ...seen.toReversed()),
          bring(lease),
        ]);
      }
      const { total } = await list({ search: 'n1' });
      expect(total).to.be.greaterThan(0);
      await school.context.db.deleteFrom('neighbour').where('name', 'like', 'n%').execute();
    });

    it('get their names from a list, by the same hash, after it was looked at', async () => {
      const text = `Name,MAC address\nstaffroom-printer,${printer}\nnobody,zz\nOFFICE-1,00-50-56-00-00-99\n`;
      const seen = await bring(text, false);
      expect(seen.rows.map(({ outcome }) => outcome)).to.deep.equal(['same', 'rejected', 'create']);
      expect((await list()).items[0]?.name).to.equal(null);
      expect((await bring(text)).counts).to.deep.equal({ create: 1, same: 1, rejected: 1 });
      const named = await list({ search: 'staffroom' });
      expect(named.items[0]).to.include({ name: 'staffroom-printer', address: printer, seenByCount: 2 });
      expect(named.items[0]?.proposed).to.equal(null);
      const asset = 'gp-900';
      await school.context.db
        .insertInto('asset')
        .values({
          ...{ id: asset, school_id: school.context.schoolId, revision: 1, tag: 'GP-900', tag_key: asset },
          ...{ tag_order: asset, kind: 'printer', name: 'Staffroom-Printer', secure_location: 0 },
          ...{ state: 'in_stock', state_at: 1, search_text: '', created_at: 1, created_by: 'Tara Tech' },
          ...{ updated_at: 1, staff_only: 0 },
        })
        .execute();
      const [proposed] = (await list({ search: 'staffroom' })).items;
      expect(proposed?.proposed, 'by the name that a list gave it').to.deep.equal({
        id: asset,
        tag: 'GP-900',
      });
      // By its name it is a computer that Caretaker is on.
      expect((await list({ show: 'managed', search: 'office-1' })).items[0]?.device?.name).to.equal(
        'Office-1',
      );
      await ask.refused(bring('a;b\n1;2\n'), 400);
    });

    it('are decided by a person, who can take it back', async () => {
      const [one] = (await list({ search: 'staffroom' })).items;
      await ask.refused(decide(one?.id ?? '', { decision: 'ours', assetTag: 'none' }), 400);
      const decided = await decide(one?.id ?? '', { decision: 'visitor', note: 'The photographer’s' });
      expect(decided).to.deep.include({ decision: 'visitor', note: 'The photographer’s' });
      const { facts } = await school.context.db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'neighbours.decided')
        .executeTakeFirstOrThrow();
      expect(facts, 'its name outlives it in the audit log').to.not.contain('staffroom');
      expect((await list({ search: 'photographer', show: 'visitor' })).total).to.equal(1);
      expect(await countUndecided(school.context.db, school.context.schoolId)).to.equal((await list()).total);
      expect((await list({ search: 'staffroom' })).total).to.equal(0);
      expect((await decide(one?.id ?? '', { decision: 'open' })).decided).to.equal(null);
      expect((await list({ search: 'staffroom' })).total).to.equal(1);
      await ask.refused(decide(randomUUIDv7(), { decision: 'ours' }), 404);
    });

    it('come page by page', async () => {
      const rows = Array.from(
        { length: 12 },
        (_, i) => `tablet-${i},00:11:22:33:44:${(i + 16).toString(16)}`,
      );
      await bring(`host,mac\n${rows.join('\n')}\n`);
      const names: (string | null)[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ search: 'tablet', limit: 5, ...(cursor !== undefined && { cursor }) });
        names.push(...page.items.map(({ name }) => name));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(names).size).to.equal(12);
      expect(names).to.have.length(12);
    });

    it('are forgotten a term after they were last seen, the school’s own after a year', async () => {
      const [one] = (await list({ search: 'staffroom' })).items;
      await decide(one?.id ?? '', { decision: 'ours' });
      school.context.clock.at += 100 * dayMs;
      await forgetPass(school.context, [forgetting]);
      expect((await list({ show: 'all' })).items.map(({ name }) => name)).to.deep.equal([
        'staffroom-printer',
      ]);
      school.context.clock.at += 300 * dayMs;
      await forgetPass(school.context, [forgetting]);
      expect((await list({ show: 'all' })).total).to.equal(0);
    });

    it('leave nothing of themselves in a device’s history', async () => {
      const record = {
        ...{ id: randomUUIDv7(), seq: 900, at: 1, type: 'event' as const, name: 'neighbours.seen' },
        facts: { mine: 'x', seen0: 'y' },
      };
      await school.ingest.submit(school.from(slate), [record]);
      const kept = await school.context.db
        .selectFrom('device_record')
        .select(['type', 'body'])
        .where('id', '=', record.id)
        .executeTakeFirst();
      expect(kept).to.deep.equal({ type: 'sitting', body: '{}' });
    });
  });
});
