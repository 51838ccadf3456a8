/** What of the stock-takes needs somebody. */
import { type AssetKind, dataKinds } from '../../../shared/assets/kinds.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import { expectedStates } from './record.ts';

export interface TakeMatters {
  /** Finished, and waiting for a second person. */
  unsigned: number;
  /** `2026-11-22`, where the school is; null while none was. */
  lastSignedOn: string | null;
  /** What signed ones did not find and the register still has as if it were there, newest stock-take first. */
  unfound: Unfound[];
}

export interface Unfound {
  id: string;
  name: string;
  things: number;
  /** Some of it keeps what people did with it. */
  keepsData: boolean;
}

/** Until its state changes or a later stock-take finds it. */
async function readUnfound(db: Tx, schoolId: string): Promise<Unfound[]> {
  const rows = await db
    .selectFrom('stock_take_item as item')
    .innerJoin('stock_take as take', 'take.id', 'item.stock_take_id')
    .innerJoin('asset', 'asset.id', 'item.asset_id')
    .select(['take.id', 'take.name', 'asset.kind'])
    .select(eb => eb.fn.countAll<number>().as('things'))
    .where('take.school_id', '=', schoolId)
    .where('take.status', '=', 'signed')
    .where('item.outcome', '=', 'missing')
    .where('asset.state', 'in', expectedStates)
    .whereRef('asset.state_at', '<', 'take.finished_at')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('stock_take_item as later')
            .select('later.id')
            .whereRef('later.asset_id', '=', 'item.asset_id')
            .whereRef('later.seen_at', '>', 'take.started_at'),
        ),
      ),
    )
    .groupBy(['take.id', 'take.name', 'take.signed_at', 'asset.kind'])
    .orderBy('take.signed_at', 'desc')
    .execute();
  const found = new Map<string, Unfound>();
  for (const { id, name, kind, things } of rows) {
    const one = found.get(id) ?? { id, name, things: 0, keepsData: false };
    const keepsData = one.keepsData || dataKinds.includes(kind as AssetKind);
    found.set(id, { ...one, things: one.things + Number(things), keepsData });
  }
  return [...found.values()];
}

export async function takeMatters({ db }: Context, schoolId: string): Promise<TakeMatters> {
  const found = await db
    .selectFrom('stock_take')
    .select(eb => [
      eb.fn.countAll<number>().filterWhere('status', '=', 'finished').as('unsigned'),
      eb.fn.max('signed_at').as('last'),
    ])
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  const { timeZone } = await readSchool(db, schoolId);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const last = found.last === null ? null : Number(found.last);
  const unfound = last === null ? [] : await readUnfound(db, schoolId);
  return { unsigned: Number(found.unsigned), lastSignedOn: last === null ? null : day.format(last), unfound };
}
