import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect } from 'chai';
import { aZip } from '../../../../../../test/support/a-zip.ts';
import { unseenIn } from './archive.ts';

describe('an archive, of which “nothing found” may be said by mistake', () => {
  const limits = { maxFileBytes: 5000, maxScanBytes: 20_000 };
  const seen = (bytes: Buffer, tells = false) =>
    unseenIn((from, length) => bytes.subarray(from, from + length), bytes.length, limits, tells);
  const text = 'a lesson';
  const zeros = (bytes: number) => Buffer.alloc(bytes);

  it('is known in a ZIP by its directory: each entry under a password, or larger than is looked at', () => {
    const open = { name: 'a.docx', text };
    expect(seen(aZip([open, { name: 'b.txt', text: zeros(5000) }]))).to.equal(null);
    expect(seen(aZip([]))).to.equal(null);
    for (const tells of [false, true]) {
      expect(seen(aZip([open, { ...open, claims: { flags: 1 } }]), tells)).to.equal('locked');
      expect(seen(aZip([open, { name: 'b', text: zeros(5001) }]), tells)).to.equal('too_large');
      for (const end of [30, 60, 120]) {
        const whole = aZip([open, { name: 'b', text }]);
        expect(seen(whole.subarray(0, whole.length - end), tells), `${end}`).to.equal('damaged');
      }
    }
    const many = Buffer.from(aZip([open, open]));
    many.writeUInt16LE(1, many.length - 12);
    expect(seen(many), 'more than it counts').to.equal('damaged');
  });

  it('is known by its first bytes in any other kind, and counts where the antivirus does not tell by itself', () => {
    const tar = zeros(1024);
    tar.write('ustar', 257);
    const kinds = [
      gzipSync(text),
      zstdCompressSync(text),
      tar,
      Buffer.from('7z\xbc\xaf\x27\x1c\0\x04', 'latin1'),
    ];
    const deep = aZip([{ name: 'Old/Work.7Z', text }]);
    const wide = aZip(Array.from({ length: 6 }, () => ({ name: 'x', text: zeros(4000) })));
    for (const archive of [...kinds, deep, wide]) {
      expect(seen(archive)).to.equal('may_be_unseen');
      expect(seen(archive, true)).to.equal(null);
    }
    for (const plain of ['', 'PK', text, 'BZ of a lesson'])
      expect(seen(Buffer.from(plain)), plain).to.equal(null);
  });
});
