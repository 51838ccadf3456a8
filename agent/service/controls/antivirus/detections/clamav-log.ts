/** What ClamAV writes of itself to the file that its configuration names. Only lines that end with FOUND are read. */
import { createHash } from 'node:crypto';
import { textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import { parseLogFile } from '../parse-clamav.ts';
import type { Detection, Place } from './detection.ts';

/** So much of the end is read when the file has changed; what is above it is not told. */
const tailBytes = 128 * 1024;
/** Fewer than what is remembered as told, so that none is told twice. */
const most = 100;

const places: [RegExp, Place][] = [
  [/^(instream\(|fd\[|stream)/, 'handed_over'],
  [/^\/(home|root)\//, 'home'],
  [/^\/(media|mnt|run\/media)\//, 'removable'],
  [/^\/(tmp|var\/tmp|dev\/shm)\//, 'temporary'],
  [/^\/(usr|bin|sbin|lib|etc|opt|boot|var)\b/, 'system'],
];

const placeOf = (path: string): Place => places.find(([form]) => form.test(path))?.[1] ?? 'elsewhere';

/** `Mon Jan  6 09:39:41 2025 -> /path: Name(md5:size) FOUND`; without LogTime the moment and the arrow are missing. */
const line =
  /^(?:(?<moment>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}) -> )?(?<path>.+): (?<threat>[^\s:]+?)(?:\([0-9a-f]{32}:\d+\))? FOUND$/;

/** Undefined for every line that tells of nothing found. The text of the line never leaves here. */
export function parseFound(text: string): Detection | undefined {
  const { moment, path, threat } = line.exec(text.trimEnd())?.groups ?? {};
  if (path === undefined || threat === undefined) return undefined;
  // In the machine's own time, as the program writes it.
  const at = moment === undefined ? Number.NaN : Date.parse(moment);
  return {
    id: createHash('sha256').update(text.trimEnd()).digest('base64url').slice(0, 22),
    product: 'ClamAV',
    threat,
    action: 'none',
    place: placeOf(path),
    at: Number.isNaN(at) ? null : at,
  };
}

/** Null where ClamAV keeps no log that can be read; otherwise the path and when it last changed. */
export async function clamavLog(
  machine: Machine,
  configurations: readonly string[],
): Promise<{ path: string; changedAt: number } | null> {
  for (const configuration of configurations) {
    const text = await textOf(machine, configuration, 65_536);
    const path = typeof text === 'string' ? parseLogFile(text) : undefined;
    const changedAt = path === undefined ? null : await machine.modifiedAt(path).catch(() => null);
    if (path !== undefined && changedAt !== null) return { path, changedAt };
  }
  return null;
}

/** In the order in which they were written. Throws as `node:fs` does. */
export async function foundIn(machine: Machine, path: string): Promise<Detection[]> {
  const tail = (await machine.readBytes(path, tailBytes, -tailBytes)).toString('utf8');
  // What is being written just now has no end of line yet, and is read the next time.
  const lines = tail.slice(0, tail.lastIndexOf('\n') + 1).split('\n');
  return lines.flatMap(text => parseFound(text) ?? []).slice(-most);
}
