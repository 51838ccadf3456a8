/** Whose device it is, as somebody said. */
import type * as z from 'zod';
import {
  type NeighbourDecision,
  type neighbourDecide,
  neighbourDecisionWords,
} from '../../../shared/protocol/api/neighbours.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { searchText } from './hear.ts';
import { readNeighbour } from './list.ts';

/** Throws `neighbour.not_found`, or what is wrong with the tag. */
export async function decide(
  context: Context,
  by: Caller,
  id: string,
  { decision, note, assetTag }: z.output<typeof neighbourDecide>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const before = await readNeighbour(tx, by.schoolId, id);
    const assetId = await assetOf(tx, by.schoolId, decision, assetTag);
    await tx
      .updateTable('neighbour')
      .set({
        ...{ decision, note, asset_id: assetId },
        decided_by: decision === 'open' ? null : by.name,
        decided_at: decision === 'open' ? null : context.now(),
        search_text: searchText(before.name, before.address, before.maker, note),
      })
      .where('id', '=', id)
      .execute();
    // Not its name, often a person's telephone: the log is kept for longer than the device is remembered.
    const what = `one of the maker ${before.maker ?? 'unknown'}`;
    const facts = { what, decision: neighbourDecisionWords[decision].toLowerCase() };
    await context.audit.record(tx, by, 'neighbours.decided', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['devices']);
}

async function assetOf(
  tx: Tx,
  schoolId: string,
  decision: NeighbourDecision,
  tag: string | undefined,
): Promise<string | null> {
  if (decision !== 'ours' || tag === undefined || tag === '') return null;
  const asset = await tx
    .selectFrom('asset')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('tag', '=', tag)
    .executeTakeFirst();
  if (asset === undefined)
    throw invalid('No asset has that tag.', { assetTag: 'No asset of the register has this tag' });
  return asset.id;
}
