/** What strangers' files do to a console that runs, over HTTP: each is refused with what to do, and none costs memory. */
import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { aZip, type ZipFile } from '../support/a-zip.ts';
import { aConsole, type TestConsole } from '../support/console.ts';
import { aPdf } from '../support/disposal-world.ts';

const importing = '/assets/import/check?name=list.xlsx';
const file = (name: string) => `/disposals/files?name=${encodeURIComponent(name)}`;

describe('hostile files', function () {
  this.timeout(120_000);
  let console_: TestConsole;
  let cookie: string;

  before(async () => {
    console_ = await aConsole();
    ({ cookie } = await console_.browser());
  });
  after(() => console_?.remove());

  /** `send` writes the body; how much of it went out is told beside the answer. */
  async function give(
    path: string,
    send: (write: (part: Buffer) => Promise<boolean>) => Promise<void>,
    length?: number,
  ) {
    const { port } = new URL(console_.urls.browser);
    const asked = request({
      host: '127.0.0.1',
      port,
      path: `/api/v1${path}`,
      method: 'POST',
      // A connection of its own: one that was refused halfway is not used again.
      agent: false,
      headers: {
        host: new URL(console_.urls.browser).host,
        origin: console_.urls.browser,
        cookie,
        'content-type': 'application/octet-stream',
        ...(length !== undefined && { 'content-length': length }),
      },
    });
    let answered = false;
    const answer = once(asked, 'response').then(async ([response]) => {
      answered = true;
      let text = '';
      for await (const part of response) text += part;
      return { status: response.statusCode as number, ...(JSON.parse(text) as { detail?: string }) };
    });
    asked.on('error', () => undefined);
    let sent = 0;
    await send(async part => {
      if (answered || asked.destroyed) return false;
      sent += part.length;
      if (!asked.write(part)) await Promise.race([once(asked, 'drain'), answer]);
      return true;
    });
    asked.end();
    return { ...(await answer), sent };
  }
  const whole = (path: string, bytes: Buffer) =>
    give(path, async write => void (await write(bytes)), bytes.length);

  const gigabyte = 1024 ** 3;
  const part = Buffer.alloc(1024 * 1024);

  for (const path of [importing, file('certificate.pdf')]) {
    it(`says no to a gigabyte before it is sent (${path.split('?')[0]})`, async () => {
      const { status, detail, sent } = await give(path, async () => undefined, gigabyte);
      expect(status).to.equal(413);
      expect(detail).to.match(/larger than 15 MB/);
      expect(sent).to.equal(0);
    });

    it(`stops reading one that does not say how long it is (${path.split('?')[0]})`, async () => {
      const before = process.memoryUsage().rss;
      const { status, sent } = await give(path, async write => {
        for (let at = 0; at < 1024; at += 1) if (!(await write(part))) return;
      });
      expect(status).to.equal(413);
      expect(sent).to.be.below(gigabyte / 4);
      expect(process.memoryUsage().rss - before).to.be.below(200_000_000);
    });
  }

  it('opens no zip bomb, and goes on answering', async () => {
    const bomb: ZipFile[] = [
      { name: '[Content_Types].xml', text: '<Types/>' },
      { name: 'xl/workbook.xml', text: '<workbook/>' },
      { name: 'xl/worksheets/sheet1.xml', text: Buffer.alloc(80_000_000) },
    ];
    const bytes = aZip(bomb);
    expect(bytes.length).to.be.below(200_000);
    const { status, detail } = await whole(importing, bytes);
    expect(status).to.equal(400);
    expect(detail).to.match(/grows beyond all measure.*Copy the list into a new workbook/);
    expect((await whole(importing, Buffer.from('Asset Tag\nA1\n'))).status).to.equal(200);
  });

  it('refuses what is two things at once, and names that lead elsewhere', async () => {
    const both = Buffer.concat([aPdf(), aZip([{ name: 'xl/workbook.xml', text: 'x' }])]);
    expect((await whole(file('a.pdf'), both)).detail).to.match(/goes on as something else/);
    expect((await whole(importing, both)).detail).to.match(/This is a PDF/);
    for (const name of [
      '../../etc/passwd',
      '..\\..\\a.pdf',
      'a\u0000.pdf',
      'a\u202efdp.exe',
      'C:\\a.pdf',
      '..',
    ])
      expect(await whole(file(name), aPdf()), name).to.include({ status: 400 });
  });

  it('takes a program and a web page for what they are, under any name', async () => {
    for (const bytes of [Buffer.from('MZ\u0090\u0000'), Buffer.from('<!doctype html><script>')]) {
      expect((await whole(file('certificate.pdf'), bytes)).detail).to.match(/This is a (program|web page)/);
      expect((await whole(importing, bytes)).detail).to.match(/program|web page/);
    }
  });
});
