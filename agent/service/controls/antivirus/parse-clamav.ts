/** ClamAV's own words: the VERSION reply of clamd, the header of a database file, the socket in clamd.conf. */
import * as z from 'zod';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface ClamdVersion {
  engine: string;
  /** Null when clamd has no daily database. */
  database: { version: string; at: number } | null;
}

/** `Thu Jul  6 07:29:38 2023`, in the machine's own time: at most some hours from UTC, and ages are days. */
function parseDate(text: string): number | undefined {
  const match = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/.exec(text);
  const month = months.indexOf(match?.[1] ?? '');
  if (!match || month < 0) return undefined;
  const [day, hour, minute, second, year] = match.slice(2).map(Number);
  return Date.UTC(year ?? 0, month, day, hour, minute, second);
}

/** `ClamAV 1.4.6/27512/Mon Jan  6 09:39:41 2025`, or `ClamAV 1.4.6` alone. Undefined for anything else. */
export function parseClamdVersion(reply: string): ClamdVersion | undefined {
  const [engine = '', version, date, ...more] = reply.trim().split('/');
  if (!/^ClamAV \d[\w.+~-]*$/.test(engine) || more.length > 0) return undefined;
  if (version === undefined) return { engine: engine.slice(7), database: null };
  const at = parseDate(date ?? '');
  if (!/^\d+$/.test(version) || at === undefined) return undefined;
  return { engine: engine.slice(7), database: { version, at } };
}

/** The 512-byte header of `daily.cvd` or `daily.cld`: number and build time (seconds since 1970, last field). */
export function parseDatabaseHeader(head: string): { version: string; at: number } | undefined {
  const fields = head.slice(0, 512).trimEnd().split(':');
  const [magic, , version] = fields;
  const seconds = Number(fields[8]);
  if (magic !== 'ClamAV-VDB' || !/^\d+$/.test(version ?? '') || !Number.isInteger(seconds) || seconds <= 0)
    return undefined;
  return { version: version ?? '', at: seconds * 1000 };
}

/** `LocalSocket` of a clamd configuration, when it has one that is not commented out. */
export function parseLocalSocket(configuration: string): string | undefined {
  return /^\s*LocalSocket\s+"?(\/[^\s"]+)"?\s*$/m.exec(configuration)?.[1];
}

/** `LogFile` of a clamd configuration, when it has one that is not commented out. */
export function parseLogFile(configuration: string): string | undefined {
  return /^\s*LogFile\s+"?(\/[^\s"]+)"?\s*$/m.exec(configuration)?.[1];
}

const setting = z.union([z.boolean(), z.object({ value: z.boolean() }).transform(({ value }) => value)]);

/** `mdatp health --output json`: settings are bare in older versions and wrapped with their manager in newer ones. */
export const mdatpHealth = z.object({
  healthy: z.boolean(),
  appVersion: z.string().max(120).optional(),
  definitionsVersion: z.string().max(60).optional(),
  definitionsUpdated: z.coerce.number().int().positive().optional(),
  passiveModeEnabled: setting.optional(),
  realTimeProtectionEnabled: setting,
});
