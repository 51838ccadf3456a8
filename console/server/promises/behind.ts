/** The computers behind a figure of a past day, for those who may see them: how each stood by what had been received then. */
import * as z from 'zod';
import { controlByKey } from '../../../shared/controls/index.ts';
import { day as sayDayOf } from '../../../shared/controls/words.ts';
import { finding as findingSchema } from '../../../shared/finding.ts';
import type { BehindDay, behindDayParams, behindDayQuery } from '../../../shared/protocol/api/overview.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { findingInWords, type PastStanding, standingsAt } from '../devices/index.ts';
import { exceptedAt } from '../policies/index.ts';
import { readBody, readSealed } from './days.ts';
import { figuresOf } from './figures.ts';
import { type Look, readLooks } from './looks.ts';
import { requireEvidence } from './verify.ts';

const place = z.tuple([z.string(), z.string()]);

/** Throws `promises.day_not_kept` and `promises.day_forgotten`. */
export async function readBehind(
  db: Tx,
  schoolId: string,
  { day, control }: z.infer<typeof behindDayParams>,
  { state, cursor, limit }: z.infer<typeof behindDayQuery>,
): Promise<BehindDay> {
  const row = await readSealed(db, schoolId, day);
  await requireEvidence(db, schoolId, day);
  const at = row.kept_at;
  const last = readCursor(cursor, place);
  const after = last === undefined ? undefined : { order: last[0], id: last[1] };
  const excepted = await exceptedAt(db, schoolId, at);
  const found = await standingsAt(db, { schoolId, control, at, state, after, limit });
  const looks = await readLooks(db, schoolId, at);
  const { items, next } = pageOf(
    found,
    limit,
    one => ({ ...behindOf(one, at, looks(control, one.id)), excepted: excepted.has(`${one.id} ${control}`) }),
    one => [one.name_order, one.id],
  );
  return {
    ...{ day, keptAt: at, control, title: controlByKey(control)?.words.title ?? control, items, next },
    counts: figuresOf(readBody(row.body)).get(control)?.counts ?? null,
  };
}

const dayMs = 24 * 3600_000;

/**
 * One computer and check, as an answer and as a row of the evidence say it, `at` when the day was kept. What was said
 * when the state last changed may be long out of date (a virus list is renewed daily), so it is said with its day.
 */
export function behindOf(
  one: PastStanding,
  at: number,
  look: Look | undefined,
): Omit<BehindDay['items'][number], 'excepted'> {
  const { id, name, group_name, state, reason, since, received_at } = one;
  const which = { deviceId: id, name, group: group_name, state, since, receivedAt: received_at };
  if (look !== undefined && look.state === state && look.lookedAt <= at)
    return {
      ...{ ...which, sentence: look.sentence, source: look.source, lookedAt: look.lookedAt },
      ...(look.national && { national: look.national }),
    };
  const asReported = one.finding === null ? undefined : findingSchema.safeParse(JSON.parse(one.finding)).data;
  if (asReported === undefined)
    return { ...which, sentence: 'Nothing had been reported by then.', source: null, lookedAt: null };
  const { sentence } = findingInWords(asReported, { state, reason });
  const old = since !== null && at - since > dayMs;
  const said = old ? `Unchanged since ${sayDayOf(since)}, when it said: ${sentence}` : sentence;
  return { ...which, sentence: said, source: asReported.source, lookedAt: null };
}
