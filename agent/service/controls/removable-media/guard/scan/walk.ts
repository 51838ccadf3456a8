/** Every plain file below a folder, through the antivirus: nothing is followed, nothing is named, everything is bounded. */
import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanLimits, ScanProgress, ScanResult } from '../hands.ts';
import { type ArchiveLimits, type Unseen, unseenIn } from './archive.ts';
import { type Spoken, scanStream } from './clamd.ts';

const chunkBytes = 256 * 1024;
const deepest = 64;
const mostNames = 10;

/** Files larger than `maxFileBytes` are not sent: clamd would hang up on them, or skip them and say OK. */
export interface WalkParts extends ArchiveLimits {
  socket: string;
  /** The file in which those limits are set, for whoever wants others. */
  configuration: string;
  /** It says of an archive that it did not look into all of it (`tellsOfUnseen`). */
  tells: boolean;
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
    this.#detail ??= detail.slice(0, 200);
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
    this.#unseen(file, size);
    let failed = false;
    const bytes = () => this.#chunks(file, () => (failed = true));
    const spoken = await scanStream(this.#parts.socket, bytes);
    this.#heard(spoken);
    if (failed) this.#incomplete('unreadable', 'a file could not be read to its end');
    this.#parts.progress({ files: this.#files, bytes: this.#bytes });
  }

  /** What “nothing found” does not cover. The file is scanned all the same: something found counts for more. */
  #unseen(file: number, size: number): void {
    const read = (from: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, from));
    };
    try {
      const why = unseenIn(read, size, this.#parts, this.#parts.tells);
      if (why === 'too_large') this.#tooLarge('a file in an archive');
      else if (why !== null) this.#incomplete('not_whole', unseenWords[why](this.#parts.configuration));
    } catch {
      this.#incomplete('unreadable', 'a file could not be read to its end');
    }
  }

  #tooLarge(what = 'a file'): void {
    this.#skipped++;
    const { maxFileBytes, configuration } = this.#parts;
    const most = `${what} is larger than the ${Math.floor(maxFileBytes / 1024 ** 2)} MB that ClamAV takes here`;
    const mend = `raise StreamMaxLength and MaxFileSize in ${configuration} and restart its daemon`;
    this.#incomplete('too_large', `${most}; ${mend}`);
  }

  #heard(spoken: Spoken): void {
    if (spoken.kind === 'found') this.#detections.add(spoken.name);
    else if (spoken.kind === 'too_large') this.#tooLarge();
    else if (spoken.kind === 'unseen')
      this.#incomplete('not_whole', `ClamAV could not look into all of an archive: ${spoken.name}`);
    else if (spoken.kind === 'failed') this.#incomplete('antivirus_failed', spoken.why);
  }

  *#chunks(file: number, failed: () => void): Iterable<Uint8Array> {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    try {
      for (;;) {
        const read = readSync(file, chunk, 0, chunkBytes, null);
        if (read === 0) return;
        this.#bytes += read;
        yield chunk.subarray(0, read);
        if (this.#parts.now() - this.#began > this.#parts.limits.withinMs) return failed();
      }
    } catch {
      failed();
    }
  }
}

export const letItTell = (configuration: string) =>
  `ClamAV may not have looked into all of an archive; let it tell: AlertEncrypted and AlertExceedsMax yes in ${configuration}, and restart its daemon`;

const unseenWords: Record<Exclude<Unseen, 'too_large'>, (configuration: string) => string> = {
  locked: () => 'an archive on it has a password, so nothing can look into it',
  damaged: () => 'an archive on it is damaged, so it could not be looked into',
  may_be_unseen: letItTell,
};

function opened(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}
