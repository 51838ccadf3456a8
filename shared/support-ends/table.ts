/** Until when makers support what schools have: a table that is signed, so that a newer one can be carried in on a stick. */
import * as z from 'zod';
import { signedSupportTable, supportText } from './signed.ts';

const day = z.iso.date('a day as 2026-11-22');
const origin = {
  /** The maker's own page, and when the row was entered. */
  source: z
    .string()
    .regex(/^https:\/\/\S+$/)
    .max(300),
  enteredOn: day,
};
const titleRow = z.object({
  /** The title's name, or its first words. */
  name: z.string().min(2).max(100),
  /** A word that the name must have as well: `2016`. */
  word: z.string().max(40).optional(),
  /** The version, or its first numbers: `25.2` is also 25.2.7. */
  version: z.string().max(40).optional(),
  endsOn: day,
  ...origin,
});
const systemRow = z.object({
  /** As `releaseOf` writes it: `Debian:12`. */
  release: z.string().min(2).max(60),
  endsOn: day,
  ...origin,
});
export const supportTable = z.object({
  /** A file with a lower number is refused: nobody can bring back an older table. */
  number: z.int().min(1),
  issuedOn: day,
  titles: z.array(titleRow).max(5_000),
  systems: z.array(systemRow).max(1_000),
});
export type SupportTable = z.infer<typeof supportTable>;
export type SupportEnd = Pick<z.infer<typeof titleRow>, 'endsOn' | 'source'>;

/** Undefined for what `isSigned` does not say yes to (text, then signature), or what is no table. */
export function openSupportTable(
  given: unknown,
  isSigned: (text: string, signature: string) => boolean,
): SupportTable | undefined {
  const signed = signedSupportTable.safeParse(given);
  if (!signed.success || !isSigned(supportText(signed.data.payload), signed.data.signature)) return undefined;
  try {
    return supportTable.parse(JSON.parse(signed.data.payload));
  } catch {
    return undefined;
  }
}

/** Distributions keep their own packages supported; only programs that come from their makers are looked up. */
const ownSources = ['registry', 'appx', 'applications'];

const begins = (text: string, start: string, next: RegExp) =>
  text === start || (text.startsWith(start) && next.test(text.charAt(start.length)));

/** Undefined where the table says nothing: that is not known, not supported. */
export function supportOfTitle(
  table: SupportTable,
  title: { source: string; name: string },
  version: string,
): SupportEnd | undefined {
  if (!ownSources.includes(title.source)) return undefined;
  const words = title.name.split(/[\s()-]+/);
  return table.titles.find(
    row =>
      begins(title.name, row.name, /[\s-]/) &&
      (row.word === undefined || words.includes(row.word)) &&
      (row.version === undefined || begins(version, row.version, /[.\s-]/)),
  );
}

export function supportOfRelease(table: SupportTable, release: string): SupportEnd | undefined {
  return table.systems.find(row => row.release === release);
}
