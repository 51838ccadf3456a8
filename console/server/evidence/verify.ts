/** `caretaker verify`: whether an evidence pack is to the byte what the console wrote. Needs no network and no database. */
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { verifies } from '../identity/index.ts';
import { sealOf } from '../promises/index.ts';
import {
  type Manifest,
  manifest,
  manifestName,
  sayKey,
  sealedDay,
  sealedDayName,
  seals,
  sealsName,
  sha256,
  signature,
  signatureName,
} from './manifest.ts';
import { type PackedFile, readStoredZip, writeStoredZip } from './stored-zip.ts';

export interface PackFinding {
  well: boolean;
  words: string;
}

export interface PackVerdict {
  unaltered: boolean;
  findings: PackFinding[];
  /** The last word, for people. */
  words: string;
}

type Files = ReadonlyMap<string, Buffer>;

const well = (words: string): PackFinding => ({ well: true, words });
const trouble = (words: string): PackFinding => ({ well: false, words });

/** `knownKey`: the console's key as the school reads it out; any case, with or without dashes. */
export function verifyPack(bytes: Buffer, knownKey?: string): PackVerdict {
  if (!bytes.subarray(0, zipBegins.length).equals(zipBegins)) return noPack(notAZip);
  const packed = readStoredZip(bytes);
  const half = !bytes.subarray(-endLength).subarray(0, zipEnds.length).equals(zipEnds);
  if (packed === undefined) return noPack(half ? endsEarly : anotherZip);
  const files: Files = new Map(packed.map(one => [one.name, one.bytes]));
  const list = parsed(files, manifestName, manifest);
  if (list === undefined && half) return noPack(endsEarly);
  if (list === undefined) return noPack(files.has(manifestName) ? unreadable : anotherZip);
  const findings = [
    ...filesFound(packed, list),
    ...(half ? [trouble(endsEarly)] : [lieFound(packed, bytes)]),
    signatureFound(files),
    ...(knownKey === undefined ? [] : [keyFound(files, knownKey)]),
    dayFound(files, list),
    sealsFound(files),
    list.auditLog.whole
      ? well(`The audit log was whole when the pack was made: ${list.auditLog.entries} entries.`)
      : trouble('The console itself found its audit log altered when it made the pack.'),
  ];
  if (findings.some(one => !one.well)) return altered(findings);
  const made = `made ${list.madeAt.slice(0, 16).replace('T', ' ')} UTC`;
  const whose =
    knownKey === undefined
      ? ' Whether it is the school’s own shows the key above: let the school read it out.'
      : '';
  const words = `UNALTERED: evidence of ${list.school}, as it stood on ${sayDay(list.day)}, ${made}.${whose}`;
  return { unaltered: true, findings, words };
}

const zipBegins = Buffer.from('PK\x03\x04', 'latin1');
const zipEnds = Buffer.from('PK\x05\x06', 'latin1');
const endLength = 22;

const notAZip =
  'It does not begin as a ZIP file does, so it is another kind of file, or its beginning is damaged.';
const anotherZip =
  'It is a ZIP file, but not as a console packs evidence: another file, one that was packed anew, or a damaged one.';
const endsEarly = 'Its end is missing: the download may have stopped half-way.';
const unreadable = 'manifest.json cannot be read.';

const noPack = (why: string): PackVerdict => ({
  unaltered: false,
  findings: [trouble(why)],
  words:
    'This is no whole evidence pack: do not rely on this file. Fetch it again, or ask the school for it.',
});

const altered = (findings: PackFinding[]): PackVerdict => ({
  unaltered: false,
  findings,
  words: 'ALTERED or damaged: do not rely on this file. Ask the school for the pack of that day again.',
});

function parsed<S extends z.ZodType>(files: Files, name: string, schema: S): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(files.get(name)?.toString('utf8') ?? ''));
  } catch {
    return undefined;
  }
}

function filesFound(packed: readonly PackedFile[], { files }: Manifest): PackFinding[] {
  const there = packed.map(one => one.name);
  const listed = [...files.map(one => one.name), manifestName, signatureName];
  const strange = there.filter((name, at) => name !== listed[at]);
  const missing = listed.filter(name => !there.includes(name));
  const bytesOf = new Map(packed.map(one => [one.name, one.bytes]));
  const changed = files.filter(one => sha256(bytesOf.get(one.name) ?? '') !== one.sha256);
  const found = [
    ...missing.map(name => trouble(`${name} is missing.`)),
    ...(missing.length === 0 && strange.length > 0 ? [trouble(`${strange[0]} does not belong there.`)] : []),
    ...changed
      .filter(one => !missing.includes(one.name))
      .map(one => trouble(`${one.name} is not what was packed.`)),
  ];
  return found.length > 0 ? found : [well(`All ${there.length} files are here, each as it was packed.`)];
}

/** What lies between and behind the files counts too. */
const lieFound = (packed: readonly PackedFile[], bytes: Buffer) =>
  writeStoredZip(packed).equals(bytes)
    ? well('Nothing was added around them.')
    : trouble('The file was packed anew, or something was added to it or cut off.');

function signatureFound(files: Files): PackFinding {
  const signed = parsed(files, signatureName, signature);
  const text = files.get(manifestName)?.toString('utf8') ?? '';
  if (signed === undefined || !verifies(signed.key, text, signed.signature) || !plain(files, signed))
    return trouble('The signature does not fit the manifest.');
  return well(`Signed by the console with the key ${sayKey(signed.key)}.`);
}

/** Base64 can spell the same bytes in several ways; only the console's own spelling counts. */
function plain(files: Files, { key, signature: signs }: z.infer<typeof signature>): boolean {
  const again = (text: string) => Buffer.from(text, 'base64url').toString('base64url') === text;
  const text = files.get(signatureName)?.toString('utf8');
  return again(key) && again(signs) && text === `{"key":"${key}","signature":"${signs}"}`;
}

function keyFound(files: Files, known: string): PackFinding {
  const signed = parsed(files, signatureName, signature);
  const digits = (text: string) => text.toUpperCase().replace(/[^0-9A-F]/g, '');
  return signed !== undefined && digits(sayKey(signed.key)) === digits(known)
    ? well('That is the key that you gave.')
    : trouble('It was not signed with the key that you gave, so another console made it.');
}

function dayFound(files: Files, { day }: Manifest): PackFinding {
  const kept = parsed(files, sealedDayName, sealedDay);
  if (kept === undefined || kept.day !== day) return trouble('The sealed day is missing or is another one.');
  const { hash, ...rest } = kept;
  return sealOf(rest) === hash
    ? well(`The seal of ${sayDay(day)} fits what was kept: ${hash.slice(0, 16)}…`)
    : trouble(`What was kept of ${sayDay(day)} does not fit its seal.`);
}

function sealsFound(files: Files): PackFinding {
  const all = parsed(files, sealsName, seals) ?? [];
  const kept = parsed(files, sealedDayName, sealedDay);
  const broken = all.find((one, at) => one.previous_hash !== (all[at - 1]?.hash ?? ''));
  if (broken !== undefined) return trouble(`The seal of ${broken.day} does not follow the one before it.`);
  const last = all.at(-1);
  return last !== undefined && last.hash === kept?.hash && last.previous_hash === kept.previous_hash
    ? well(
        `It is the last of ${all.length} kept ${all.length === 1 ? 'day' : 'days'}, each sealed to the one before it.`,
      )
    : trouble('The row of seals does not end with this day.');
}
