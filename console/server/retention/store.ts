/** What the school chose. What is shortened counts after a week, so that a slip loses nothing. */
import * as z from 'zod';
import {
  type PeriodKey,
  type Period as PeriodView,
  periodKey,
  periodKeys,
} from '../../../shared/protocol/api/retention.ts';
import type { Context } from '../context.ts';
import { lockSchool, readSetting, type Tx, writeSetting } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { daysOf, inWords, periods } from './periods.ts';

const dayMs = 24 * 3600_000;
const thinkingMs = 7 * dayMs;
const nameOf = (schoolId: string) => `retention.${schoolId}`;

/** `before` counts until `from`, when `amount` begins to. */
const choice = z.object({ amount: z.int(), before: z.int(), from: z.int() });
const choices = z.partialRecord(periodKey, choice);
type Choices = z.infer<typeof choices>;

async function readChoices(tx: Tx, schoolId: string): Promise<Choices> {
  const kept = await readSetting(tx, nameOf(schoolId));
  return kept === undefined ? {} : choices.parse(JSON.parse(kept));
}

function viewOf(key: PeriodKey, chosen: Choices, now: number): PeriodView {
  const { unit, usual, least, most, because } = periods[key];
  const { amount, before, from } = chosen[key] ?? { amount: usual, before: usual, from: 0 };
  const next = now < from ? { amount, from } : null;
  return { key, unit, amount: next === null ? amount : before, next, usual, least, most, because };
}

export async function readPeriods(
  tx: Tx,
  schoolId: string,
  now: number,
): Promise<Map<PeriodKey, PeriodView>> {
  const chosen = await readChoices(tx, schoolId);
  return new Map(periodKeys.map(key => [key, viewOf(key, chosen, now)]));
}

/** For how many days such a record is kept, by what counts now. */
export async function keptDays(tx: Tx, schoolId: string, key: PeriodKey, now: number): Promise<number> {
  const { unit, amount } = viewOf(key, await readChoices(tx, schoolId), now);
  return daysOf(unit, amount);
}

/** Longer counts at once, shorter in a week. Throws `request.invalid` beyond the bounds. */
export async function changePeriod(
  { db, audit, events, now }: Context,
  by: Caller,
  key: PeriodKey,
  amount: number,
): Promise<PeriodView> {
  const { what, unit, least, most, because } = periods[key];
  if (amount < least || amount > most) {
    const detail = `Choose from ${inWords(unit, least)} to ${inWords(unit, most)}. ${because}`;
    throw invalid(detail, { amount: detail });
  }
  const changed = await db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const chosen = await readChoices(tx, by.schoolId);
    const was = viewOf(key, chosen, now());
    if (amount === (was.next?.amount ?? was.amount)) return was;
    const shorter = amount < was.amount;
    chosen[key] = { amount, before: was.amount, from: shorter ? now() + thinkingMs : 0 };
    await writeSetting(tx, nameOf(by.schoolId), JSON.stringify(chosen));
    const facts = {
      ...{ what, before: inWords(unit, was.next?.amount ?? was.amount), after: inWords(unit, amount) },
      ...{ later: shorter },
    };
    await audit.record(tx, by, 'retention.changed', { subject: key, facts });
    return viewOf(key, chosen, now());
  });
  events.nudge(by.schoolId, ['incidents']);
  return changed;
}
