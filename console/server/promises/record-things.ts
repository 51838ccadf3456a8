/** The things behind a promise that records show, for those who may read those records. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { standsLocked } from '../../../shared/assets/holdings.ts';
import { missingToClose } from '../../../shared/disposals/missing.ts';
import type { RecordDetail } from '../../../shared/protocol/api/promise-records.ts';
import type { ReviewKind } from '../../../shared/reviews/standing.ts';
import { may, type Permission } from '../access.ts';
import { listBackups } from '../backups/index.ts';
import { readCalendar } from '../calendar/index.ts';
import { readDue } from '../checks/index.ts';
import type { Context } from '../context.ts';
import { readBatch } from '../disposals/index.ts';
import { readableBy } from '../incidents/index.ts';
import { countUndecided } from '../neighbours/index.ts';
import { signedNow } from '../notices/index.ts';
import { ownBackup } from '../own-backup/index.ts';
import { listReviews } from '../reviews/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { listSuppliers } from '../suppliers/index.ts';
import { dayIn } from './days.ts';
import { serversOf } from './record-facts.ts';
import { loansBehind } from './record-loans.ts';
import { type Part, recordLines, weekDays, yearDays } from './records.ts';

export type Thing = NonNullable<RecordDetail['things']>[number];
export interface Ask {
  context: Context;
  schoolId: string;
  /** Of the requirements: one record proves several lines, each otherwise. */
  line: string;
  today: string;
  /** "3 Sept 2026" of a moment. */
  said(at: number): string;
}

export const mostThings = 200;
const dayMs = 24 * 3600_000;
const yearMs = yearDays * dayMs;

const readers: Record<Part, { permission: Permission; read(ask: Ask): Promise<Thing[]> }> = {
  signing: { permission: 'notices.read', read: signing },
  loans: { permission: 'loans.read', read: loansBehind },
  disposals: { permission: 'disposals.read', read: disposals },
  backups: { permission: 'backups.read', read: backups },
  counting: { permission: 'stock_takes.read', read: counting },
  tests: { permission: 'upkeep.read', read: ask => tests(ask, 'pat') },
  codes: { permission: 'upkeep.read', read: ask => tests(ask, 'passcode') },
  contracts: { permission: 'suppliers.read', read: contracts },
  passwords: { permission: 'incidents.read', read: passwords },
  calendar: { permission: 'calendar.read', read: calendar },
  report: { permission: 'reports.read', read: reports },
  look: { permission: 'promises.read', read: looks },
  systems: { permission: 'reviews.read', read: ask => onSetDays(ask, 'systems') },
  documents: { permission: 'reviews.read', read: ask => onSetDays(ask, 'document') },
  own: { permission: 'backups.read', read: own },
  personal: { permission: 'software.read', read: personal },
  strange: { permission: 'neighbours.read', read: strange },
  servers: { permission: 'upkeep.read', read: servers },
};

/** What is open first. Null where the caller may not read them. */
export async function readThings(context: Context, caller: Caller, line: string): Promise<Thing[] | null> {
  const part = recordLines[line]?.part;
  if (part === undefined) return [];
  const { permission, read } = readers[part];
  if (!may(caller, permission)) return null;
  const { schoolId } = caller;
  const { timeZone } = await readSchool(context.db, schoolId);
  const dayOf = (at: number) => dayIn(at, timeZone);
  const said = (at: number) => sayDay(dayOf(at));
  const things = await read({ context, schoolId, line, today: dayOf(context.now()), said });
  return things.sort((a, b) => Number(b.open) - Number(a.open));
}

async function signing({ context, schoolId }: Ask): Promise<Thing[]> {
  const all = await signedNow(context.db, schoolId, context.now());
  return all
    .filter(one => one.asked > 0)
    .map(({ noticeId, title, asked, agreed }) => ({
      ...{ what: `“${title}”`, says: `${agreed} of ${asked} ${agreed === 1 ? 'has' : 'have'} signed.` },
      ...{ open: agreed < asked, to: `/notices/${noticeId}` },
    }));
}

async function disposals({ context: { db, now }, schoolId }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('disposal_batch')
    .select(['id', 'number', 'status'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['collected', 'closed'])
    .orderBy('number', 'desc')
    .limit(mostThings + 1)
    .execute();
  const things: Thing[] = [];
  for (const { id, number, status } of rows) {
    const missing =
      status === 'closed' ? [] : missingToClose((await readBatch(db, schoolId, id, now())).facts);
    const says = missing.length === 0 ? 'Nothing is missing.' : missing.map(one => `${one.words}.`).join(' ');
    things.push({
      ...{ what: `Collection ${number}`, says, open: missing.length > 0 },
      to: `/disposals/batches/${id}`,
    });
  }
  return things;
}

async function backups({ context, schoolId, line }: Ask): Promise<Thing[]> {
  const all = (await listBackups(context, schoolId, 1)).filter(one => one.endedOn === null);
  return all.map(({ what, made, restored, away }) => {
    const tried = line === 'N-01';
    const elsewhere = away ? 'A copy is kept elsewhere' : 'It is kept here only';
    return {
      ...{ what, says: `${made.words}. ${tried ? `Bringing it back: ${restored.words}` : elsewhere}.` },
      open: made.state !== 'met' || (tried ? restored.state !== 'met' : !away),
      to: '/backups',
    };
  });
}

async function counting({ context: { db }, schoolId, said }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('stock_take')
    .select(['id', 'name', 'status', 'started_at', 'signed_at', 'signed_by'])
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'withdrawn')
    .orderBy('started_at', 'desc')
    .limit(mostThings + 1)
    .execute();
  return rows.map(({ id, name, status, started_at, signed_at, signed_by }) => ({
    ...{ what: name, open: status === 'finished', to: `/stock-takes/${id}` },
    says:
      signed_at !== null
        ? `${signed_by ?? 'Somebody'} signed it as the second person on ${said(Number(signed_at))}.`
        : status === 'finished'
          ? 'It waits for a second person’s name.'
          : `It began on ${said(Number(started_at))} and is not finished.`,
  }));
}

/** Only what is open: a school has thousands of things that passed. */
async function tests({ context, schoolId, today }: Ask, kind: 'pat' | 'passcode'): Promise<Thing[]> {
  const says = {
    failed: () => 'It failed and is still used.',
    never: () => 'It was never looked at.',
    due: (day: string) => `It was due on ${sayDay(day)}.`,
  };
  const things = new Map<string, Thing>();
  for (const view of ['failed', 'due', 'never'] as const)
    for (const { assetId, tag, what, nextOn } of (await readDue(context, schoolId, { view, kind })).items)
      if (!things.has(assetId) && (view !== 'due' || (nextOn !== null && nextOn < today)))
        things.set(assetId, {
          ...{ what: `${tag}, ${what}`, says: says[view](nextOn ?? today), open: true },
          to: `/assets/${assetId}`,
        });
  return [...things.values()];
}

async function contracts({ context, schoolId }: Ask): Promise<Thing[]> {
  const { items } = await listSuppliers(context, schoolId);
  return items
    .filter(one => one.endedOn === null)
    .map(({ name, problems, contracts: own }) => {
      const over = own.filter(one => one.standing === 'over').map(one => `“${one.title}” is over`);
      const wrong = [...problems, ...over].map(one => `${one}.`);
      const says = wrong.length === 0 ? 'Nothing is over or missing.' : wrong.join(' ');
      return { what: name, says, open: wrong.length > 0, to: '/suppliers' };
    });
}

/** As they are counted: what is about a person is left out for everybody. */
async function passwords({ context: { db, now }, schoolId, said }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('incident')
    .select(['id', 'number', 'title', 'due_at', 'done_at'])
    .where('school_id', '=', schoolId)
    .where(readableBy({ id: 'anybody' }))
    .where('due_at', 'is not', null)
    .where('reported_at', '>', now() - yearMs)
    .orderBy('reported_at', 'desc')
    .limit(mostThings + 1)
    .execute();
  return rows.map(({ id, number, title, due_at, done_at }) => ({
    ...{ what: `${number}, ${title}`, to: `/incidents/${id}` },
    says:
      done_at === null
        ? `To be done by ${said(Number(due_at))}.`
        : `Done on ${said(Number(done_at))}; it was due by ${said(Number(due_at))}.`,
    open: Number(done_at ?? now()) > Number(due_at),
  }));
}

async function calendar({ context, schoolId }: Ask): Promise<Thing[]> {
  const terms = (await readCalendar(context.db, schoolId)).calendar?.terms ?? [];
  return terms.map(({ name, from, to }) => ({
    ...{ what: name, says: `${sayDay(from)} to ${sayDay(to)}.`, open: false, to: '/calendar' },
  }));
}

async function reports({ context: { db }, schoolId }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('governor_report')
    .select(['number', 'day', 'kept_by'])
    .where('school_id', '=', schoolId)
    .orderBy('number', 'desc')
    .limit(mostThings + 1)
    .execute();
  return rows.map(({ number, day, kept_by }) => ({
    ...{ what: `Report ${number}`, says: `It is of ${sayDay(day)}, and ${kept_by} kept it.` },
    ...{ open: false, to: `/reports/${number}` },
  }));
}

async function looks({ context: { db }, schoolId }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('policy_review')
    .select(['looked_on', 'looked_by', 'next_on'])
    .where('school_id', '=', schoolId)
    .where('taken_back_at', 'is', null)
    .orderBy('looked_on', 'desc')
    .limit(mostThings + 1)
    .execute();
  return rows.map(({ looked_on, looked_by, next_on }) => ({
    ...{
      what: sayDay(looked_on),
      says: `${looked_by} looked. The next look was set for ${sayDay(next_on)}.`,
    },
    ...{ open: false, to: null },
  }));
}

async function onSetDays({ context, schoolId }: Ask, kind: ReviewKind): Promise<Thing[]> {
  return (await listReviews(context, schoolId, 1))
    .filter(one => one.kind === kind && one.endedOn === null)
    .map(({ what, standing }) => ({
      ...{ what, says: `${standing.words}.`, open: standing.state !== 'met', to: '/reviews' },
    }));
}

async function own({ context: { db }, today, said }: Ask): Promise<Thing[]> {
  const { madeAt, triedAt } = await ownBackup(db);
  const thing = (what: string, at: number | null, days: number) => ({
    ...{ what, says: at === null ? 'Never.' : `On ${said(at)}.`, to: '/backups' },
    open: at === null || at < Date.parse(today) - days * dayMs,
  });
  return [
    thing('The last backup of these records', madeAt, weekDays),
    thing('Bringing it back was last tried', triedAt, yearDays),
  ];
}

/** Which they are is for the page of them: it says who heard each. */
async function strange({ context: { db }, schoolId }: Ask): Promise<Thing[]> {
  const open = await countUndecided(db, schoolId);
  const says = `No one has decided about ${open} of them.`;
  return open === 0 ? [] : [{ what: 'Things on our network', says, open: true, to: '/neighbours' }];
}

async function personal({ context: { db }, schoolId }: Ask): Promise<Thing[]> {
  const rows = await db
    .selectFrom('catalogue_title')
    .select(['software_id', 'name', 'dpia'])
    .where('school_id', '=', schoolId)
    .where('personal_data', '=', 'yes')
    .where('devices', '>', 0)
    .orderBy('name_order')
    .limit(mostThings + 1)
    .execute();
  return rows.map(({ software_id, name, dpia }) => ({
    ...{ what: name, open: dpia === null, to: `/software/${software_id}` },
    says: dpia === null ? 'No one has written down that it was thought through.' : `It was: ${dpia}.`,
  }));
}

async function servers({ context: { db }, schoolId, today }: Ask): Promise<Thing[]> {
  return (await serversOf(db, schoolId)).map(one => ({
    ...{ what: one.name ?? one.tag, open: !standsLocked(one, today), to: `/assets/${one.id}` },
    says: !one.secureLocation
      ? 'It stands in no locked room.'
      : one.secureCheckedOn === null
        ? 'No one has looked at the room yet.'
        : `The locked room was last looked at on ${sayDay(one.secureCheckedOn)}.`,
  }));
}
