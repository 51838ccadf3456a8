/** A list of viruses of our own that a real clamd takes for today's, or for one of any other day. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (number: number) => String(number).padStart(2, '0');
const hash = (name: string, bytes: string | Buffer) => createHash(name).update(bytes).digest('hex');

/** The signature matches a text that nothing else holds. */
const signature = `Caretaker.Test:0:*:${Buffer.from('caretaker-test-only').toString('hex')}\n`;

/** `daily.cud`: ClamAV's own format of a list that nobody signed, with one entry. */
export function writeVirusList(folder: string, builtAt: Date): void {
  const day = `${two(builtAt.getUTCDate())} ${months[builtAt.getUTCMonth()]} ${builtAt.getUTCFullYear()}`;
  const time = `${two(builtAt.getUTCHours())}-${two(builtAt.getUTCMinutes())} +0000`;
  const seconds = Math.floor(builtAt.getTime() / 1000);
  const head = `ClamAV-VDB:${day} ${time}:27512:1:90:`;
  const listed = `daily.ndb:${signature.length}:${hash('sha256', signature)}\n`;
  const parts = {
    COPYING: '\n',
    'daily.info': `${head}X:X:builder:${seconds}\n${listed}`,
    'daily.ndb': signature,
  };
  const packed = gzipSync(
    Buffer.concat([...Object.entries(parts).map(([name, text]) => inTar(name, text)), Buffer.alloc(1024)]),
  );
  const header = `${head}${hash('md5', packed)}:x:builder:${seconds}`.padEnd(512, ' ');
  writeFileSync(join(folder, 'daily.cud'), Buffer.concat([Buffer.from(header), packed]));
}

/** One file as tar has it: a block that describes it, then its bytes to the end of a block. */
function inTar(name: string, text: string): Buffer {
  const block = Buffer.alloc(512 + Math.ceil(text.length / 512) * 512);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  block.write(text, 512);
  return block;
}
