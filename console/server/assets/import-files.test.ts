import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { kinds } from '../../../shared/assets/kinds.ts';
import { firstStates } from '../../../shared/assets/states.ts';
import {
  type ImportCheck,
  type ImportLine,
  type ImportMapping,
  sayCounts,
  sayMapping,
} from '../../../shared/protocol/api/asset-imports.ts';
import { aZip, type ZipFile } from '../../../test/support/a-zip.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { AppError } from '../errors.ts';
import type { FileAnswer } from '../route.ts';
import { readWorkbook, writeWorkbook } from '../sheets/index.ts';
import { readGiven } from './import-file.ts';
import { routes } from './index.ts';

const upload = (bytes: Buffer) => ({ stream: Readable.from([bytes]), length: bytes.length });
const given = (bytes: Buffer | string, sheet?: string) => readGiven(upload(Buffer.from(bytes)), sheet);
const refusal = (bytes: Buffer | string) =>
  given(bytes).then(
    () => 'was read',
    (error: AppError) => error.detail,
  );

const types =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a program would write it, with these cells as XML. */
const aWorkbook = (cells: string, more: ZipFile[] = []) =>
  aZip([
    { name: '[Content_Types].xml', text: types },
    {
      name: '_rels/.rels',
      text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns="${main}" xmlns:r="${relation}"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      text: `<worksheet xmlns="${main}"><sheetData>${cells}</sheetData></worksheet>`,
    },
    ...more,
  ]);
const text = (at: string, words: string) => `<c r="${at}" t="inlineStr"><is><t>${words}</t></is></c>`;
const heads = `<row r="1">${text('A1', 'Asset Tag')}${text('B1', 'Serial')}${text('C1', 'Cost')}</row>`;

describe('a file to import', function () {
  this.timeout(60_000);

  it('is a workbook: days, numbers and yes or no come as people wrote them', async () => {
    const bytes = await writeWorkbook(
      'List',
      ['Asset Tag', 'Bought', 'Cost', 'Long'],
      [['A1', { day: '2024-02-29' }, { money: 120_050 }, 1_234_567_890_123]],
    );
    expect((await given(bytes)).rows).to.deep.equal([
      { line: 2, cells: ['A1', '2024-02-29', '1200.5', '1234567890123'] },
    ]);
  });

  it('holds what a formula last said and nothing that it would do', async () => {
    const cells = `${heads}<row r="2"><c r="A2" t="str"><f>CONCATENATE("A",1)</f><v>A1</v></c><c r="B2"><f>WEBSERVICE("http://x")</f></c><c r="C2"><f>1+1</f><v>2</v></c></row><row r="3">${text('A3', '=HYPERLINK(&quot;http://x&quot;)')}<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`;
    const { rows } = await given(aWorkbook(cells));
    expect(rows[0]?.cells).to.deep.equal(['A1', '', '2']);
    expect(rows[1]?.cells[0]).to.equal('=HYPERLINK("http://x")');
  });

  it('has its headings found under a title, and its list among other sheets', async () => {
    const csv = await given('Greenfield Primary\n\nAs of 1 September\nAsset Tag;Serial;Room\nA1;S1;Hall\n');
    expect(csv.headers).to.deep.equal(['Asset Tag', 'Serial', 'Room']);
    expect(csv.rows).to.deep.equal([{ line: 5, cells: ['A1', 'S1', 'Hall'] }]);
    const titled = `<row r="1">${text('A1', 'Our things')}</row>${heads.replaceAll('1"', '3"')}<row r="4">${text('A4', 'A1')}</row>`;
    const book = await given(aWorkbook(titled));
    expect(book.headers.slice(0, 2)).to.deep.equal(['Asset Tag', 'Serial']);
    expect(book.rows[0]?.line).to.equal(4);
  });

  it('is read in the encodings of Windows', async () => {
    const latin = Buffer.from('Asset Tag,Name\nA1,Caf\xe9\n', 'latin1');
    const wide = Buffer.from('\ufeffAsset Tag\tName\nA1\tCafé\n', 'utf16le');
    for (const bytes of [latin, wide]) expect((await given(bytes)).rows[0]?.cells[1]).to.equal('Café');
  });

  it('is refused with what to do when it is something else, whatever its name', async () => {
    expect(await refusal('')).to.match(/empty/);
    expect(await refusal('%PDF-1.4')).to.match(/a PDF/);
    expect(await refusal('MZ\u0090')).to.match(/a program/);
    expect(await refusal('<html><table><tr><td>Asset Tag')).to.match(/web page.*save it as XLSX or CSV/);
    expect(await refusal(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).to.match(/old kind.*or one that is locked/);
    expect(await refusal(Buffer.from([1, 2, 0, 4]))).to.match(/not a spreadsheet/);
    expect(await refusal('PK\u0003\u0004rest')).to.match(/cannot be read/);
    expect(await refusal(aZip([{ name: 'readme.txt', text: 'x' }]))).to.match(/no Excel workbook is in it/);
    const open = aZip([
      { name: 'mimetype', text: 'application/vnd.oasis.opendocument.spreadsheet', claims: { method: 0 } },
    ]);
    expect(await refusal(open)).to.match(/OpenDocument/);
  });

  it('opens no bomb, whether it tells its size or lies about it', async () => {
    const zeros = Buffer.alloc(61_000_000, 0x20);
    const bomb = { name: 'xl/worksheets/sheet2.xml', text: zeros };
    expect(await refusal(aWorkbook(heads, [bomb]))).to.match(/grows beyond all measure/);
    const liar = { ...bomb, claims: { bytes: 1_000 } };
    const before = process.memoryUsage().arrayBuffers;
    const read = await refusal(aWorkbook(`${heads}<row r="2">${text('A2', 'A1')}</row>`, [liar]));
    expect(read).to.match(/was read|cannot be read/);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(50_000_000);
    const many = Array.from({ length: 2_100 }, (_, at) => ({ name: `xl/${at}.xml`, text: '' }));
    expect(await refusal(aWorkbook(heads, many))).to.match(/more than 2000 parts/);
  });

  it('is not filled up from one cell in the farthest corner', async () => {
    const corner = `${heads}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`;
    expect(await refusal(aWorkbook(corner))).to.match(/too much memory|1048576 rows, and 10000 are the most/);
  });

  it('takes nothing from outside: entities of XML stay what they are', async () => {
    const evil = `${heads}<row r="2">${text('A2', '&amp;xxe;')}</row>`;
    const bytes = aWorkbook(evil, [
      {
        name: 'xl/sharedStrings.xml',
        text: '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY xxe SYSTEM "file:///etc/passwd">]><sst/>',
      },
    ]);
    expect((await given(bytes)).rows[0]?.cells[0]).to.equal('&xxe;');
  });

  it('comes back from a workbook as it was written, whatever it holds', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      // Spaces around a cell are no part of it.
      .map(one => `x${one}`.replace(/[\p{C}\r\n]/gu, '').trim());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 }), async rows => {
        const [sheet] = await readWorkbook(await writeWorkbook('List', ['a', 'b'], rows));
        expect(sheet?.rows.slice(1)).to.deep.equal(rows);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});

forEachDatabase((engine, open) => {
  describe('importing files', function () {
    this.timeout(120_000);
    let context: TestContext;

    async function ask(method: string, path: string, query: object, bytes?: Buffer) {
      const route = routes(context).find(one => one.method === method && one.path === path);
      if (route === undefined) throw new Error(`no route ${path}`);
      const asked = { params: {}, query: route.query?.parse(query), body: {}, caller: context.by };
      const answer = await route.handle(
        { ...asked, ...(bytes && { upload: upload(bytes) }) },
        { setSession: () => undefined },
      );
      return route.response === null ? answer : route.response.parse(answer);
    }
    const check = (bytes: Buffer, columns?: ImportMapping) =>
      ask(
        'post',
        '/assets/import/check',
        { name: 'x', ...(columns && { columns: sayMapping(columns) }) },
        bytes,
      ) as Promise<ImportCheck>;
    const meant = ({ columns }: ImportCheck) =>
      Object.fromEntries(
        columns.flatMap(({ target }, at) => (target === null ? [] : [[String(at), target]])),
      );
    const begin = async (bytes: Buffer, seen: ImportCheck, columns = meant(seen)) => {
      const query = { name: 'x', columns: sayMapping(columns), expected: sayCounts(seen.counts) };
      const answer = (await ask('post', '/assets/import', query, bytes)) as FileAnswer;
      return answer.bytes as AsyncGenerator<string>;
    };
    async function bring(bytes: Buffer, columns?: ImportMapping) {
      const seen = await check(bytes, columns);
      const lines: ImportLine[] = [];
      for await (const line of await begin(bytes, seen, columns)) lines.push(JSON.parse(line));
      return { seen, lines };
    }
    const enter = async (body: object) => {
      const route = routes(context).find(one => one.method === 'post' && one.path === '/assets');
      await route?.handle(
        { params: {}, query: {}, body: route.body?.parse(body), caller: context.by },
        { setSession: () => undefined },
      );
    };
    const exported = async (as: string) => {
      const { bytes } = (await ask('get', '/assets/export', { as })) as FileAnswer;
      return bytes as Buffer;
    };
    const count = async () =>
      Number(
        (
          await context.db
            .selectFrom('asset')
            .select(eb => eb.fn.countAll<number>().as('all'))
            .executeTakeFirstOrThrow()
        ).all,
      );
    const many = Buffer.from(
      `Tag,Serial,Room,Type\n${Array.from({ length: 10_000 }, (_, at) => `L-${at},SN${at},Room ${at % 40},laptop`).join('\n')}\n`,
    );

    beforeEach(async () => {
      context = await aContext(await open());
    });

    it('remembers what a school’s own heading means, and forgets when it is taken back', async () => {
      const file = Buffer.from('Asset Tag,Schulnummer,Price\nA1,PTA,12\n');
      expect(meant(await check(file))).to.deep.equal({ 0: 'tag', 2: 'cost' });
      await bring(file, { 0: 'tag', 1: 'funding' });
      const again = await check(Buffer.from('price, SCHULNUMMER ,Asset Tag\n5,Fund,A2\n'));
      expect(meant(again)).to.deep.equal({ 1: 'funding', 2: 'tag' });
      expect(again.columns.map(one => one.remembered)).to.deep.equal([true, true, false]);
      await bring(file, { 0: 'tag', 2: 'cost' });
      expect(meant(await check(file))).to.deep.equal({ 0: 'tag', 2: 'cost' });
    });

    it('says how far it is through 10,000 rows, and takes them in one go', async () => {
      const { lines } = await bring(many);
      const told = lines.flatMap(line => ('done' in line ? [line.done] : []));
      expect(told.length, engine).to.be.greaterThan(10);
      expect(told).to.deep.equal([...told].sort((a, b) => a - b));
      expect(lines.at(-1)).to.have.nested.property('result.counts.create', 10_000);
      expect(await count()).to.equal(10_000);
    });

    it('imports nothing when it is cancelled on the way, before or while it writes', async () => {
      const seen = await check(many);
      for (const from of [1, 11_000]) {
        for await (const line of await begin(many, seen)) {
          const { done } = JSON.parse(line) as { done?: number };
          if (done === undefined) throw new Error(`was not cancelled in time: ${line}`);
          if (done >= from) break;
        }
        expect(await count()).to.equal(0);
      }
      const { lines } = await bring(many);
      expect(lines.at(-1)).to.have.property('result');
    });

    /** Words as registers hold them: no invisible characters, no spaces at the ends. */
    const words = (most: number) =>
      fc
        .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: most })
        .map(one => one.replace(/\s+/g, ' ').trim())
        .filter(one => one !== '');
    const maybe = <T>(what: fc.Arbitrary<T>) => fc.option(what, { nil: null, freq: 3 });
    const day = fc
      .date({ min: new Date('1980-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map(one => one.toISOString().slice(0, 10));
    const asset = fc.record({
      kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
      name: maybe(words(20)),
      make: maybe(words(12)),
      model: maybe(words(20)),
      serial: maybe(words(20)),
      owner: maybe(words(12)),
      location: words(12),
      secureLocation: fc.boolean(),
      secureCheckedOn: maybe(day),
      installedOn: maybe(day),
      holder: words(20),
      staffOnly: fc.boolean(),
      supplier: maybe(words(12)),
      orderNumber: maybe(words(10)),
      cost: maybe(fc.integer({ min: 0, max: 1_000_000_000 })),
      funding: maybe(words(10)),
      days: fc.tuple(maybe(day), maybe(day)),
      plannedReplacement: maybe(day),
      lifeYears: maybe(fc.integer({ min: 1, max: 30 })),
      floor: maybe(fc.integer({ min: 0, max: 1_000_000_000 })),
      notes: words(60),
    });
    type Given = typeof asset extends fc.Arbitrary<infer One> ? One : never;
    /** The `at`th: its tag and serial are no other's, and what it holds fits together. */
    const fitting = ({ days, serial, floor, ...rest }: Given, at: number) => {
      const [purchaseDate, warrantyEnd] = days[0] !== null && days[1] !== null ? [...days].sort() : days;
      return {
        ...{ ...rest, purchaseDate, warrantyEnd, tag: `=T-${at}` },
        serial: serial === null ? null : `${serial}-${at}`,
        floor: floor === null ? null : Math.min(floor, rest.cost ?? floor),
      };
    };

    for (const as of ['snipe-it', 'csv', 'xlsx'])
      it(`reads its own export back without a change, whatever the register holds (${as})`, async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.tuple(asset, fc.constantFrom(...firstStates)), { minLength: 1, maxLength: 6 }),
            async given => {
              await context.db.deleteFrom('asset_history').execute();
              await context.db.deleteFrom('asset').execute();
              for (const [at, [body, state]] of given.entries())
                await enter({ ...fitting(body, at), state, note: 'why' });
              const all = () =>
                context.db
                  .selectFrom('asset')
                  .selectAll()
                  .orderBy('tag_order')
                  .execute()
                  .then(rows =>
                    rows.map(({ id, created_at, updated_at, state_at, revision, ...row }) => row),
                  );
              const before = await all();
              const file = await exported(as);
              expect((await check(file)).counts.same).to.equal(given.length);
              await context.db.deleteFrom('asset_history').execute();
              await context.db.deleteFrom('asset').execute();
              const { seen } = await bring(file);
              expect(seen.rejected, seen.rejected ?? '').to.equal(null);
              expect(await all()).to.deep.equal(before);
            },
          ),
          { numRuns: as === 'xlsx' ? 4 : 25, endOnFailure: true },
        );
      });
  });
});
