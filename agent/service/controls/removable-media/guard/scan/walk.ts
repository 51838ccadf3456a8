/** Every plain file below a folder, through the antivirus: nothing is followed, nothing is named, everything is bounded. */
import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanLimits, ScanProgress, ScanResult } from '../hands.ts';
import { type Spoken, scanStream } from './clamd.ts';

const chunkBytes = 256 * 1024;
const deepest = 64;
const mostNames = 10;

export interface WalkParts {
  socket: string;
  /** Larger files are not sent: clamd would hang up on them, or skip them and say OK. */
  maxFileBytes: number;
  /** The file in which that limit is set, for whoever wants another. */
  configuration: string;
  limits: ScanLimits;
  /** Monotonic. */
  now(): number;
  progress(progress: Pick<ScanProgress, 'files' | 'bytes'>): void;
}

export type Walked = Pick<
  ScanResult,
  'verdict' | 'reason' | 'detail' | 'files' | 'bytes' | 'skipped' | 'detections'
>;

/** Adds up over several folders, as a stick may have several partitions. */
export class Walk {
  readonly #parts: WalkParts;
  readonly #began: number;
  #files = 0;
  #bytes = 0;
  #skipped = 0;
  #detections = new Set<string>();
  #stopped: Exclude<ScanResult['reason'], null> | null = null;
  #detail: string | null = null;

  constructor(parts: WalkParts) {
    this.#parts = parts;
    this.#began = parts.now();
  }

  async folder(path: string, depth = 0): Promise<void> {
    const entries = this.#entries(path);
    for (const entry of entries) {
      if (this.#mustStop()) return;
      const name = join(path, entry.name);
      if (entry.isDirectory()) {
        if (depth < deepest) await this.folder(name, depth + 1);
        else this.#incomplete('too_many', 'folders too deep');
      } else if (entry.isFile()) await this.#file(name);
      // Links lead to what is looked at in its own place; devices and pipes hold nothing.
    }
  }

  /** What it comes to. Something found counts for more than something missed. */
  result(): Walked {
    const counts = { files: this.#files, bytes: this.#bytes, skipped: this.#skipped };
    const detections = [...this.#detections].slice(0, mostNames);
    if (detections.length > 0)
      return { verdict: 'infected', reason: null, detail: null, ...counts, detections };
    if (this.#stopped !== null)
      return { verdict: 'incomplete', reason: this.#stopped, detail: this.#detail, ...counts, detections };
    return { verdict: 'clean', reason: null, detail: null, ...counts, detections };
  }

  #entries(path: string): Dirent[] {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch {
      this.#skipped++;
      this.#incomplete('unreadable', 'a folder could not be read');
      return [];
    }
  }

  /** The first reason is the one that is told. */
  #incomplete(reason: Exclude<ScanResult['reason'], null>, detail: string): void {
    this.#detail ??= detail;
    this.#stopped ??= reason;
  }

  #mustStop(): boolean {
    const { limits, now } = this.#parts;
    if (now() - this.#began > limits.withinMs) this.#incomplete('too_long', 'the scan took too long');
    else if (this.#files >= limits.maxFiles) this.#incomplete('too_many', 'there are too many files');
    else if (this.#bytes >= limits.maxBytes) this.#incomplete('too_many', 'there is too much on it');
    return ['too_long', 'too_many', 'antivirus_failed'].includes(this.#stopped ?? '');
  }

  async #file(path: string): Promise<void> {
    const file = opened(path);
    if (file === null) {
      this.#skipped++;
      this.#incomplete('unreadable', 'a file could not be read');
      return;
    }
    try {
      await this.#read(file);
    } finally {
      closeSync(file);
    }
  }

  async #read(file: number): Promise<void> {
    this.#files++;
    const { size } = fstatSync(file);
    if (size > this.#parts.maxFileBytes) return this.#tooLarge();
    let failed = false;
    const bytes = () => this.#chunks(file, () => (failed = true));
    const spoken = await scanStream(this.#parts.socket, bytes);
    this.#heard(spoken);
    if (failed) this.#incomplete('unreadable', 'a file could not be read to its end');
    this.#parts.progress({ files: this.#files, bytes: this.#bytes });
  }

  #tooLarge(): void {
    this.#skipped++;
    const { maxFileBytes, configuration } = this.#parts;
    const most = `a file is larger than the ${Math.floor(maxFileBytes / 1024 ** 2)} MB that ClamAV takes here`;
    const mend = `raise StreamMaxLength and MaxFileSize in ${configuration} and restart its daemon`;
    this.#incomplete('too_large', `${most}; ${mend}`);
  }

  #heard(spoken: Spoken): void {
    if (spoken.kind === 'found') this.#detections.add(spoken.name);
    else if (spoken.kind === 'too_large') this.#tooLarge();
    else if (spoken.kind === 'failed') this.#incomplete('antivirus_failed', spoken.why);
  }

  *#chunks(file: number, failed: () => void): Iterable<Uint8Array> {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let first = true;
    try {
      for (;;) {
        const read = readSync(file, chunk, 0, chunkBytes, null);
        if (read === 0) return;
        if (first && isLocked(chunk.subarray(0, read))) this.#incomplete('unreadable', lockedArchive);
        first = false;
        this.#bytes += read;
        yield chunk.subarray(0, read);
        if (this.#parts.now() - this.#began > this.#parts.limits.withinMs) return failed();
      }
    } catch {
      failed();
    }
  }
}

const lockedArchive = 'an archive on it has a password, so nothing can look into it';

/** A ZIP file that begins with an entry under a password (APPNOTE 4.4.4, bit 0), whatever the antivirus makes of it. */
function isLocked(head: Buffer): boolean {
  return head.length >= 8 && head.readUInt32LE(0) === 0x0403_4b50 && (head.readUInt16LE(6) & 1) === 1;
}

function opened(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}
