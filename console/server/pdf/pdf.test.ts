import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFPage,
  type PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { getDocumentProxy } from 'unpdf';
import { aPdf } from '../../../test/support/disposal-world.ts';
import { pageTexts } from '../../../test/support/page-texts.ts';
import { factTable, listTable, makePaper, makePdf, type PdfFile, part } from './index.ts';
import { paperOf } from './paper.ts';

const section = (id: string) => ({
  stack: [{ text: `Page of ${id}`, id }],
  pageBreak: id === 'a' ? undefined : 'before',
});
const definition = { info: { title: 'A pack' }, language: 'en-GB', content: [section('a'), section('b')] };
const certificate = (more: Partial<PdfFile> = {}): PdfFile => ({
  id: 'f',
  name: 'c.pdf',
  type: 'application/pdf',
  bytes: aPdf(),
  caption: 'Certificate',
  ...more,
});

/** Pages of other files are drawn as one object; ours hold text only. */
const isDrawn = (page: PDFPage) =>
  page.node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict) !== undefined;

async function made(files: PdfFile[], behind: string) {
  const job = {
    definition,
    sections: ['a', 'b'],
    files,
    behind: [{ section: behind, fileIds: files.map(one => one.id) }],
  };
  return PDFDocument.load(await makePdf(job));
}

/** What stands in the tree in its order, the text outside of it, and the bookmarks; the words as another program reads them. */
async function readAloud(bytes: Uint8Array) {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const words = new Map<string, string>();
  const loose: string[] = [];
  for (let at = 1; at <= document.numPages; at += 1) {
    const { items } = await (await document.getPage(at)).getTextContent({ includeMarkedContent: true });
    const within: string[] = [];
    for (const item of items) {
      if ('str' in item) {
        const inside = within.at(-1);
        if (inside === undefined && item.str.trim() !== '') loose.push(item.str);
        if (inside !== undefined)
          words.set(inside, `${words.get(inside) ?? ''}${item.str}${item.hasEOL ? ' ' : ''}`);
      } else if (item.type === 'endMarkedContent') within.pop();
      else within.push('id' in item && typeof item.id === 'string' ? item.id : 'of no meaning');
    }
  }
  const { catalog, context } = await PDFDocument.load(bytes);
  const name = (key: string) => PDFName.of(key);
  const said = (element: PDFDict): string[] => {
    const children = context.lookup(element.get(name('K')));
    const page = element.get(name('Pg'));
    const lines: string[] = [];
    let text = '';
    for (const child of children instanceof PDFArray ? children.asArray() : [children]) {
      const one = context.lookup(child as PDFRef);
      if (one instanceof PDFDict && one.has(name('S'))) lines.push(...said(one));
      const [on, number] =
        one instanceof PDFDict ? [one.get(name('Pg')), one.get(name('MCID'))] : [page, one];
      if (number instanceof PDFNumber)
        text += words.get(`p${(on as PDFRef).objectNumber}R_mc${number}`) ?? '';
    }
    const alt = element.lookupMaybe(name('Alt'), PDFString, PDFHexString)?.decodeText();
    const shown = alt === undefined ? text.replace(/ +/g, ' ').trim() : `(${alt})`;
    return [`${element.lookup(name('S'), PDFName).decodeText()} ${shown}`.trim(), ...lines];
  };
  const roles = said(
    catalog.lookup(name('StructTreeRoot'), PDFDict).lookup(name('K'), PDFArray).lookup(0, PDFDict),
  );
  const bookmarks = ((await document.getOutline()) ?? []).map(one => one.title);
  return { roles, loose, bookmarks };
}

describe('a PDF that people keep', function () {
  this.timeout(120_000);

  it('has the pages of a file behind the section that they belong to, and keeps its title', async () => {
    const first = await made([certificate()], 'a');
    expect(first.getPages().map(isDrawn)).to.deep.equal([false, true, false]);
    expect(first.getTitle()).to.equal('A pack');
    const last = await made([certificate()], 'b');
    expect(last.getPages().map(isDrawn)).to.deep.equal([false, false, true]);
  });

  it('says of a file that cannot be read that it cannot, instead of failing', async () => {
    const damaged = await made(
      [certificate({ bytes: Buffer.from('%PDF-1.7 nothing of the kind %%EOF') })],
      'a',
    );
    expect(damaged.getPageCount()).to.equal(3);
  });

  it('says what it leaves out of a file that is too long, and keeps the end, where a log of wipes has its proof', async () => {
    const drives = Array.from({ length: 1_200 }, (_, at) => `sd${at} wiping`);
    const log = Buffer.from([...drives, 'SUMMARY sd0 Erased'].join('\n'));
    const long = await PDFDocument.create();
    for (let at = 0; at < 42; at += 1) long.addPage([200, 200]).drawText('.');
    const files = [
      certificate({ id: 'log', name: 'wipe.log', type: 'text/plain', bytes: log, caption: 'Log' }),
      certificate({ id: 'long', bytes: await long.save() }),
    ];
    const behind = [{ section: 'b', fileIds: ['log', 'long'] }];
    const bytes = await makePdf({ definition, sections: ['a', 'b'], files, behind });
    const pages = await pageTexts(bytes);
    const read = pages.join(' ');
    expect(read).to.match(/sd0 wiping.*\[245 lines are left out here\..*sd1199 wiping.*SUMMARY sd0 Erased/);
    expect(read).to.match(/The last 2 pages of "c.pdf" are left out here\./);
    expect(pages.filter(one => /Log, page \d+ of 12$/.test(one))).to.have.length(12);
  });

  it('is read aloud in its order, and nothing in it twice or by the way', async () => {
    const rows = Array.from({ length: 90 }, (_, at) => [`T${at}`, 'A thing of so many words that they wrap']);
    const columns = [
      { name: 'Tag', width: 60 },
      { name: 'What', width: 90 },
    ];
    const content = [
      part('In short'),
      factTable([['Holder', 'Ann Ash']]),
      { ul: ['One', 'Two'] },
      { alt: 'The name as drawn', canvas: [{ type: 'line', x1: 0, y1: 0, x2: 9, y2: 9 }] },
      listTable(columns, rows),
    ];
    const paper = await makePaper({ title: 'Loan', school: 'Greenfield', lead: 'Of today', content });
    const { roles, loose, bookmarks } = await readAloud(paper);
    expect(roles.slice(0, 19)).to.deep.equal([
      ...['Document', 'P Greenfield', 'H1 Loan', 'P Of today', 'H2 In short'],
      ...['Table', 'TR', 'TH', 'P Holder', 'TD', 'P Ann Ash'],
      ...['L', 'LI', 'LBody', 'P One', 'LI', 'LBody', 'P Two', 'Figure (The name as drawn)'],
    ]);
    expect(roles.slice(19, 30).join(', ')).to.equal(
      'Table, TR, TH, P Tag, TH, P What, TR, TD, P T0, TD, P A thing of so many words that they wrap',
    );
    expect(roles.filter(role => role === 'P Tag')).to.have.length(1);
    expect(roles.filter(role => role === 'TR')).to.have.length(92);
    expect(loose).to.deep.equal([]);
    expect(bookmarks).to.deep.equal(['In short']);
  });

  it('has the pages of a file in their place of what is read aloud, by name', async () => {
    const two = (id: string, more: object = {}) => ({ text: `Page of ${id}`, headlineLevel: 2, id, ...more });
    const paper = paperOf({ title: 'A pack', school: 'Greenfield', lead: '', content: [two('a')] });
    const last = { stack: [two('b')], pageBreak: 'before' };
    const bytes = await makePdf({
      definition: { ...paper, content: [...(paper.content as object[]), last] },
      sections: ['a', 'b'],
      files: [certificate()],
      behind: [{ section: 'a', fileIds: ['f'] }],
      numbered: '',
    });
    const { roles, loose } = await readAloud(bytes);
    expect(roles.slice(3)).to.deep.equal([
      ...['H2 Page of a', 'Figure (Certificate, page 1 of 1)', 'H2 Page of b'],
    ]);
    expect(loose).to.deep.equal([]);
  });

  it('reads no file and fetches nothing that a definition names', async () => {
    for (const image of ['/etc/hostname', 'http://127.0.0.1:9/x.png']) {
      const error = await makePdf({ definition: { content: [{ image }] } }).then(
        () => undefined,
        thrown => thrown,
      );
      expect(error, image).to.include({ code: 'pdf.not_made' });
    }
  });
});
