/** Nothing is expected any more of what was entered by mistake, as long as it is counted and nobody has seen it. */
import type { LetGo } from '../assets/index.ts';
import type { Context } from '../context.ts';

/** The log names each stock-take that expects one thing less. */
export const letGo =
  (context: Context): LetGo =>
  async (tx, by, assetIds) => {
    const expected = await tx
      .selectFrom('stock_take_item as item')
      .innerJoin('stock_take as take', 'take.id', 'item.stock_take_id')
      .select(['item.id', 'item.tag', 'take.id as takeId', 'take.name'])
      .where('item.asset_id', 'in', assetIds)
      .where('take.status', '=', 'open')
      .where('item.seen_at', 'is', null)
      .where('item.note', 'is', null)
      .execute();
    for (const { id, tag, takeId, name } of expected) {
      await tx.deleteFrom('stock_take_item').where('id', '=', id).execute();
      await context.audit.record(tx, by, 'stock_take.let_go', { subject: takeId, facts: { tag, name } });
    }
  };
