/** AppLocker's events as XML: what was stopped, or would have been. Names of people and paths are read past. */
import type { PathClass, Program } from '../../../../../shared/controls/approved-software/program.ts';
import { isOpenInWindows } from './open-folders.ts';
import { unescaped } from './read-xml.ts';

/** enforcement.md section 4; some published lists swap 8003 and 8004. */
const stopped: Partial<Record<number, Program['stopped']>> = {
  8003: 'would_be',
  8006: 'would_be',
  8021: 'would_be',
  8024: 'would_be',
  8004: 'was',
  8007: 'was',
  8022: 'was',
  8025: 'was',
};

export interface AppLockerEvent {
  id: number;
  record: number;
  program: Program | null;
}

const field = (xml: string, name: string) => {
  const [, value] = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml) ?? [];
  return value === undefined ? null : unescaped(value).trim();
};

/**
 * AppLocker writes its own words for folders. A share is somebody else's place, and so is what lies among Windows' own
 * files where anybody may write.
 */
export function windowsPathClass(path: string): PathClass {
  const [, folder = '', below] = /^(%WINDIR%|%SYSTEM32%|[A-Z]:\\Windows)\\(.*)$/is.exec(path) ?? [];
  if (below !== undefined) {
    const whole = /^%SYSTEM32%$/i.test(folder) ? `System32\\${below}` : below;
    return isOpenInWindows(whole) ? 'user_writable' : 'windows';
  }
  if (/^%PROGRAMFILES%\\/i.test(path) || /^[A-Z]:\\Program Files( \(x86\))?\\/i.test(path))
    return 'program_files';
  if (/^%(REMOVABLE|HOT)%/i.test(path)) return 'removable';
  return 'user_writable';
}

const bounded = (text: string | undefined, most: number) =>
  text === undefined || text === '' || text === '-' || text === '*' ? null : text.slice(0, most);

/** `O=PUBLISHER, C=US\PRODUCT\BINARY.EXE\1.0.0.0`, or `-` for what nobody signed. */
export function fromFqbn(fqbn: string | null): Pick<Program, 'publisher' | 'product'> {
  const [publisher, product] = (fqbn ?? '').split('\\');
  return { publisher: bounded(publisher, 200), product: bounded(product, 120) };
}

/** Undefined for what is no event. A known event without its file is an event without a program. */
export function parseEvent(xml: string): AppLockerEvent | undefined {
  const id = Number(field(xml, 'EventID'));
  const record = Number(field(xml, 'EventRecordID'));
  if (!/<\/Event>\s*$/.test(xml) || !Number.isInteger(id) || !Number.isInteger(record) || id === 0)
    return undefined;
  const how = stopped[id];
  const path = field(xml, 'FilePath');
  if (how === undefined || path === null) return { id, record, program: null };
  const hash = (field(xml, 'FileHash') ?? '').replace(/^0x/i, '').toLowerCase();
  return {
    id,
    record,
    program: {
      ...fromFqbn(field(xml, 'Fqbn')),
      package: null,
      hash: /^[0-9a-f]{64}$/.test(hash) ? hash : null,
      pathClass: windowsPathClass(path),
      stopped: how,
    },
  };
}
