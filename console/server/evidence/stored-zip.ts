/** ZIP files of which every byte follows from what is in them: nothing is packed smaller and nothing says when. */
import { crc32 } from 'node:zlib';

export interface PackedFile {
  /** ASCII, no folders. */
  name: string;
  bytes: Buffer;
}

const local = 0x04034b50;
const central = 0x02014b50;
const end = 0x06054b50;
/** 1 January 1980: the first day that the format knows. */
const noDay = 0x0021;
const localLength = 30;

/** The same files give the same bytes, always. */
export function writeStoredZip(files: readonly PackedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const name = Buffer.from(file.name, 'ascii');
    const traits = traitsOf(file, name.length);
    const before = Buffer.concat([signed(local), traits, name]);
    directory.push(signed(central), Buffer.from([20, 0]), traits, placeOf(at), name);
    parts.push(before, file.bytes);
    at += before.length + file.bytes.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, signed(end), tail(files.length, listed.length, at)]);
}

function signed(mark: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(mark);
  return bytes;
}

/** What both headers say alike: version, flags, method, time, day, checksum, lengths. */
function traitsOf({ bytes }: PackedFile, nameLength: number): Buffer {
  const traits = Buffer.alloc(26);
  traits.writeUInt16LE(20, 0);
  traits.writeUInt16LE(noDay, 8);
  traits.writeUInt32LE(crc32(bytes), 10);
  traits.writeUInt32LE(bytes.length, 14);
  traits.writeUInt32LE(bytes.length, 18);
  traits.writeUInt16LE(nameLength, 22);
  return traits;
}

function placeOf(at: number): Buffer {
  const place = Buffer.alloc(14);
  place.writeUInt32LE(at, 10);
  return place;
}

function tail(files: number, length: number, at: number): Buffer {
  const bytes = Buffer.alloc(18);
  bytes.writeUInt16LE(files, 4);
  bytes.writeUInt16LE(files, 6);
  bytes.writeUInt32LE(length, 8);
  bytes.writeUInt32LE(at, 12);
  return bytes;
}

/** The files as they lie in it, whatever the checksums say; undefined where it is no such ZIP. Believes no length. */
export function readStoredZip(bytes: Buffer): PackedFile[] | undefined {
  const files: PackedFile[] = [];
  let at = 0;
  while (at + localLength <= bytes.length && bytes.readUInt32LE(at) === local) {
    const length = bytes.readUInt32LE(at + 18);
    const start = at + localLength + bytes.readUInt16LE(at + 26);
    if (start + length > bytes.length) return undefined;
    const name = bytes.toString('latin1', at + localLength, start);
    files.push({ name, bytes: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return files.length === 0 ? undefined : files;
}
