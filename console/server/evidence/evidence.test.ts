import { expect } from 'chai';
import fc from 'fast-check';
import { type FrameworkKey, frameworkKeys, frameworks } from '../../../shared/clauses/frameworks.ts';
import { controls } from '../../../shared/controls/index.ts';
import { states } from '../../../shared/finding.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { keepPass } from '../promises/keeping.ts';
import type { FileAnswer } from '../route.ts';
import type { LineAnswer } from './answers.ts';
import type { Behind } from './devices-table.ts';
import { routes, verifyPack } from './index.ts';
import { sayKey } from './manifest.ts';
import { readStoredZip, writeStoredZip } from './stored-zip.ts';

const days = ['2026-11-23', '2026-11-24'];
/** Twenty minutes: the school's own rule holds, the national one does not. */
const nationalOf = (control: string) =>
  control === 'idle-lock'
    ? { baseline: { name: 'NCSC: 15 minutes', state: 'not_met' as const, reason: 'too_long' } }
    : {};

forEachDatabase((_engine, open) => {
  describe('the evidence of a kept day', function () {
    this.timeout(60_000);
    let pack: Buffer;
    let heads: Buffer;
    let key: string;
    let name: string;
    const packs = new Map<FrameworkKey, Buffer>();
    const filesOf = (bytes: Buffer) => readStoredZip(bytes) ?? [];

    before(async () => {
      const db = await open();
      const { context, aDevice, report, finding } = await aReportingSchool(db);
      context.clock.at = Date.UTC(2026, 10, 23, 15);
      const id = await aDevice('Elm-1');
      await aDevice('Elm-2');
      for (const at of days.keys()) {
        await report(
          id,
          at + 1,
          controls.map(control => finding(control.key, 'met', nationalOf(control.key))),
        );
        expect(await keepPass(context)).to.equal(1);
        context.clock.at += 24 * 3600_000;
      }
      key = context.identity.publicKey;
      const ask = askRoutes(context, () => routes(context));
      const params = { day: days[1] };
      // What happens afterwards is not in the pack of a past day.
      await report(id, 9, [finding('firewall', 'not_met')]);
      for (const key of frameworkKeys) {
        const query = { for: key };
        const answer = await ask('get', '/promises/days/{day}/evidence', { params, query });
        packs.set(key, (answer as FileAnswer).bytes);
      }
      const made = (await ask('get', '/promises/days/{day}/evidence', { params })) as FileAnswer;
      const as = { ...context.by, role: 'headteacher' };
      heads = ((await ask('get', '/promises/days/{day}/evidence', { params, as })) as FileAnswer).bytes;
      pack = made.bytes;
      name = made.name;
    });

    const textOf = (file: string) =>
      readStoredZip(pack)
        ?.find(one => one.name === file)
        ?.bytes.toString('utf8') ?? '';
    const words = (bytes: Buffer, known?: string) => {
      const { unaltered, findings } = verifyPack(bytes, known);
      expect(unaltered).to.equal(false);
      return findings
        .filter(one => !one.well)
        .map(one => one.words)
        .join(' ');
    };
    /** One file put otherwise, in a ZIP that is as well made as the console's own. */
    const changed = (file: string, change: (text: string) => string) =>
      writeStoredZip(
        (readStoredZip(pack) ?? []).map(one =>
          one.name === file ? { name: file, bytes: Buffer.from(change(one.bytes.toString('utf8'))) } : one,
        ),
      );

    it('says of each promise whether it held, what it serves, and how each group stood', () => {
      expect(name).to.equal('evidence-auditor-2026-11-24.zip');
      expect(textOf('promises.csv')).to.match(/Cannot be known yet.*,1,0,1,/);
      expect(textOf('standards.csv')).to.match(/Cyber Essentials,A6\.4,/);
      expect(textOf('groups.csv')).to.match(/,2,.*,watched,1,0,1,0/);
      expect(textOf('read-me-first.txt')).to.include('caretaker verify').and.to.include(sayKey(key));
      expect(textOf('computers.csv')).to.match(/Elm-1,.*,Firewall,met,.*,2026-11-23T15:00:00\.000Z,\w/);
      expect(textOf('computers.csv')).to.match(/Elm-2,.*,not known,Nothing had been reported by then\./);
      expect(textOf('computers.csv')).to.match(/Elm-1,.*,Screen lock,met,.*,NCSC: 15 minutes,not met\r/);
      expect(textOf('computers.csv')).to.match(/Elm-2,.*,Screen lock,.*,NCSC: 15 minutes,not known\r/);
      expect(textOf('computers.csv')).to.match(/Elm-1,.*,Firewall,met,.*,,\r/);
      expect(textOf('groups.csv')).to.match(/,Screen lock,.*,1,0,1,0,NCSC: 15 minutes,0,1,1/);
      const rows = textOf('promises.csv').trim().split('\r\n');
      expect(rows).to.have.length(controls.length + 1);
    });

    it('answers every question of each framework, and follows each figure to a computer, a time and a source', () => {
      for (const [key, bytes] of packs) {
        expect(verifyPack(bytes).unaltered, key).to.equal(true);
        const text = (file: string) =>
          filesOf(bytes)
            .find(one => one.name === file)
            ?.bytes.toString('utf8') ?? '';
        expect(text('evidence.pdf').slice(0, 5)).to.equal('%PDF-');
        const { lines } = JSON.parse(text('evidence.json')) as { lines: LineAnswer[] };
        expect(lines.map(one => one.ref)).to.deep.equal(frameworks[key].lines.map(one => one.ref));
        const rows = JSON.parse(text('computers.json')) as Behind[];
        for (const { checks, records, gaps } of lines) {
          expect(checks.length + records.length + gaps.length).to.be.above(0);
          for (const { control, counts, national } of checks) {
            const own = rows.filter(one => one.control === control);
            for (const state of states)
              expect(own.filter(one => one.state === state)).to.have.length(counts[state]);
            const by = national?.counts;
            const told = own.flatMap(one => one.national ?? []);
            expect(told.length > 0, control).to.equal(by !== undefined);
            for (const state of states.filter(one => by !== undefined && one !== 'unknown'))
              expect(told.filter(one => one.state === state)).to.have.length(by?.[state] ?? 0);
            for (const one of own.filter(each => each.state !== 'unknown')) {
              expect(one.source).to.be.a('string');
              expect(one.since).to.be.at.most(Date.UTC(2026, 10, 24, 15));
              expect(text('computers.csv')).to.include(`${one.source},${one.deviceId}`);
            }
          }
        }
      }
      const rpa = JSON.parse(
        filesOf(packs.get('rpa') ?? Buffer.alloc(0))
          .find(one => one.name === 'evidence.json')
          ?.bytes.toString() ?? '',
      ) as { lines: LineAnswer[] };
      expect(rpa.lines[0]).to.include({ ref: '1', verdict: 'Shown by records: somebody has to read them' });
      expect(rpa.lines[0]?.brought.join()).to.match(
        /^No backup was written down by that day\..*backups\.csv/,
      );
      expect(rpa.lines[3]?.brought.join()).to.match(/^No document was entered.*documents\.csv/);
      expect(rpa.lines[1]).to.include({ ref: '2', verdict: 'Cannot be shown here' });
    });

    it('holds what its claims stand on: each check that is promised, the national verdict, what fails everything, records', () => {
      const text = (file: string, of = packs.get('cyber_essentials') ?? Buffer.alloc(0)) =>
        filesOf(of)
          .find(one => one.name === file)
          ?.bytes.toString('utf8') ?? '';
      for (const { words: said } of controls) expect(text('computers.csv')).to.include(`,${said.title},`);
      const table = text('evidence.csv');
      expect(table).to.match(/^Not asked,Disk encryption,Cannot be known yet,/m);
      expect(table).to.match(
        /^A5\.9,.*national baseline \(NCSC: 15 minutes\): 0 of 2 meet it.*1 did not meet the national/m,
      );
      expect(table).to.match(
        /^"A6\.4, A6\.5",.*A no to this alone fails the assessment, and not all of it is known/m,
      );
      expect(table).to.match(/^A2\.6,.*2 computers of 1 kind/m);
      expect(table).to.match(/^A6\.7,.*Line by line: unsupported\.csv/m);
      const beside = filesOf(packs.get('cyber_essentials') ?? Buffer.alloc(0)).map(one => one.name);
      expect(beside).to.include.members([
        'policy.csv',
        'people.csv',
        'vulnerabilities.csv',
        'exceptions.csv',
      ]);
      expect(filesOf(packs.get('insurer') ?? Buffer.alloc(0)).map(one => one.name)).to.include.members([
        ...['incidents.csv', 'disposals.csv'],
      ]);
      expect(filesOf(heads).map(one => one.name)).to.not.include('people.csv');
      expect(text('evidence.csv', heads)).to.include('people.csv is in the technician’s own pack');
      for (const one of beside)
        if (one !== 'read-me-first.txt') expect(text('read-me-first.txt')).to.include(one);
    });

    it('is altered when any byte of any of its files is, at its ends and anywhere between', () => {
      let at = 0;
      for (const { name: file, bytes } of filesOf(pack)) {
        const from = pack.indexOf(bytes, at);
        const places = [
          0,
          bytes.length - 1,
          ...fc.sample(fc.nat(bytes.length - 1), { numRuns: 12, seed: 5 }),
        ];
        for (const place of places) {
          const copy = Buffer.from(pack);
          copy.writeUInt8(copy.readUInt8(from + place) ^ 1, from + place);
          expect(verifyPack(copy).unaltered, `${file} ${place}`).to.equal(false);
        }
        at = from + bytes.length;
      }
    });

    it('says nothing by computer to the headteacher, who sees no computers on pages either', () => {
      const packed = readStoredZip(heads) ?? [];
      expect(packed.map(one => one.name))
        .to.include('promises.csv')
        .and.to.not.include('computers.csv');
      expect(verifyPack(heads).unaltered).to.equal(true);
    });

    it('is unaltered as it was made, whichever way its key is written', () => {
      const { unaltered, findings, words: said } = verifyPack(pack, sayKey(key).toLowerCase());
      expect(findings.filter(one => !one.well)).to.deep.equal([]);
      expect(unaltered).to.equal(true);
      expect(said).to.match(/^UNALTERED: evidence of .*, as it stood on 24 Nov 2026/);
    });

    it('is altered when any one byte is, wherever it lies', () => {
      const byte = fc.tuple(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }));
      fc.assert(
        fc.property(byte, ([at, by]) => {
          const copy = Buffer.from(pack);
          copy.writeUInt8(copy.readUInt8(at) ^ by, at);
          expect(verifyPack(copy).unaltered, `byte ${at}`).to.equal(false);
        }),
        { numRuns: 300 },
      );
      expect(verifyPack(pack.subarray(0, pack.length - 1)).unaltered).to.equal(false);
      expect(verifyPack(Buffer.concat([pack, Buffer.from(' ')])).unaltered).to.equal(false);
      expect(verifyPack(Buffer.alloc(0)).unaltered).to.equal(false);
    });

    it('names what was altered, also by somebody who packs it as we do', () => {
      expect(words(changed('promises.csv', text => text.replace('Cannot be known yet', 'holds')))).to.equal(
        'promises.csv is not what was packed.',
      );
      expect(words(changed('manifest.json', text => text.replace('2026-11-24', '2026-11-25')))).to.include(
        'The signature does not fit the manifest.',
      );
      const without = (readStoredZip(pack) ?? []).filter(one => one.name !== 'groups.csv');
      expect(words(writeStoredZip(without))).to.equal('groups.csv is missing.');
      const more = [...(readStoredZip(pack) ?? []), { name: 'extra.txt', bytes: Buffer.from('x') }];
      expect(words(writeStoredZip(more))).to.equal('extra.txt does not belong there.');
    });

    it('is not the school’s when another console signed it', () => {
      expect(words(pack, '0000-1111-2222-3333-4444')).to.equal(
        'It was not signed with the key that you gave, so another console made it.',
      );
    });
  });

  describe('the evidence of a day on which not everything held', () => {
    it('tells a broken check from one that is let off, by question, by computer and by what fails everything', async () => {
      const { context, aDevice, report, finding } = await aReportingSchool(await open());
      const { db, schoolId, clock } = context;
      clock.at = Date.UTC(2026, 10, 23, 15);
      const [at, endsAt] = [clock.at, Date.UTC(2026, 11, 20)];
      const well = await aDevice('Elm-1');
      const broken = await aDevice('Elm-2');
      const keys = controls.map(one => one.key);
      await report(
        well,
        1,
        keys.map(key => finding(key, 'met')),
      );
      const fails = ['firewall', 'os-updates'];
      await report(
        broken,
        1,
        keys.map(key => finding(key, fails.includes(key) ? 'not_met' : 'met')),
      );
      const who = {
        asked_by: 'Tara',
        approved_by: 'Hazel',
        created_by: 't',
        author: 't',
        reason: 'A lesson',
      };
      const term = { created_at: at, approved_at: at, ends_at: endsAt, ended_at: null, ended_by: null };
      const row = { id: 'e', school_id: schoolId, control: 'firewall', settings: '{}', status: 'active' };
      await db
        .insertInto('policy_exception')
        .values({ ...row, ...who, ...term })
        .execute();
      const one = { exception_id: 'e', device_id: broken, school_id: schoolId };
      await db.insertInto('policy_exception_device').values(one).execute();
      expect(await keepPass(context)).to.equal(1);
      const ask = askRoutes(context, () => routes(context));
      const on = { params: { day: days[0] }, query: { for: 'cyber_essentials' } };
      const { bytes } = (await ask('get', '/promises/days/{day}/evidence', on)) as FileAnswer;
      expect(verifyPack(bytes).unaltered).to.equal(true);
      const text = (file: string) =>
        readStoredZip(bytes)
          ?.find(each => each.name === file)
          ?.bytes.toString('utf8') ?? '';
      const table = text('evidence.csv');
      expect(table).to.match(/^A4,.*,"?Holds, with exceptions"?,.*Firewall: 1 with an exception\./m);
      expect(table).to.match(/^"A6\.4, A6\.5",.*,Does not hold everywhere,.*Updates: 1 did not meet it\./im);
      expect(table).to.match(
        /^"A6\.4, A6\.5",.*Automatic fail as it stood: this alone fails the assessment\./m,
      );
      expect(text('exceptions.csv')).to.include('Firewall,1,A lesson.,Tara,Hazel,2026-12-20');
      const computers = text('computers.csv');
      expect(computers).to.match(/^Elm-2,.*,Firewall,not met,.*,2026-12-20T00:00:00\.000Z,/m);
      expect(computers).to.match(/^Elm-1,.*,Firewall,met,.*,,,\r?$/m);
    });
  });
});
