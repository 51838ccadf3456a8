/** Who is let off a check: why, by whose asking and agreement, and until when. */
import type { Tx } from '../database/index.ts';
import type { countedStatuses } from '../devices/index.ts';
import { agreeing, computersWord } from '../overview/index.ts';
import { exceptedAt } from '../policies/index.ts';
import { dateName } from './answer.ts';

export interface LetOff {
  control: string;
  /** Ends as a sentence does, whatever was typed. */
  reason: string;
  askedBy: string;
  approvedBy: string;
  /** Unix milliseconds. */
  endsAt: number;
  computers: number;
}

type Excepted = Awaited<ReturnType<typeof exceptedAt>>;

const ended = (typed: string) => (/[.!?]$/.test(typed.trim()) ? typed.trim() : `${typed.trim()}.`);

/** One for each exception, whatever number of computers it names; in their order. */
export function letOffOf(excepted: Excepted, controls: readonly string[]): LetOff[] {
  const found = new Map<string, LetOff>();
  for (const [key, { reason: typed, askedBy, approvedBy, endsAt }] of excepted) {
    const control = key.slice(key.indexOf(' ') + 1);
    if (!controls.includes(control)) continue;
    const reason = ended(typed);
    const same = JSON.stringify([control, reason, askedBy, approvedBy, endsAt]);
    const one = found.get(same);
    if (one !== undefined) one.computers += 1;
    else found.set(same, { control, reason, askedBy, approvedBy, endsAt, computers: 1 });
  }
  return [...found.values()];
}

/** In words, the one that ends first on top. Of computers of other statuses than `only` nothing is said. */
export async function sayLetOff(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
  { now, timeZone, only }: { now: number; timeZone: string; only?: typeof countedStatuses },
): Promise<string[]> {
  const excepted = await exceptedAt(db, schoolId, now);
  if (excepted.size === 0) return [];
  const deviceOf = (key: string) => key.slice(0, key.indexOf(' '));
  const told = await db
    .selectFrom('device')
    .select('id')
    .where('school_id', '=', schoolId)
    .$if(only !== undefined, some => some.where('status', 'in', only ?? []))
    .where('id', 'in', [...new Set([...excepted.keys()].map(deviceOf))])
    .execute();
  const ids = new Set(told.map(one => one.id));
  const here = new Map([...excepted].filter(([key]) => ids.has(deviceOf(key))));
  return letOffOf(here, controls)
    .toSorted((a, b) => a.endsAt - b.endsAt)
    .map(one => letOffWords(one, now, timeZone));
}

export const letOffWords = (
  { computers, endsAt, reason, askedBy, approvedBy }: Omit<LetOff, 'control'>,
  now: number,
  timeZone: string,
) =>
  `${computersWord(computers)} ${agreeing(computers, 'are')} let off until ${dateName(endsAt, now, timeZone)}: “${reason}” ${askedBy} asked. ${approvedBy} agreed.`;

/** When people agreed to let some off and when that ended, of one's checks, oldest first; of no computer its name. */
export async function letOffEvents(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
  { since, upTo, timeZone }: { since: number; upTo: number; timeZone: string },
): Promise<{ at: number; sentence: string }[]> {
  const rows = await db
    .selectFrom('policy_exception')
    .innerJoin('policy_exception_device', 'policy_exception_device.exception_id', 'policy_exception.id')
    .select(['policy_exception.id', 'approved_at', 'approved_by', 'created_by', 'asked_by', 'reason'])
    .select(['ends_at', 'ended_at'])
    .select(eb => eb.fn.countAll<number>().as('devices'))
    .where('policy_exception.school_id', '=', schoolId)
    .where('control', 'in', [...controls])
    .where('approved_at', '<=', upTo)
    .where('ends_at', '>', since)
    .groupBy(['policy_exception.id', 'approved_at', 'approved_by', 'created_by', 'asked_by', 'reason'])
    .groupBy(['ends_at', 'ended_at'])
    .execute();
  const events = rows.flatMap(row => {
    const [from, end] = [Number(row.approved_at), Number(row.ended_at ?? row.ends_at)];
    if (end <= from) return [];
    const computers = Number(row.devices);
    const approvedBy = row.approved_by ?? row.created_by;
    const one = { computers, reason: ended(row.reason), askedBy: row.asked_by, approvedBy };
    const many = `${computersWord(computers)} ${agreeing(computers, 'are')}`;
    return [
      { at: from, sentence: letOffWords({ ...one, endsAt: Number(row.ends_at) }, upTo, timeZone) },
      { at: end, sentence: `${many} let off no more: “${one.reason}”` },
    ];
  });
  return events.filter(one => one.at > since && one.at <= upTo).sort((a, b) => a.at - b.at);
}
