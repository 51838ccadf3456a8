/** Counts what happened in a stretch of time, and looks at what stood at its end. Times are UTC milliseconds. */
import type { Tx } from '../database/index.ts';
import { decisions, type Part } from './figures.ts';

/** After the first moment, up to and including the second. */
export interface Stretch {
  after: number;
  upTo: number;
}

type Counts = Map<string, number>;

export async function countsIn(tx: Tx, schoolId: string, stretch: Stretch): Promise<Record<Part, Counts>> {
  return {
    incidents: await incidentsIn(tx, schoolId, stretch),
    disposals: await disposalsIn(tx, schoolId, stretch),
    stock_takes: await stockTakesIn(tx, schoolId, stretch),
    changes: await changesIn(tx, schoolId, stretch),
  };
}

/** By when they were reported here: one that is written down later than it happened is in the next report, not lost. */
async function incidentsIn(tx: Tx, schoolId: string, { after, upTo }: Stretch): Promise<Counts> {
  const found = await tx
    .selectFrom('incident')
    .select(['category', of => of.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .where('reported_at', '>', after)
    .where('reported_at', '<=', upTo)
    .groupBy('category')
    .execute();
  return new Map(found.map(({ category, all }) => [category, Number(all)]));
}

async function disposalsIn(tx: Tx, schoolId: string, { after, upTo }: Stretch): Promise<Counts> {
  const found = await tx
    .selectFrom('disposal_item')
    .innerJoin('disposal_batch', 'disposal_batch.id', 'disposal_item.batch_id')
    .select(of => of.fn.countAll<number>().as('all'))
    .where('disposal_batch.school_id', '=', schoolId)
    .where('disposal_item.status', '=', 'closed')
    .where('disposal_batch.closed_at', '>', after)
    .where('disposal_batch.closed_at', '<=', upTo)
    .executeTakeFirstOrThrow();
  return new Map([['left', Number(found.all)]]);
}

async function stockTakesIn(tx: Tx, schoolId: string, { after, upTo }: Stretch): Promise<Counts> {
  const found = await tx
    .selectFrom('stock_take_item')
    .innerJoin('stock_take', 'stock_take.id', 'stock_take_item.stock_take_id')
    .select(['outcome', 'expected', of => of.fn.countAll<number>().as('all')])
    .where('stock_take.school_id', '=', schoolId)
    .where('stock_take.status', '=', 'signed')
    .where('stock_take.signed_at', '>', after)
    .where('stock_take.signed_at', '<=', upTo)
    .groupBy(['outcome', 'expected'])
    .execute();
  const counts: Counts = new Map();
  const add = (key: string, all: number) => counts.set(key, (counts.get(key) ?? 0) + all);
  for (const { outcome, expected, all } of found) {
    if (expected === 1) add('expected', Number(all));
    if (outcome === 'unexpected' || expected === 1) add(outcome, Number(all));
  }
  return counts;
}

async function changesIn(tx: Tx, schoolId: string, stretch: Stretch): Promise<Counts> {
  const times = await actionsIn(tx, schoolId, stretch);
  return new Map(
    decisions.map(({ key, actions }) => [
      key,
      actions.reduce((sum, action) => sum + (times.get(action) ?? 0), 0),
    ]),
  );
}

/** How often each action stands in the audit log. */
async function actionsIn(tx: Tx, schoolId: string, { after, upTo }: Stretch): Promise<Counts> {
  const found = await tx
    .selectFrom('audit')
    .select(['action', of => of.fn.countAll<number>().as('times')])
    .where('school_id', '=', schoolId)
    .where('at', '>', after)
    .where('at', '<=', upTo)
    .groupBy('action')
    .execute();
  return new Map(found.map(({ action, times }) => [action, Number(times)]));
}

/** Whether any computer stopped being counted: how many is never told, as they are what two numbers of computers differ by. */
export async function wereRemoved(tx: Tx, schoolId: string, stretch: Stretch): Promise<boolean> {
  return ((await actionsIn(tx, schoolId, stretch)).get('device.removed') ?? 0) > 0;
}

/** What stood at a moment and was still to be done, as sentences without numbers. */
export async function outstandingAt(
  tx: Tx,
  schoolId: string,
  { after, upTo: at }: Stretch,
): Promise<string[]> {
  const open = await tx
    .selectFrom('incident')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('reported_at', '<=', at)
    .where(eb => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>', at)]))
    .limit(1)
    .executeTakeFirst();
  const late = await tx
    .selectFrom('incident')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('due_at', '<=', at)
    .where('due_at', '>', after)
    .where(eb =>
      eb.or([
        eb('done_at', '>', eb.ref('due_at')),
        eb.and([eb('done_at', 'is', null), eb('closed_at', 'is', null)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  const leaving = await tx
    .selectFrom('disposal_item')
    .leftJoin('disposal_batch', 'disposal_batch.id', 'disposal_item.batch_id')
    .select('disposal_item.id')
    .where('disposal_item.school_id', '=', schoolId)
    .where('disposal_item.ready_from', '<=', at)
    .where('disposal_item.status', '!=', 'out')
    .where(eb => eb.or([eb('disposal_batch.signed_at', 'is', null), eb('disposal_batch.signed_at', '>', at)]))
    .limit(1)
    .executeTakeFirst();
  const papers = await tx
    .selectFrom('disposal_batch')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('signed_at', '<=', at)
    .where(eb => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>', at)]))
    .limit(1)
    .executeTakeFirst();
  const takes = await tx
    .selectFrom('stock_take')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('started_at', '<=', at)
    .where('status', '!=', 'withdrawn')
    .where(eb => eb.or([eb('signed_at', 'is', null), eb('signed_at', '>', at)]))
    .limit(1)
    .executeTakeFirst();
  const signed = await stockTakesIn(tx, schoolId, { after, upTo: at });
  const said: [boolean, string][] = [
    [open !== undefined, 'Of some incidents it is still being looked into.'],
    [late !== undefined, 'A password that others may know was not changed within a day.'],
    [leaving !== undefined, 'Old equipment waits to be taken away.'],
    [papers !== undefined, 'Old equipment was taken away, and its papers are not all here yet.'],
    [takes !== undefined, 'A stock-take was begun and is not signed yet.'],
    [(signed.get('expected') ?? 0) === 0, 'No stock-take was signed in this time.'],
  ];
  return said.filter(([is]) => is).map(([, sentence]) => sentence);
}
