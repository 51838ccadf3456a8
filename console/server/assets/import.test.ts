import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type ImportCheck,
  type ImportLine,
  sayCounts,
  sayMapping,
} from '../../../shared/protocol/api/asset-imports.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { Db } from '../database/index.ts';
import type { FileAnswer } from '../route.ts';
import { escapeFormula, readSheet, unescapeFormula, writeSheet } from '../sheets/index.ts';
import { routes } from './index.ts';

const samples = new URL('../../../../shared/data/asset-spreadsheets/', import.meta.url);

describe('a sheet of comma-separated text', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });

  it('comes back as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 5 }), rows => {
        const filled = rows.map(row => row.map(cell => `x${cell}`.replaceAll('\r', '')));
        const back = readSheet(writeSheet([['a', 'b'], ...filled]));
        expect(back.rows.map(row => row.cells)).to.deep.equal(filled);
      }),
    );
  });

  it('holds no formula, and the text behind it comes back', () => {
    const starts = fc.constantFrom("'", '=', '+', '-', '@', '\t', 'a', "'=");
    fc.assert(
      fc.property(fc.tuple(starts, anyText), ([first, rest]) => {
        const written = escapeFormula(first + rest);
        expect(written).to.not.match(/^[=+\-@\t\r]/);
        expect(unescapeFormula(written)).to.equal(first + rest);
      }),
    );
  });

  it('is read with semicolons, tabs and the line ends of any system', () => {
    for (const mark of [',', ';', '\t'])
      for (const end of ['\n', '\r\n', '\r'])
        expect(readSheet(`\ufeffTag${mark}Name${end}1${mark}"x, ""y"""${end}`)).to.deep.equal({
          headers: ['Tag', 'Name'],
          rows: [{ line: 2, cells: ['1', 'x, "y"'] }],
        });
  });

  it('is refused in words when it is none', () => {
    const refusal = (text: string) => {
      try {
        readSheet(text);
      } catch (error) {
        return (error as { detail: string }).detail;
      }
      return 'read';
    };
    expect(refusal('Tag,Name')).to.match(/at least one row/);
    expect(refusal('Tag\n"open')).to.match(/cannot be read as comma-separated text/);
    expect(refusal(`Tag\n${'x\n'.repeat(10_001)}`)).to.match(/10001 rows, and 10000 are the most/);
  });
});

forEachDatabase((_engine, open) => {
  describe('importing a spreadsheet', () => {
    let db: Db;
    let context: TestContext;

    async function ask(path: string, body: object, query: object = {}, method = 'post') {
      const route = routes(context).find(one => one.method === method && one.path === path);
      if (route === undefined) throw new Error(`no route ${path}`);
      const isFile = Buffer.isBuffer(body);
      const parsed = { params: {}, query: route.query?.parse(query) ?? {}, body: route.body?.parse(body) };
      const upload = isFile && { upload: { stream: Readable.from([body]), length: body.length } };
      const answer = await route.handle(
        { ...parsed, ...upload, caller: context.by },
        { setSession: () => undefined },
      );
      return route.response === null ? answer : route.response.parse(answer);
    }
    const check = (file: string | Buffer, mapping?: object, name = 'list.csv') =>
      ask('/assets/import/check', Buffer.from(file), {
        name,
        ...(mapping && { columns: sayMapping(mapping as never) }),
      }) as Promise<ImportCheck>;
    async function run(file: string | Buffer, mapping: object, counts: ImportCheck['counts']) {
      const { bytes } = (await ask('/assets/import', Buffer.from(file), {
        name: 'list.csv',
        columns: sayMapping(mapping as never),
        expected: sayCounts(counts),
      })) as FileAnswer;
      const lines: ImportLine[] = [];
      for await (const line of bytes as AsyncIterable<string>) lines.push(JSON.parse(line));
      return lines;
    }
    const mappingOf = ({ columns }: ImportCheck) =>
      Object.fromEntries(
        columns.flatMap(({ target }, at) => (target === null ? [] : [[String(at), target]])),
      );
    async function bring(file: string | Buffer) {
      const seen = await check(file);
      const last = (await run(file, mappingOf(seen), seen.counts)).at(-1);
      if (last === undefined || !('result' in last)) throw new Error(JSON.stringify(last));
      return last.result;
    }
    const exported = async (as: string) =>
      ((await ask('/assets/export', {}, { as }, 'get')) as FileAnswer).bytes as Buffer;
    const enter = (body: object) => ask('/assets', { kind: 'laptop', ...body }) as Promise<Asset>;
    const all = () => db.selectFrom('asset').selectAll().orderBy('tag_order').execute();
    const wordsOf = ({ rows }: ImportCheck) => rows.map(row => `${row.line} ${row.outcome}: ${row.words}`);

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
    });

    it('says what would happen row by row, and changes nothing', async () => {
      await enter({ tag: 'A1', serial: 'S1', location: 'Hall' });
      await enter({ tag: 'A2', serial: 'S2' });
      const seen = await check(
        'Tag,Serial,Room,Type\na 1,S1,Library,\nNEW,S9,Office,Chromebook\n,s 2,,\nA1,,,\nA2,S1,,\n,,Hall,\nN2,,,Spaceship\n',
      );
      expect(wordsOf(seen)).to.deep.equal([
        '5 rejected: Line 2 of the file has the same asset.',
        '6 rejected: It cannot be told which asset this is: its tag is that of “A2”, and its serial number that of “A1”.',
        '7 rejected: It has no asset tag, and no asset of the register has its serial number.',
        '2 change: Changes asset tag from “A1” to “a 1”; location from “Hall” to “Library”.',
        '4 change: Changes serial number from “S2” to “s 2”.',
        '3 create: Enters laptop, in service.',
        '8 create: Enters something else, in stock. Note: “Spaceship” is not a kind known here and is left out.',
      ]);
      expect(await all()).to.have.length(2);
      expect(seen.rejected).to.match(/^\ufeffTag,Serial,Room,Type,Why it was rejected\r\nA1,,,,Line 2/);
    });

    it('enters what a list calls lent with its holder, and leaves the loan to a handover that is signed', async () => {
      const done = await bring('Tag,Status,Holder\nB9,On loan,Aisha Ali\n');
      expect(done.counts).to.include({ create: 1, rejected: 0 });
      const [entered] = await all();
      expect(entered).to.include({ tag: 'B9', state: 'in_stock', holder: 'Aisha Ali' });
    });

    it('takes in what was checked, in one go, and writes down where it came from', async () => {
      const old = await enter({ tag: 'A1', serial: 'S1', cost: 100 });
      const done = await bring(
        'Asset Tag,Serial,Purchase Date,Purchase Cost,Warranty,Status,Checked Out To: First Name,Checked Out To: Last Name\nA1,S1,22/11/2024,"£1,200.50",36,,Aisha,Ali\nB1,,2025-01-31,80,1,Deployed,,\nB2,,31/01/2025,80,12 months,Ready to Deploy,,\n',
      );
      expect(done.counts).to.deep.equal({ create: 1, change: 1, same: 0, rejected: 1 });
      expect(done.rejected).to.include('Say where it is used');
      const [first, second] = await all();
      expect(first).to.include({
        id: old.id,
        purchase_date: '2024-11-22',
        cost: 120_050,
        warranty_end: '2027-11-22',
        holder: 'Aisha Ali',
        revision: 2,
      });
      expect(second).to.include({ tag: 'B2', state: 'in_stock', warranty_end: '2026-01-31' });
      const history = await db
        .selectFrom('asset_history')
        .selectAll()
        .where('origin', '=', 'import')
        .execute();
      expect(
        history
          .filter(one => one.asset_id === old.id)
          .map(one => one.field)
          .sort(),
      ).to.deep.equal(['cost', 'holder', 'purchaseDate', 'warrantyEnd']);
    });

    it('never guesses a date, and doubts a column in which the month comes first', async () => {
      const seen = await check(
        'Tag,Purchase Date\nA,8/24/2022\nB,03/04/2022\nC,25/12/2022\nD,2022-04-03\nE,1/2/22\n',
      );
      expect(seen.counts).to.deep.equal({ create: 2, change: 0, same: 0, rejected: 3 });
      expect(wordsOf(seen)[1]).to.match(/“03\/04\/2022” could be either of two days/);
    });

    it('leaves a state to the page of the asset, and closes nothing', async () => {
      await enter({ tag: 'A1' });
      const seen = await check(
        'Tag,Status,Notes\nA1,Lost,gone\nA2,Disposed,\nA3,Archived,\nA4,Lost,\nA5,Lost,On the trip to York\n',
      );
      expect(wordsOf(seen)[0]).to.match(/register says “in stock” and the file “lost”/);
      expect(wordsOf(seen)[1]).to.match(/nothing is entered as “disposed”/);
      expect(wordsOf(seen)[2]).to.match(/“Archived” could mean several things/);
      expect(wordsOf(seen)[3]).to.match(/a reason in the notes column/);
      expect(seen.counts.create).to.equal(1);
    });

    it('imports nothing at all when the register has changed since the check', async () => {
      const text = 'Tag\nA1\nA2\n';
      const seen = await check(text);
      await enter({ tag: 'A1' });
      const late = (await run(text, mappingOf(seen), seen.counts)).at(-1);
      expect(late).to.have.nested.property('problem.code', 'asset.import_changed');
      expect((await all()).map(row => row.tag)).to.deep.equal(['A1']);
    });

    it('refuses two columns of one meaning', async () => {
      const twice = await check('a,b\n1,2\n', { 0: 'tag', 1: 'tag' }).catch((error: unknown) => error);
      expect(twice).to.include({ status: 400 });
    });

    it('keeps what has no field of its own as notes, each column under its heading', async () => {
      const text = 'Tag,Remarks,Colour,Old number\nA1,Lid is loose,red,77\nA2,,,78\nA3,,,\n';
      const mapping = { 0: 'tag', 1: 'notes', 2: 'notes', 3: 'notes' };
      const { counts } = await check(text, mapping);
      expect((await run(text, mapping, counts)).at(-1)).to.have.property('result');
      const notes = ['Lid is loose\nColour: red\nOld number: 77', 'Old number: 78', null];
      expect((await all()).map(row => row.notes)).to.deep.equal(notes);
      expect((await check(text, mapping)).counts.same, 'the second time').to.equal(3);
    });

    it('reads back its own export without a change, formulas and all', async () => {
      await enter({
        tag: '=A1',
        name: '@home',
        notes: '-1\n+2, "three"',
        cost: 1234,
        secureLocation: true,
        lifeYears: 3,
      });
      await enter({
        tag: 'B',
        kind: 'camera',
        location: "'=odd",
        state: 'in_service',
        purchaseDate: '2024-02-29',
      });
      const text = (await exported('csv')).toString();
      for (const cell of readSheet(text).rows.flatMap(row => row.cells)) expect(cell).to.not.match(/^[=+@-]/);
      expect((await check(text)).counts).to.deep.equal({ create: 0, change: 0, same: 2, rejected: 0 });
      const before = (await all()).map(({ tag, name, notes, cost, location, state }) => ({
        tag,
        name,
        notes,
        cost,
        location,
        state,
      }));
      await db.deleteFrom('asset_history').execute();
      await db.deleteFrom('asset').execute();
      await bring(text);
      const after = (await all()).map(({ tag, name, notes, cost, location, state }) => ({
        tag,
        name,
        notes,
        cost,
        location,
        state,
      }));
      expect(after).to.deep.equal(before);
    });

    const missing = existsSync(samples) ? '' : ' (pending: no sample spreadsheets beside the project)';
    const sample = (path: string) => readFileSync(new URL(path, samples), 'utf8');

    it('goes out under the headings and labels that a new Snipe-IT knows', async () => {
      for (const state of ['in_stock', 'in_repair'])
        await enter({
          ...{ tag: state, serial: `S-${state}`, holder: 'Ann Ash', state, note: 'why' },
          ...{ purchaseDate: '2023-01-23', cost: 226_613 },
        });
      const { headers, rows } = readSheet((await exported('snipe-it')).toString());
      const theirs =
        'Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Asset Notes,Purchase Date,Purchase Cost,Asset EOL Date';
      if (missing === '') {
        const inSample = sample('snipe-it/assets-sample.csv').split(/[\ufeff\r\n,]/);
        expect(inSample).to.include.members(theirs.split(','));
      }
      expect(headers.filter(one => theirs.split(',').includes(one)).join()).to.equal(theirs);
      const known = ['Serial', 'Full Name', 'Purchase Date', 'Purchase Cost', 'Status'];
      const cells = rows.map(row => known.map(one => row.cells[headers.indexOf(one)]));
      expect(cells).to.deep.equal([
        ['S-in_repair', 'Ann Ash', '2023-01-23', '2266.13', 'Out for Repair'],
        ['S-in_stock', 'Ann Ash', '2023-01-23', '2266.13', 'Ready to Deploy'],
      ]);
    });

    it(`understands Snipe-IT’s headers, and says why it refuses American dates${missing}`, async function () {
      if (missing !== '') this.skip();
      const seen = await check(sample('snipe-it/assets-sample.csv'));
      const read = Object.fromEntries(seen.columns.map(({ header, target }) => [header, target]));
      expect(read).to.include({
        'Asset Tag': 'tag',
        Category: 'kind',
        Manufacturer: 'make',
        'Purchase Cost': 'cost',
        'Asset EOL Date': 'plannedReplacement',
        'Checked Out To: Last Name': 'holderLast',
        'Model Number': 'notes',
        'Checkout Type': null,
      });
      expect(seen.counts.create + seen.counts.rejected).to.equal(seen.rows.length);
      expect(wordsOf(seen).join('\n')).to.match(/month before the day|two digits/);
      const withoutDates = mappingOf(seen);
      for (const [at, target] of Object.entries(withoutDates))
        if (target === 'purchaseDate' || target === 'plannedReplacement') delete withoutDates[at];
      expect((await check(sample('snipe-it/assets-sample.csv'), withoutDates)).counts.rejected).to.equal(0);
    });

    it(`finds its way in the other samples, or says that a file is no list of assets${missing}`, async function () {
      if (missing !== '') this.skip();
      const targets = async (path: string) =>
        (await check(`${sample(path).split(/\r?\n|\r/)[0]}\nx\n`)).columns.map(column => column.target);
      expect(await targets('headers/itam-import-template.csv')).to.include.members([
        'tag',
        'serial',
        'warrantyMonths',
        'state',
      ]);
      expect(await targets('headers/autopilot-partner.csv')).to.include.members(['serial', 'make', 'model']);
      expect(await targets('shelf/import-from-content.csv')).to.include.members([
        'name',
        'kind',
        'location',
        'cost',
        'holder',
      ]);
      const bad = await check(sample('snipe-it/assets-sample-bad.csv'));
      expect(bad.counts.rejected).to.be.greaterThan(0);
      expect((await check(sample('snipe-it/locations-sample.csv'))).counts.create).to.equal(0);
    });
  });
});
