import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { findFile, keepFile, kindOf, readBytes, receive } from './index.ts';
import { sniff } from './sniff.ts';
import { nameOf } from './store.ts';

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const chunk = (kind: string, data: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  return Buffer.concat([size, Buffer.from(kind), data, Buffer.alloc(4)]);
};
const png = (width = 2, height = 2) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(8))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
const jpeg = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0000b080002000201011100ffda000800000000ffd9',
  'hex',
);
const zip = Buffer.concat([
  Buffer.from('PK\u0003\u0004rest'),
  Buffer.from('PK\u0005\u0006'),
  Buffer.alloc(18),
]);

const said = (bytes: Buffer) => {
  const found = sniff(bytes);
  return typeof found === 'string' ? found : found.problem;
};
const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error as { code: string; detail: string };
  }
  return undefined;
};

describe('what a file is', () => {
  it('is told from its bytes', () => {
    expect(said(pdf)).to.equal('pdf');
    expect(said(png())).to.equal('png');
    expect(said(jpeg)).to.equal('jpeg');
    expect(said(Buffer.from('[2026/11/22 06:50:13] notice: nwipe, S/N= \ufffd5\n'))).to.equal('text');
  });

  it('is refused with what to choose instead when it is something else, whatever its name', () => {
    expect(said(zip)).to.match(/ZIP file or an Office document\. Choose a PDF/);
    expect(said(Buffer.from('MZ\u0000\u0000'))).to.match(/a program/);
    expect(said(Buffer.from('#!/bin/sh\nrm'))).to.match(/a program/);
    expect(said(Buffer.from('<!DOCTYPE html><script>'))).to.match(/a web page/);
    expect(said(Buffer.from('<svg onload=x>'))).to.match(/a web page/);
    expect(said(Buffer.alloc(100))).to.match(/not a kind of file/);
    expect(said(Buffer.alloc(0))).to.match(/empty/);
  });

  it('is refused when it is two things at once', () => {
    expect(said(Buffer.concat([pdf, zip]))).to.match(/goes on as something else/);
    expect(said(Buffer.concat([pdf.subarray(0, -6), zip, Buffer.from('%%EOF')]))).to.match(
      /goes on as something else/,
    );
    expect(said(Buffer.concat([png(), zip]))).to.match(/goes on as something else/);
    expect(said(Buffer.concat([jpeg, Buffer.from('<script>')]))).to.match(/goes on as something else/);
  });

  it('is refused when it holds a program, is cut, or would fill the memory when opened', () => {
    expect(said(Buffer.from('%PDF-1.4 /OpenAction<</S/JavaScript>> %%EOF'))).to.match(/holds a program/);
    expect(said(pdf.subarray(0, 20))).to.match(/cut on its way/);
    expect(said(png().subarray(0, 50))).to.match(/cut on its way/);
    expect(said(png(100_000, 100_000))).to.match(/60 million/);
  });
});

describe('the name of a file', () => {
  it('keeps its words and gets the ending of what it is', () => {
    expect(nameOf('Certificate 12 (Nov).PDF', 'pdf')).to.equal('Certificate 12 (Nov).pdf');
    expect(nameOf('invoice.pdf.exe', 'png')).to.equal('invoice.pdf.png');
    expect(nameOf('.htaccess', 'text')).to.equal('htaccess.txt');
  });

  it('is refused in words when it is a path, or hides what it is', () => {
    for (const name of [
      '../../etc/passwd',
      'C:\\x.pdf',
      'a\u0000.pdf',
      'cod\u202efdp.exe',
      '..',
      '',
      'a\nb.pdf',
    ])
      expect(
        refusal(() => nameOf(name, 'pdf')),
        JSON.stringify(name),
      ).to.include({ code: 'file.name' });
  });
});

describe('taking a file in', () => {
  it('ends as soon as there is more than is allowed, announced or not', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1_000_000;
          yield Buffer.alloc(1_000_000);
        }
      })(),
    );
    const late = await receive({ stream: endless, length: undefined }).catch(error => error);
    expect(late).to.include({ code: 'file.too_large', status: 413 });
    expect(late.detail).to.match(/larger than 15 MB/);
    expect(read).to.be.below(20_000_000);
    const early = await receive({ stream: Readable.from([]), length: 1_000_000_000 }).catch(error => error);
    expect(early).to.include({ code: 'file.too_large' });
  });

  it('takes only the kinds that are needed in that place', () => {
    expect(refusal(() => kindOf(png(), ['text']))).to.include({ code: 'file.refused' });
    expect(kindOf(pdf, ['pdf', 'png'])).to.equal('pdf');
  });
});

forEachDatabase((_engine, open) => {
  describe('a kept file', () => {
    let context: TestContext;
    let data: string;
    before(async () => {
      const made = await aContext(await open());
      data = mkdtempSync(join(tmpdir(), 'caretaker-files-'));
      context = { ...made, config: { ...made.config, data } };
    });
    after(() => rmSync(data, { recursive: true, force: true }));

    it('lies under an id of our own, and comes back as it was to the room that keeps it only', async () => {
      const row = await keepFile(context, context.db, context.by, {
        room: 'disposals',
        name: 'c.pdf',
        bytes: pdf,
        kind: 'pdf',
      });
      expect(readdirSync(join(data, 'files'))).to.deep.equal([row.id]);
      const found = await findFile(context.db, context.schoolId, 'disposals', row.id);
      expect(await readBytes(context, found)).to.deep.equal(pdf);
      const other = await findFile(context.db, context.schoolId, 'assets', row.id).catch(error => error);
      expect(other).to.include({ code: 'file.not_found' });
    });

    it('says so when somebody changed or removed it on the disk', async () => {
      const row = await keepFile(context, context.db, context.by, {
        room: 'disposals',
        name: 'd.pdf',
        bytes: pdf,
        kind: 'pdf',
      });
      writeFileSync(join(data, 'files', row.id), 'other');
      expect(await readBytes(context, row).catch(error => error)).to.include({ code: 'file.lost' });
      rmSync(join(data, 'files', row.id));
      expect((await readBytes(context, row).catch(error => error)).detail).to.match(/is no longer/);
    });
  });
});
