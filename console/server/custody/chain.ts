/** The chain of custody of one thing: what the register says of its quarantine, and who had it in between. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { standardWords } from '../../../shared/assets/state-words.ts';
import type { CustodyEntry, custodyInput } from '../../../shared/protocol/api/custody.ts';
import { findAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

/** As the history keeps it, whatever the school calls it. */
const quarantined = standardWords.quarantined;
/** Somebody's clock may go before ours. */
const aheadMs = 120_000;
const most = 500;

/** Oldest first. Throws `asset.not_found`. */
export async function readChain(db: Tx, schoolId: string, assetId: string): Promise<CustodyEntry[]> {
  await findAsset(db, schoolId, assetId);
  const steps = await db
    .selectFrom('asset_history')
    .select(['id', 'at', 'by_name', 'before', 'after', 'note'])
    .where('asset_id', '=', assetId)
    .where('field', '=', 'state')
    .where(eb => eb.or([eb('before', '=', quarantined), eb('after', '=', quarantined)]))
    .orderBy('at')
    .limit(most)
    .execute();
  const held = await entriesOf(db, assetId);
  const chain = [
    ...steps.map(
      (step): CustodyEntry => ({
        id: step.id,
        what: step.after === quarantined ? 'begun' : 'ended',
        ...{ happenedAt: step.at, heldBy: null, place: null, seal: null, note: step.note },
        ...{ notedAt: step.at, notedBy: step.by_name },
      }),
    ),
    ...held.map(
      (row): CustodyEntry => ({
        ...{ id: row.id, what: 'held', happenedAt: row.happened_at, heldBy: row.held_by, place: row.place },
        ...{ seal: row.seal, note: row.note, notedAt: row.noted_at, notedBy: row.noted_by },
      }),
    ),
  ];
  // What people write down is to the minute.
  const minute = ({ happenedAt }: CustodyEntry) => Math.floor(happenedAt / 60_000);
  return chain.sort((a, b) => minute(a) - minute(b) || a.notedAt - b.notedAt);
}

const entriesOf = (db: Tx, assetId: string) =>
  db
    .selectFrom('asset_custody')
    .selectAll()
    .where('asset_id', '=', assetId)
    .orderBy('happened_at')
    .orderBy('id')
    .limit(most)
    .execute();

/** Throws `custody.not_quarantined`, `custody.order`, `custody.too_many`, 400 where a seal changes without a word. */
export async function addEntry(
  context: Context,
  by: Caller,
  assetId: string,
  given: z.output<typeof custodyInput>,
): Promise<void> {
  const at = context.now();
  if (given.happenedAt > at + aheadMs)
    throw invalid('This has not happened yet.', { happenedAt: 'This moment has not come yet' });
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { tag, state } = await findAsset(tx, by.schoolId, assetId);
    if (state !== 'quarantined')
      throw conflict(
        'custody.not_quarantined',
        `“${tag}” is not quarantined. Change its state in the register first, with the reason.`,
      );
    const before = await entriesOf(tx, assetId);
    refuseGap(before.at(-1), given);
    if (before.length >= most) throw conflict('custody.too_many', `“${tag}” has ${most} entries already.`);
    const { heldBy, place, happenedAt } = given;
    const row = { id: randomUUIDv7(), school_id: by.schoolId, asset_id: assetId, happened_at: happenedAt };
    const words = { held_by: heldBy, place, seal: given.seal || null, note: given.note || null };
    await tx
      .insertInto('asset_custody')
      .values({ ...row, ...words, noted_at: at, noted_by: by.name })
      .execute();
    const seal = given.seal === '' ? 'no seal' : `seal ${given.seal}`;
    await context.audit.record(tx, by, 'asset.custody', {
      subject: assetId,
      facts: { tag, holder: heldBy, place, seal },
    });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

/** A chain is only as good as its order, and as the word for each seal that is another one. */
function refuseGap(
  last: { happened_at: number; seal: string | null } | undefined,
  { happenedAt, seal, note }: z.output<typeof custodyInput>,
): void {
  if (last === undefined) return;
  if (happenedAt < last.happened_at)
    throw conflict(
      'custody.order',
      'It was handed on later than that already. Entries follow each other: write the older one into the note of a new one.',
      { happenedAt: 'Not before the entry above it' },
    );
  if ((last.seal ?? '') !== seal && note === '')
    throw invalid('The seal is another one than before: say why.', {
      note: 'Say why the seal is another one',
    });
}
