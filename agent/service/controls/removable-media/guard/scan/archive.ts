/**
 * Archives, of which an antivirus may say “nothing found” without having looked into all of them. Known by their first
 * bytes; a ZIP file by its own directory as well (APPNOTE 4.3.12, 4.3.16), as clamd passes over what is larger inside it
 * than `MaxFileSize` and says OK, also where `AlertExceedsMax` is on (seen with 1.4.6; of gzip, bzip2 and xz it tells).
 */

/** What clamd takes of one archive. */
export interface ArchiveLimits {
  /** Of one file in it. */
  maxFileBytes: number;
  /** Of all of them together. */
  maxScanBytes: number;
}

export type Unseen = 'locked' | 'too_large' | 'damaged' | 'may_be_unseen';

/** Reads `length` bytes from `from`, fewer at the end of the file. */
type Read = (from: number, length: number) => Buffer;

const zipStart = 0x0403_4b50;
const others = [
  [0, '377abcaf271c'],
  [0, '526172211a07'],
  [0, '1f8b'],
  [0, '425a68'],
  [0, 'fd377a585a00'],
  [0, '28b52ffd'],
  [0, '4d534346'],
  [0, '60ea'],
  [2, '2d6c68'],
  [257, '7573746172'],
  [32_769, '4344303031'],
] as const;
/** Of names in a ZIP file. Documents of offices are ZIP files too, and what is small in them is looked into. */
const inside = /\.(zip|7z|rar|t?gz|bz2|xz|zst|tar|cab|arj|lzh|lha|iso)$/i;
const mostFiles = 10_000;
const endBytes = 22;
const entryBytes = 46;
const longestComment = 0xffff;
const mostDirectoryBytes = 4 * 1024 ** 2;
/** Of the whole of an entry’s name, or of its directory (4.4.4, bits 0 and 13). */
const underPassword = 0x2001;

/** Null where all of it was looked into. `tells`: the antivirus says so itself where it was not. Throws what `read` throws. */
export function unseenIn(read: Read, size: number, limits: ArchiveLimits, tells: boolean): Unseen | null {
  const start = read(0, 4);
  if (start.length === 4 && start.readUInt32LE(0) === zipStart) return unseenInZip(read, size, limits, tells);
  if (tells) return null;
  const isOther = others.some(([from, bytes]) => read(from, bytes.length / 2).toString('hex') === bytes);
  return isOther ? 'may_be_unseen' : null;
}

function unseenInZip(read: Read, size: number, limits: ArchiveLimits, tells: boolean): Unseen | null {
  const entries = entriesOf(read, size);
  if (entries === null) return 'damaged';
  if (entries.some(({ locked }) => locked)) return 'locked';
  if (entries.some(({ bytes }) => bytes > limits.maxFileBytes)) return 'too_large';
  const all = entries.reduce((sum, { bytes }) => sum + bytes, size);
  const deep = entries.some(({ name }) => inside.test(name));
  return !tells && (deep || entries.length >= mostFiles || all > limits.maxScanBytes)
    ? 'may_be_unseen'
    : null;
}

interface Entry {
  name: string;
  locked: boolean;
  bytes: number;
}

/** Null where it has no directory that holds together: cut off, or made so. */
function entriesOf(read: Read, size: number): Entry[] | null {
  const tailFrom = Math.max(0, size - endBytes - longestComment);
  const tail = read(tailFrom, size - tailFrom);
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at < 0 || tail.length < at + endBytes) return null;
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const from = tailFrom + at - length;
  if (from < 0 || length > mostDirectoryBytes) return null;
  const directory = read(from, length);
  const entries: Entry[] = [];
  for (let place = 0; place + entryBytes <= directory.length; ) {
    if (directory.readUInt32LE(place) !== 0x0201_4b50) return null;
    const nameAt = place + entryBytes;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map(field =>
      directory.readUInt16LE(place + field),
    ) as [number, number, number];
    entries.push({
      name: directory.toString('latin1', nameAt, nameAt + nameBytes),
      locked: (directory.readUInt16LE(place + 8) & underPassword) !== 0,
      // What is too long for this field (ZIP64) has its highest number in it.
      bytes: directory.readUInt32LE(place + 24),
    });
    place = nameAt + nameBytes + extraBytes + commentBytes;
  }
  return entries.length === count ? entries : null;
}
