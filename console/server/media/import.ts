/** The register from a spreadsheet: what is known stays as it is, what is new is entered, of many after a second person's yes. */
import type * as z from 'zod';
import { issueWords } from '../../../shared/issue-words.ts';
import {
  type Encryption,
  type MediaImported,
  type MediumInput,
  mediumInput,
} from '../../../shared/protocol/api/media.ts';
import { askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSheet, type SheetRow, unescapeFormula } from '../sheets/index.ts';
import { findBySerial, inForce, insertMedium } from './change.ts';
import { listSubject, mediaListKind, secondFor } from './enter.ts';

const meanings = {
  label: ['label', 'name', 'stick', 'tag', 'asset tag'],
  vendorId: ['vendor', 'vendor id', 'vid'],
  productId: ['product', 'product id', 'pid'],
  serial: ['serial', 'serial number', 'serial no'],
  holder: ['holder', 'issued to', 'person', 'user', 'member of staff'],
  encryption: ['encrypted', 'encryption'],
  access: ['access', 'may be used to', 'use'],
  note: ['note', 'notes', 'comment'],
} as const;
type Meaning = keyof typeof meanings;
const needed: Meaning[] = ['label', 'vendorId', 'productId', 'serial'];

/** Throws 400 where the file is no list of media; rows that are wrong are told one by one. */
export async function importMedia(
  context: Context,
  by: Caller,
  { text, apply }: { text: string; apply: boolean },
): Promise<MediaImported> {
  const { headers, rows } = readSheet(text);
  const found = headers.map(meaningOf);
  const missing = needed.filter(one => !found.includes(one));
  if (missing.length > 0)
    throw invalid(
      `The file needs columns for the name, the vendor, the product and the serial number. Missing: ${missing.map(one => `“${meanings[one][0]}”`).join(', ')}.`,
      { text: 'A column is missing' },
    );
  const go = async (tx: Tx): Promise<MediaImported> => {
    const { told, media } = await planned(tx, by, found, rows);
    const second = apply
      ? await enter(context, tx, by, media, rows.length)
      : await foreseen(context, tx, by, media);
    const count = (outcome: string) => told.filter(row => row.outcome === outcome).length;
    const counts = { create: count('create'), same: count('same'), rejected: count('rejected') };
    return { applied: apply, rows: told, counts, second };
  };
  return apply ? inForce(context, by, go) : go(context.db);
}

type Second = MediaImported['second'];

async function foreseen(
  context: Context,
  tx: Tx,
  by: Caller,
  media: readonly MediumInput[],
): Promise<Second> {
  const who = media.length === 0 ? null : await secondFor(context, tx, by, media.length);
  return who === null
    ? null
    : { id: null, sentence: `${who} has to agree first, because so many are entered.` };
}

/** Enters them, or asks the second person whom so many need. Throws `approval.waits_already`. */
async function enter(
  context: Context,
  tx: Tx,
  by: Caller,
  media: MediumInput[],
  given: number,
): Promise<Second> {
  if (media.length === 0) return null;
  if ((await secondFor(context, tx, by, media.length)) !== null) {
    const asked = await askApproval(context, tx, by, mediaListKind, {
      subject: listSubject,
      title: `Let in ${media.length} sticks`,
      lines: [
        `They may be used at every computer that takes the school’s sticks, scanned first where that is set: ${listed(media)}.`,
        'Each can be taken out again on the page Media.',
      ],
      reason: `A list of ${given} rows`,
      payload: { media },
    });
    if (asked.id !== null) return { id: asked.id, sentence: asked.sentence };
  }
  for (const input of media) await insertMedium(context, tx, by, input);
  await context.audit.record(tx, by, 'medium.imported', { facts: { created: media.length, given } });
  return null;
}

const mostNamed = 40;
const listed = (media: readonly MediumInput[]) => {
  const names = media
    .slice(0, mostNamed)
    .map(({ label, holder }) => (holder ? `${label} (${holder})` : label));
  const more = media.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const meaningOf = (header: string): Meaning | null =>
  (Object.keys(meanings) as Meaning[]).find(one =>
    (meanings[one] as readonly string[]).includes(header.trim().toLowerCase()),
  ) ?? null;

async function planned(
  tx: Tx,
  by: Caller,
  found: readonly (Meaning | null)[],
  rows: readonly SheetRow[],
): Promise<{ told: MediaImported['rows']; media: MediumInput[] }> {
  const told: MediaImported['rows'] = [];
  const media: MediumInput[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const parsed = mediumInput.safeParse(valuesOf(found, row));
    if (!parsed.success) {
      told.push({
        line: row.line,
        label: labelOf(found, row),
        outcome: 'rejected',
        words: problem(parsed.error),
      });
      continue;
    }
    const { data } = parsed;
    const key = `${data.vendorId}:${data.productId}:${data.serial}`;
    const known = await findBySerial(tx, by.schoolId, data);
    const twice = seen.has(key);
    const same = known !== undefined || twice;
    seen.add(key);
    const words = twice ? 'Twice in this file' : `In the register already, as “${known?.label}”`;
    if (!same) media.push(data);
    told.push({
      line: row.line,
      label: data.label,
      outcome: same ? 'same' : 'create',
      words: same ? words : enters(data),
    });
  }
  return { told, media };
}

const enters = ({ holder }: MediumInput) => (holder === '' ? 'Into the store' : `Issued to ${holder}`);

const labelOf = (found: readonly (Meaning | null)[], { cells }: SheetRow) =>
  (cells[found.indexOf('label')] ?? '').slice(0, 80);

function problem(error: z.ZodError): string {
  const [issue] = error.issues;
  const field = String(issue?.path[0] ?? '') as Meaning;
  return `${meanings[field]?.[0] ?? 'This row'}: ${issue ? issueWords(issue) : 'cannot be read'}`;
}

function valuesOf(found: readonly (Meaning | null)[], { cells }: SheetRow): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [at, meaning] of found.entries()) {
    const cell = unescapeFormula((cells[at] ?? '').trim());
    if (meaning === null || cell === '') continue;
    if (meaning === 'encryption') values.encryption = encryptionOf(cell);
    else if (meaning === 'access') values.access = /write/i.test(cell) ? 'read_write' : 'read_only';
    // Spreadsheets take the zeros away: 781 was 0781.
    else if (meaning === 'vendorId' || meaning === 'productId')
      values[meaning] = cell.replace(/^0x/i, '').padStart(4, '0');
    else values[meaning] = cell;
  }
  return values;
}

function encryptionOf(cell: string): Encryption | string {
  if (/^(no|none|n|false)$/i.test(cell)) return 'no';
  if (/bitlocker|luks|software/i.test(cell)) return 'by_software';
  if (/^(yes|y|true)$|hardware|keypad|itself/i.test(cell)) return 'by_itself';
  return /^(unknown|\?)$/i.test(cell) ? 'unknown' : cell;
}
