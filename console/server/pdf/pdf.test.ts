import { PDFDict, PDFDocument, PDFName, type PDFPage } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { aPdf } from '../../../test/support/disposal-world.ts';
import { makePdf, type PdfFile } from './index.ts';

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
