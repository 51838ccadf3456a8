/** The computers behind a figure of a past day, for those who may see them: how each stood by what had been received then. */
import * as z from 'zod';
import { controlByKey } from '../../../shared/controls/index.ts';
import { finding as findingSchema } from '../../../shared/finding.ts';
import type { BehindDay, behindDayParams, behindDayQuery } from '../../../shared/protocol/api/overview.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { findingInWords, type PastStanding, standingsAt } from '../devices/index.ts';
import { exceptedAt } from '../policies/index.ts';
import { readBody, readSealed } from './days.ts';
import { figuresOf } from './figures.ts';

const place = z.tuple([z.string(), z.string()]);

/** Throws `promises.day_not_kept`. */
export async function readBehind(
  db: Tx,
  schoolId: string,
  { day, control }: z.infer<typeof behindDayParams>,
  { state, cursor, limit }: z.infer<typeof behindDayQuery>,
): Promise<BehindDay> {
  const row = await readSealed(db, schoolId, day);
  const at = row.kept_at;
  const last = readCursor(cursor, place);
  const after = last === undefined ? undefined : { order: last[0], id: last[1] };
  const excepted = await exceptedAt(db, schoolId, at);
  const found = await standingsAt(db, { schoolId, control, at, state, after, limit });
  const { items, next } = pageOf(
    found,
    limit,
    one => ({ ...behindOf(one), excepted: excepted.has(`${one.id} ${control}`) }),
    one => [one.name_order, one.id],
  );
  return {
    ...{ day, keptAt: at, control, title: controlByKey(control)?.words.title ?? control, items, next },
    counts: figuresOf(readBody(row.body)).get(control)?.counts ?? null,
  };
}

/** One computer and check, as an answer and as a row of the evidence say it. */
export function behindOf(one: PastStanding): Omit<BehindDay['items'][number], 'excepted'> {
  const { id, name, group_name, state, reason, since, received_at } = one;
  const which = { deviceId: id, name, group: group_name, state, since, receivedAt: received_at };
  const asReported = one.finding === null ? undefined : findingSchema.safeParse(JSON.parse(one.finding)).data;
  if (asReported === undefined)
    return { ...which, sentence: 'Nothing had been reported by then.', source: null };
  const { sentence } = findingInWords(asReported, { state, reason });
  return { ...which, sentence, source: asReported.source };
}
