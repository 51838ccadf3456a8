import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { verifyFile } from './cli-verify.ts';
import { ConfigError } from './config.ts';
import { writeStoredZip } from './evidence/stored-zip.ts';

describe('caretaker verify', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'verify-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const written = (name: string, bytes: Buffer | string) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const refused = async (path: string) => {
    const error = await verifyFile(path, undefined).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ConfigError);
    return (error as ConfigError).problems.join(' ');
  };
  const said = async (path: string) => {
    const { unaltered, lines } = await verifyFile(path, undefined);
    expect(unaltered).to.equal(false);
    return lines.join(' ');
  };

  it('says in words what is no file that it could read', async () => {
    expect(await refused(folder)).to.equal(
      `${folder} is a folder. Give the ZIP file itself, as it was downloaded.`,
    );
    expect(await refused(join(folder, 'gone.zip'))).to.match(
      /^There is no file .*gone\.zip\. Look at its name/,
    );
    expect(await refused(join(written('a', 'x'), 'b'))).to.match(/^There is no file/);
    expect(await refused(written('empty.zip', ''))).to.include('is empty: the download did not come');
    expect(await refused('/dev/null')).to.include('/dev/null is no file');
  });

  it('says of another file, and of one that did not come whole, what it seems to be', async () => {
    const zip = writeStoredZip([{ name: 'holiday.txt', bytes: Buffer.from('sun and sea') }]);
    expect(await said(written('letter.pdf', '%PDF-1.7'))).to.include('another kind of file');
    expect(await said(written('holiday.zip', zip))).to.include('but not as a console packs evidence');
    for (const length of [zip.length - 1, zip.length - 30, 40, 12])
      expect(await said(written('half.zip', zip.subarray(0, length)))).to.include('stopped half-way');
  });
});
