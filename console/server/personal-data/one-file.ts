/** What is kept about one person as a file that a spreadsheet opens: a line for each field, so that lines can be taken out. */
import type { Context } from '../context.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { type Cell, writeSheet } from '../sheets/index.ts';
import { aboutOne, type Found, readSubject } from './about-one.ts';
import { readPersonalData } from './read.ts';

const foundBy = {
  id: 'It is theirs',
  'e-mail': 'It holds their e-mail address',
  name: 'It holds their name: it may be somebody else of that name',
} as const;

/** Written before whatever leaves the console. */
const before: readonly string[] = [
  'Other people are named in it too. Take out what is about them, and what would harm somebody, before you give it away.',
  'Incidents that you may not read are not in it: ask the headteacher and the safeguarding lead.',
  'What computers reported is kept by computer and not by person: who held which computer is in it.',
  'Computers know people by the name they sign in with: what was asked there is in it only under names that were looked for.',
  'The school’s backups hold the same until they are over.',
];

/** Throws `person.not_found`. */
export async function fileOfOne(context: Context, by: Caller, id: string, also: string): Promise<FileAnswer> {
  const { db, audit, now } = context;
  const subject = await readSubject(db, by.schoolId, id, also);
  const found = await aboutOne(context, by, subject);
  const { held } = await readPersonalData(context, by.schoolId);
  const { timeZone } = await readSchool(db, by.schoolId);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const kept = new Map(held.map(one => [one.key, one.kept]));
  const facts = { name: subject.name };
  await db.transaction().execute(tx => audit.record(tx, by, 'person.exported', { subject: id, facts }));
  const day = format.format(now()).slice(0, 10);
  const rows: Cell[][] = [
    ['What is kept', 'Why', 'For how long', 'Where', 'Record', 'Why it is here', 'Field', 'Value'],
    ...before.map(text => ['Read first', null, null, null, null, null, null, text]),
    ...found.flatMap(one => linesOf(one, kept.get(one.record.key) ?? '', at => format.format(at))),
  ];
  return {
    name: `about-one-person-${day}.csv`,
    type: 'text/csv; charset=utf-8',
    bytes: Buffer.from(writeSheet(rows)),
  };
}

function linesOf({ record, table, rows, count }: Found, kept: string, say: (at: number) => string): Cell[][] {
  const place = table.replaceAll('_', ' ');
  const head = [record.what, record.why, kept, place];
  const rest = count - rows.length;
  const lines: Cell[][] = rows.flatMap(({ by, values }, at) =>
    values.map(([column, value]): Cell[] => [
      ...[...head, at + 1, foundBy[by], column.replaceAll('_', ' ')],
      isTime(column, value) ? say(value) : value,
    ]),
  );
  if (rest > 0)
    lines.push([
      ...head,
      null,
      null,
      'records',
      `${rest} more: keys, and what is too long, are not written out`,
    ]);
  return lines;
}

/** Milliseconds since 1970, of this century. */
const isTime = (column: string, value: string | number): value is number =>
  typeof value === 'number' && value > 946_684_800_000 && /(^|_)(at|since|until|by)$/.test(column);
