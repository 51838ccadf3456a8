/** A small school made as `caretaker simulate --school` makes it: its year is whole, and its computers come back to it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { LineAnswer } from '../../console/server/evidence/answers.ts';
import type { Behind } from '../../console/server/evidence/devices-table.ts';
import { routes as evidenceRoutes, verifyPack } from '../../console/server/evidence/index.ts';
import { readStoredZip } from '../../console/server/evidence/stored-zip.ts';
import { verifyDays } from '../../console/server/promises/index.ts';
import type { Caller, FileAnswer } from '../../console/server/route.ts';
import { findSchool, type SchoolRecord, SchoolTrouble } from '../../simulated-school/folder.ts';
import { LiveSchool } from '../../simulated-school/live.ts';
import { makeSchool } from '../../simulated-school/make.ts';
import { roster } from '../../simulated-school/roster.ts';
import { askRoutes } from '../support/ask-routes.ts';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

/** A Sunday in November. */
const now = Date.UTC(2026, 10, 22, 13);
const devices = 24;

describe('a made-up school', function () {
  this.timeout(400_000);
  const home = mkdtempSync(join(tmpdir(), 'caretaker-school-'));
  const folder = join(home, 'school');
  let record: SchoolRecord;
  let console_: TestConsole;
  let technician: Ask;
  let head: Ask;

  before(async () => {
    record = await makeSchool({ folder, seed: 7, devices, now });
    console_ = await aConsole({ data: folder });
    [technician, head] = [await console_.as('technician'), await console_.as('headteacher')];
  });
  after(async () => {
    await console_?.remove();
    rmSync(home, { recursive: true });
  });

  it('is what was asked for: the same rooms and machines for the same seed, others for another', () => {
    const names = (seed: number) =>
      roster(seed, 300).map(one => [one.machine.name, one.machine.hardware.serial]);
    expect(names(7)).to.deep.equal(names(7));
    expect(names(7)).not.to.deep.equal(names(8));
    expect(names(7).filter(([name]) => !name?.startsWith('OLD'))).to.have.length(300);
    expect(record.computers).to.have.length(devices);
    expect(findSchool(folder)).to.deep.equal(record);
  });

  it('kept the page of every school day, each sealed to the one before', async () => {
    const { body } = await head('GET', '/promises/days');
    expect(body.items.length).to.be.within(180, 200);
    expect(await verifyDays(console_.context.db)).to.deep.equal({
      checked: body.items.length,
      trouble: null,
    });
    const first = await head('GET', `/promises/days/${body.items.at(-1).day}`);
    const last = await head('GET', `/promises/days/${body.items[0].day}`);
    const unmet = (page: typeof first) =>
      page.body.promises.promises.reduce(
        (sum: number, one: { counts: { not_met: number } }) => sum + one.counts.not_met,
        0,
      );
    expect(last.body.promises.devices).to.equal(devices);
    expect(unmet(last)).to.be.lessThan(devices * 2);
    expect(unmet(first)).to.be.greaterThan(0);
  });

  it('wrote down what went wrong, closed what was collected, and names what each finding was seen by', async () => {
    const { items, total, open } = (await technician('GET', '/incidents?status=all')).body;
    // A stick that was lost begins one by itself.
    expect(total).to.be.at.least(10);
    expect(open).to.be.within(1, 3);
    expect(new Set(items.map((one: { category: string }) => one.category)).size).to.be.at.least(6);
    const { day } = (await head('GET', '/promises/days')).body.items[0];
    const { body } = await technician('GET', `/promises/days/${day}/checks/firewall?limit=5`);
    expect(body.items[0].source).to.equal('Get-NetFirewallProfile (powershell)');
  });

  it('shows no computer that keeps a promise with a date that breaks it, on days all over the year', async () => {
    const days = (await head('GET', '/promises/days')).body.items.map((one: { day: string }) => one.day);
    let dated = 0;
    for (const day of days.filter((_: string, at: number) => at % 23 === 0)) {
      const { body } = await technician('GET', `/promises/days/${day}/checks/antivirus?state=met&limit=100`);
      for (const { sentence, lookedAt, name } of body.items)
        for (const [date] of sentence.matchAll(/\b\d{1,2} [A-Z][a-z]{2} \d{4}\b/g)) {
          dated++;
          expect(lookedAt - Date.parse(`${date} UTC`), `${name}, ${day}: ${sentence}`).to.be.below(
            7 * 24 * 3600_000,
          );
        }
    }
    expect(dated).to.be.above(50);
  });

  it('gives an assessor a Cyber Essentials pack whose every figure is its computers, each with a time and a source', async () => {
    const { day } = (await head('GET', '/promises/days')).body.items[0];
    const school = await console_.context.db.selectFrom('school').select('id').executeTakeFirstOrThrow();
    const as = { schoolId: school.id, id: 'tara', name: 'Tara Tech', role: 'technician' } as Caller;
    const query = { for: 'cyber_essentials' };
    const ask = askRoutes(console_.context as never, () => evidenceRoutes(console_.context));
    const given = { params: { day }, query, as };
    const answer = (await ask('get', '/promises/days/{day}/evidence', given)) as FileAnswer;
    const bytes = answer.bytes as Buffer;
    expect(verifyPack(bytes).unaltered).to.equal(true);
    const files = new Map(readStoredZip(bytes)?.map(one => [one.name, one.bytes.toString()]));
    const rows: Behind[] = JSON.parse(files.get('computers.json') ?? '');
    // Who is let off is named with what was seen there, and is in no count.
    const table = parse(files.get('computers.csv') ?? '', { bom: true, columns: true });
    const until = new Map(
      (table as Record<string, string>[]).map(row => [
        `${row.Number} ${row.Check}`,
        row['Exception until (UTC)'],
      ]),
    );
    let figures = 0;
    let letOff = 0;
    for (const { ref, checks } of JSON.parse(files.get('evidence.json') ?? '').lines as LineAnswer[])
      for (const { control, counts, title } of checks) {
        figures++;
        const own = rows.filter(one => one.control === control);
        const counted = own.filter(one => until.get(`${one.deviceId} ${title}`) === '');
        letOff += own.length - counted.length;
        for (const state of ['met', 'not_met'] as const) {
          const those = counted.filter(one => one.state === state);
          expect(those, `${ref} ${title} ${state}`).to.have.length(counts[state]);
          for (const one of those)
            expect([typeof one.source, typeof one.since]).to.deep.equal(['string', 'number']);
        }
      }
    expect(letOff).to.be.at.least(1);
    expect(figures).to.be.at.least(10);
    const at = bytes.indexOf('"state":"met"') + 10;
    const spoiled = Buffer.from(bytes);
    spoiled.writeUInt8(spoiled.readUInt8(at) ^ 1, at);
    expect(verifyPack(spoiled).unaltered).to.equal(false);
  });

  it('has had one change halted and taken back, and all else put in force', async () => {
    const log = await technician('GET', '/audit-log?search=got%20worse&limit=50');
    expect(log.body.items).to.have.length.greaterThan(0);
    const { items } = (await technician('GET', '/policies/places/school/versions')).body;
    const statuses = items.map((one: { status: string }) => one.status);
    expect(statuses).to.include.members(['in_force', 'returned']);
    expect(statuses).not.to.include('rolling_out');
  });

  for (const [what, address, least] of [
    ['a loan', '/loans', 1],
    ['requests that wait', '/requests', 2],
    ['exceptions', '/policies/exceptions', 2],
    ['reports to the governors', '/governors-reports', 3],
    ['a stock-take', '/stock-takes', 1],
    ['the school’s own sticks', '/media', 6],
  ] as const)
    it(`has ${what}`, async () => {
      const { status, body } = await head('GET', address);
      const seen = status === 200 ? body : (await technician('GET', address)).body;
      expect(seen.items).to.have.length.of.at.least(least);
    });

  it('tells its governors what happened term by term, and names nobody and no computer', async () => {
    const governor = await console_.as('governor');
    const { items } = (await governor('GET', '/governors-reports')).body;
    const names = (await technician('GET', '/devices?limit=200')).body.items.map(
      (one: { name: string }) => one.name,
    );
    const people = (await technician('GET', '/persons?limit=200')).body.items.map(
      (one: { name: string }) => one.name,
    );
    expect(names.length * people.length).to.be.greaterThan(100);
    for (const { number } of items) {
      const { report } = (await governor('GET', `/governors-reports/${number}`)).body;
      const text = JSON.stringify(report);
      expect([...names, ...people].filter(name => text.includes(name))).to.deep.equal([]);
    }
    const { figures } = (await governor('GET', `/governors-reports/${items[0].number}`)).body.report;
    expect(figures.periods.map((one: { name: string }) => one.name.slice(0, 6))).to.deep.equal([
      ...['Autumn', 'Spring', 'Summer'],
    ]);
    const stock = figures.parts.find((part: { key: string }) => part.key === 'stock_takes');
    expect(stock.rows[0].amounts.at(-1)).to.match(/^about \d+$/);
  });

  it('has computers that come over the real link as the same ones, but for the one that was copied', async () => {
    const live = new LiveSchool(console_, folder, record, () => {});
    await live.start();
    await until('they are connected', async () => live.connected > devices / 2);
    await live.clone();
    const cloned = async () => (await technician('GET', '/devices?trouble=cloned')).body.items;
    await until('the copy is noticed', async () => (await cloned()).length === 1);
    const all = (await technician('GET', '/devices?limit=200')).body;
    expect(all.total).to.equal(devices);
    await live.stop();
  });

  it('takes no folder that holds anything else', () => {
    const [real, other] = [join(home, 'real'), join(home, 'other')];
    for (const path of [real, other]) mkdirSync(path);
    writeFileSync(join(real, 'console.sqlite'), '');
    writeFileSync(join(other, 'notes.txt'), '');
    expect(() => findSchool(real)).to.throw(SchoolTrouble, /holds a real console.*--data/);
    expect(() => findSchool(other)).to.throw(SchoolTrouble, /not empty/);
    expect(findSchool(join(home, 'free'))).to.equal(undefined);
  });
});
