/** Writes ZIP files by hand, so that a test can also write what no honest program would. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  name: string;
  text: string | Buffer;
  /** What the headers say instead of the truth. */
  claims?: { bytes?: number; method?: number; flags?: number };
}

interface Facts {
  bytes: number;
  crc: number;
  packed: number;
}

function header(file: ZipFile, { bytes, crc, packed }: Facts, at: number | undefined): Buffer {
  const name = Buffer.from(file.name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(file.claims?.flags ?? 0, 2);
  common.writeUInt16LE(file.claims?.method ?? 8, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed, 14);
  common.writeUInt32LE(file.claims?.bytes ?? bytes, 18);
  common.writeUInt16LE(name.length, 22);
  if (at === undefined) return Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(at, 10);
  return Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, rest, name]);
}

export function aZip(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const text = typeof file.text === 'string' ? Buffer.from(file.text) : file.text;
    const packed = file.claims?.method === 0 ? text : deflateRawSync(text);
    const facts = { bytes: text.length, crc: crc32(text), packed: packed.length };
    const local = header(file, facts, undefined);
    directory.push(header(file, facts, at));
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, listed, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
