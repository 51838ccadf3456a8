/**
 * One digest: what is new since the last, in the transaction that also notes it as told and puts the letters into the
 * outbox. So a stop at any point leaves all of it or nothing, and nothing is told twice.
 */
import { randomUUIDv7 } from 'node:crypto';
import type { Permission } from '../access.ts';
import { may } from '../access.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { enqueue, keptMs, type NewDelivery } from '../deliveries/index.ts';
import { readSchool } from '../schools/index.ts';
import { enqueueForWebhooks, isWebhookTold } from '../webhooks/index.ts';
import { clocks, isTold, minuteOf, schoolDays } from './days.ts';
import { letterOf } from './letter.ts';
import { type Receiver, readWishes, receivers } from './settings.ts';
import { deviceSubjects, incidentSubjects, type Subject } from './subjects.ts';

export interface Line {
  permission: Permission;
  sentence: string;
  /** What is new of it, at most ten. */
  fresh: string[];
  more: number;
  to: string;
}

const mostNamed = 10;
/** Incidents that come one after another are one letter. */
const gatherMs = 15 * 60_000;

/** Whatever is due for one school now. Answers how many digests were made. */
export async function digestPass(context: Context, schoolId: string): Promise<number> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    await forget(context, tx, schoolId);
    const wishes = await readWishes(tx, schoolId);
    const daily = await dailyOf(context, tx, schoolId, wishes);
    return daily + (wishes.incidents === 'at_once' ? await atOnce(context, tx, schoolId, wishes) : 0);
  });
}

/** As its letters are: it names devices, and people name those. */
async function forget({ now }: Context, tx: Tx, schoolId: string): Promise<void> {
  await tx
    .deleteFrom('alert_digest')
    .where('school_id', '=', schoolId)
    .where('at', '<', now() - keptMs)
    .execute();
}

type Wishes = Awaited<ReturnType<typeof readWishes>>;

interface Audience {
  people: Receiver[];
  webhook: boolean;
}

async function audienceOf(tx: Tx, schoolId: string, { people }: Wishes): Promise<Audience> {
  const chosen = (await receivers(tx, schoolId)).filter(({ accountId }) => people.includes(accountId));
  return { people: chosen, webhook: await isWebhookTold(tx, schoolId) };
}

/** What nobody is told stays untold, for whoever is chosen later. */
const isHeard = ({ people, webhook }: Audience, { permission }: Subject) =>
  webhook || people.some(({ role }) => may(role, permission));

async function dailyOf(context: Context, tx: Tx, schoolId: string, wishes: Wishes): Promise<number> {
  const days = await schoolDays(tx, schoolId, wishes.schoolDays);
  const { day, date, minute } = clocks(context.now(), days.timeZone);
  if (minute < minuteOf(wishes.at) || !isTold(days, day) || (await isMade(tx, schoolId, date))) return 0;
  const subjects = await deviceSubjects(tx, schoolId);
  if (wishes.incidents === 'digest') subjects.push(...(await incidentSubjects(tx, schoolId, context.now())));
  const audience = await audienceOf(tx, schoolId, wishes);
  const lines: Line[] = [];
  for (const subject of subjects) {
    const wished = Object.hasOwn(wishes.thresholds, subject.key) ? wishes.thresholds[subject.key] : 1;
    const threshold = isHeard(audience, subject) ? (wished ?? null) : null;
    lines.push(...(await tell(tx, schoolId, subject, threshold)));
  }
  await write(context, tx, schoolId, date, lines, audience);
  return 1;
}

/** Also in the holidays: somebody has just written it down, or a computer has just met it. */
async function atOnce(context: Context, tx: Tx, schoolId: string, wishes: Wishes): Promise<number> {
  const at = context.now();
  const last = await tx
    .selectFrom('alert_digest')
    .select('at')
    .where('school_id', '=', schoolId)
    .where('slot', 'like', 'now %')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last !== undefined && at - last.at < gatherMs) return 0;
  const audience = await audienceOf(tx, schoolId, wishes);
  const lines: Line[] = [];
  for (const subject of await incidentSubjects(tx, schoolId, at))
    lines.push(...(await tell(tx, schoolId, subject, isHeard(audience, subject) ? 1 : null)));
  if (lines.length === 0) return 0;
  await write(context, tx, schoolId, `now ${at}`, lines, audience);
  return 1;
}

async function isMade(tx: Tx, schoolId: string, slot: string): Promise<boolean> {
  const made = await tx
    .selectFrom('alert_digest')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('slot', '=', slot)
    .executeTakeFirst();
  return made !== undefined;
}

/** A line when something is new and there are enough; what has ended may be told again when it comes back. */
async function tell(tx: Tx, schoolId: string, subject: Subject, threshold: number | null): Promise<Line[]> {
  const { key, things, permission, to } = subject;
  const row = await tx
    .selectFrom('alert_told')
    .select('told')
    .where('school_id', '=', schoolId)
    .where('subject', '=', key)
    .executeTakeFirst();
  const before = new Set(row === undefined ? [] : (JSON.parse(row.told) as string[]));
  const fresh = things.filter(({ id }) => !before.has(id));
  const telling = threshold !== null && fresh.length > 0 && things.length >= threshold;
  const now = telling ? things : things.filter(({ id }) => before.has(id));
  if (telling || now.length !== before.size) {
    const told = JSON.stringify(now.map(({ id }) => id));
    await tx
      .insertInto('alert_told')
      .values({ school_id: schoolId, subject: key, told })
      .onConflict(clash => clash.columns(['school_id', 'subject']).doUpdateSet({ told }))
      .execute();
  }
  if (!telling) return [];
  const named = fresh.slice(0, mostNamed).map(({ words }) => words);
  return [
    {
      permission,
      sentence: subject.sentence(things.length),
      fresh: named,
      more: fresh.length - named.length,
      to,
    },
  ];
}

/** One letter a receiver, with what their role may read; nothing for whom nothing is new. */
async function write(
  context: Context,
  tx: Tx,
  schoolId: string,
  slot: string,
  lines: Line[],
  { people }: Audience,
): Promise<void> {
  const id = randomUUIDv7();
  const at = context.now();
  await tx
    .insertInto('alert_digest')
    .values({ id, school_id: schoolId, slot, at, lines: JSON.stringify(lines) })
    .execute();
  if (lines.length === 0) return;
  const school = await readSchool(tx, schoolId);
  const letters: NewDelivery[] = [];
  for (const { accountId, role } of people) {
    const theirs = lines.filter(line => may(role, line.permission));
    if (theirs.length === 0) continue;
    const letter = letterOf(theirs, school, context.config.origin, at);
    letters.push({
      ...{ way: 'mail', target: accountId, key: `digest ${id} ${accountId}` },
      ...{ what: letter.subject, body: JSON.stringify(letter) },
    });
  }
  await enqueue(context, tx, schoolId, letters);
  const told = lines.map(({ sentence, fresh, more, to }) => ({ sentence, fresh, more, to }));
  await enqueueForWebhooks(context, tx, schoolId, { id, type: 'alert.digest', at, data: { lines: told } });
}
