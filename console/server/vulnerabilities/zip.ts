/**
 * Reads the JSON files of a ZIP one after the other, from its directory at the end, without unpacking anything to disk.
 * What is larger than an advisory can be, or grows beyond all measure, is refused.
 */
import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { UnreadableFile } from './unreadable.ts';

const megabyte = 1024 * 1024;
export const zipLimits = {
  entries: 500_000,
  directoryBytes: 96 * megabyte,
  entryBytes: 8 * megabyte,
  totalBytes: 16 * 1024 * megabyte,
  /** Advisories shrink to about a tenth; ten times that is somebody's trap. */
  ratio: 100,
};
const tailBytes = 66_000;

export interface ZipEntry {
  name: string;
  /** Undefined for what is no JSON file, or cannot be read here. */
  text: string | undefined;
}

interface Directory {
  at: number;
  bytes: number;
  entries: number;
}

/** Throws UnreadableFile. */
export async function* jsonEntries(file: FileHandle): AsyncGenerator<ZipEntry> {
  const { size } = await file.stat();
  const directory = await findDirectory(file, size);
  const headers = await readAt(file, directory.at, directory.bytes);
  let at = 0;
  let total = 0;
  for (let count = 0; count < directory.entries; count++) {
    const header = readHeader(headers, at);
    at = header.next;
    const text = await entryText(file, size, header);
    if (text !== undefined) total += header.bytes;
    if (total > zipLimits.totalBytes || total > size * zipLimits.ratio)
      throw new UnreadableFile('The ZIP file grows to an absurd size when it is opened. It was not read.');
    yield { name: header.name, text };
  }
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  if (bytesRead !== bytes) throw cut();
  return buffer;
}

const cut = () => new UnreadableFile('The ZIP file is damaged or was cut on its way. Fetch it again.');

async function findDirectory(file: FileHandle, size: number): Promise<Directory> {
  const from = Math.max(0, size - tailBytes);
  const tail = await readAt(file, from, size - from);
  const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (at < 0 || at + 22 > tail.length) throw cut();
  const small = {
    at: tail.readUInt32LE(at + 16),
    bytes: tail.readUInt32LE(at + 12),
    entries: tail.readUInt16LE(at + 10),
  };
  const isLarge = small.at === 0xffffffff || small.bytes === 0xffffffff || small.entries === 0xffff;
  const directory = isLarge ? await findLarge(file, tail, at) : small;
  if (directory.entries > zipLimits.entries || directory.bytes > zipLimits.directoryBytes)
    throw new UnreadableFile(`The ZIP file holds more than ${zipLimits.entries} files. It was not read.`);
  if (directory.at + directory.bytes > size) throw cut();
  return directory;
}

/** ZIP64: beyond 65,535 files or 4 GB. */
async function findLarge(file: FileHandle, tail: Buffer, end: number): Promise<Directory> {
  const locator = end - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) throw cut();
  const record = await readAt(file, whole(tail.readBigUInt64LE(locator + 8)), 56);
  if (record.readUInt32LE(0) !== 0x06064b50) throw cut();
  const [entries, bytes, at] = [32, 40, 48].map(place => whole(record.readBigUInt64LE(place)));
  return { at: at ?? 0, bytes: bytes ?? 0, entries: entries ?? 0 };
}

function whole(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw cut();
  return Number(value);
}

interface Header {
  name: string;
  flags: number;
  method: number;
  packed: number;
  bytes: number;
  at: number;
  next: number;
}

function readHeader(headers: Buffer, at: number): Header {
  if (at + 46 > headers.length || headers.readUInt32LE(at) !== 0x02014b50) throw cut();
  const [name, extra, comment] = [28, 30, 32].map(place => headers.readUInt16LE(at + place)) as [
    number,
    number,
    number,
  ];
  const next = at + 46 + name + extra + comment;
  if (next > headers.length) throw cut();
  return {
    name: headers.toString('utf8', at + 46, at + 46 + name),
    flags: headers.readUInt16LE(at + 8),
    method: headers.readUInt16LE(at + 10),
    packed: headers.readUInt32LE(at + 20),
    bytes: headers.readUInt32LE(at + 24),
    at: headers.readUInt32LE(at + 42),
    next,
  };
}

async function entryText(file: FileHandle, size: number, header: Header): Promise<string | undefined> {
  const { name, flags, method, packed, bytes, at } = header;
  const readable = name.endsWith('.json') && (flags & 1) === 0 && (method === 0 || method === 8);
  if (!readable || bytes > zipLimits.entryBytes || packed > zipLimits.entryBytes) return undefined;
  if (at + 30 > size) throw cut();
  const local = await readAt(file, at, 30);
  if (local.readUInt32LE(0) !== 0x04034b50) throw cut();
  const from = at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (from + packed > size) throw cut();
  const data = await readAt(file, from, packed);
  return unpacked(data, method, bytes)?.toString('utf8');
}

/** Undefined where the entry is not what its header says. */
function unpacked(data: Buffer, method: number, bytes: number): Buffer | undefined {
  if (method === 0) return data.length === bytes ? data : undefined;
  try {
    const text = inflateRawSync(data, { maxOutputLength: Math.max(1, bytes) });
    return text.length === bytes ? text : undefined;
  } catch {
    return undefined;
  }
}
