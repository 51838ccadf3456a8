/** The page, counted when it is asked for: it is opened a few times a term. */
import { sql } from 'kysely';
import type { Held, PersonalData, Sent, SubjectList } from '../../../shared/protocol/api/personal-data.ts';
import type { PersonKind } from '../../../shared/protocol/api/persons.ts';
import { listLooks } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { isPostgres, type Tx } from '../database/index.ts';
import { readRules as incidentRules } from '../incidents/index.ts';
import { inWords, readPeriods } from '../retention/index.ts';
import { processorsOf } from '../suppliers/index.ts';
import { readRules as supportRules } from '../support/index.ts';
import { type Kept, records, uncounted } from './records.ts';

const dayMs = 24 * 3600_000;
const lately = 30 * dayMs;
const mostLooks = 10;
const mostSubjects = 10;
export const never = [
  ...[
    'keystrokes',
    'pictures of screens',
    'what is in files',
    'which pages are visited',
    'where a computer is',
  ],
  ...['camera', 'microphone'],
];

/** What a computer sends, in words: for whoever looks at one. */
export async function whatIsSent({ db, now }: Context, schoolId: string): Promise<Sent['sent']> {
  const chosen = await chosenBy(db, schoolId);
  const periods = await readPeriods(db, schoolId, now());
  return records
    .filter(({ kind }) => kind === 'devices')
    .map(({ key, what, why, kept, period: of }) => {
      const period = of === undefined ? undefined : periods.get(of);
      return { key, what, why, kept: kept(chosen, period ? inWords(period.unit, period.amount) : '') };
    });
}

const chosenBy = async (db: Tx, schoolId: string) => ({
  incidentYears: (await incidentRules(db, schoolId)).keptYears,
  supportYears: (await supportRules(db, schoolId)).keptYears,
});

export async function readPersonalData(context: Context, schoolId: string): Promise<PersonalData> {
  const { db, now } = context;
  const chosen = await chosenBy(db, schoolId);
  const periods = await readPeriods(db, schoolId, now());
  const held: Held[] = [];
  for (const record of records) {
    const { kept, tables: _, at: __, period: key, ...rest } = record;
    const period = key === undefined ? null : (periods.get(key) ?? null);
    const time = period === null ? '' : inWords(period.unit, period.amount);
    held.push({ ...rest, period, kept: kept(chosen, time), ...(await counted(db, schoolId, record)) });
  }
  const looks = await listLooks(db, schoolId, { since: now() - lately, most: mostLooks });
  const processors = await processorsOf(context, schoolId);
  return { held, looks: looks.items, looksLately: looks.count, processors, never };
}

/** The first by name, also those who have left. */
export async function findSubjects({ db }: Context, schoolId: string, search: string): Promise<SubjectList> {
  const like = isPostgres(db) ? sql`ilike` : sql`like`;
  const words = search.split(/\s+/).filter(word => word !== '');
  const found = await db
    .selectFrom('person')
    .select(['id', 'name', 'kind', 'group_name as group', 'email'])
    .where('school_id', '=', schoolId)
    .where(eb =>
      eb.and(
        words.map(
          word =>
            sql<boolean>`(name ${like} ${anywhere(word)} escape '!' or email ${like} ${anywhere(word)} escape '!')`,
        ),
      ),
    )
    .orderBy('name')
    .orderBy('id')
    .limit(mostSubjects)
    .execute();
  return { items: found.map(one => ({ ...one, kind: one.kind as PersonKind })), next: null };
}

/** For `like … escape '!'`: the words as they stand, anywhere in it. */
export const anywhere = (text: string) => `%${text.replaceAll(/[!%_]/g, sign => `!${sign}`)}%`;

async function counted(db: Tx, schoolId: string, { tables: [table], at }: Kept) {
  if (uncounted.includes(table)) return { count: null, oldestAt: null };
  const oldest = at === null ? sql<null>`null` : sql<number | null>`min(${sql.ref(at)})`;
  const { rows } = await sql<{ count: number | string; oldest: number | string | null }>`
    select count(*) as count, ${oldest} as oldest from ${sql.table(table)} where school_id = ${schoolId}`.execute(
    db,
  );
  const [row] = rows;
  const oldestAt = row?.oldest === undefined || row.oldest === null ? null : Number(row.oldest);
  return { count: Number(row?.count ?? 0), oldestAt };
}
