/** Moves an asset on in its life: by a person's choice, or by a room that has the papers of the step. */
import type * as z from 'zod';
import { standardWords } from '../../../shared/assets/state-words.ts';
import { type AssetState, isStep, missingFor, whyNot } from '../../../shared/assets/states.ts';
import type { AssetValues, assetStateInput } from '../../../shared/protocol/api/assets.ts';
import type { Context } from '../context.ts';
import { lockSchool, rowLock, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readStateSayer, sayState } from '../schools/index.ts';
import { type AssetRecord, changesBetween, columnsOf, sayChanges, tidy, valuesOf } from './columns.ts';
import { openIfGone } from './gone.ts';
import { holdAsset, linesOf, refuseOwnDevice, saveAsset, writeHistory } from './record.ts';

export async function changeState(
  context: Context,
  by: Caller,
  id: string,
  input: z.output<typeof assetStateInput>,
) {
  const { revision, to, note = '', ...given } = input;
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    // First, as everywhere: an incident that begins here locks it, too.
    await lockSchool(tx, by.schoolId);
    const row = await holdAsset(tx, by.schoolId, id, revision);
    const from = row.state as AssetState;
    await refuseWhileLent(tx, row);
    const say = await readStateSayer(tx, by.schoolId);
    const impossible = whyNot(from, to, say);
    if (impossible !== undefined)
      throw conflict('asset.state_impossible', `“${row.tag}”: ${impossible}`, { to: impossible });
    await moveOn(context, tx, by, row, { to, note, given, at });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

interface Step {
  to: AssetState;
  note: string;
  given: Partial<AssetValues>;
  /** Who holds it from now on; left out, another name lets the old person go. */
  holderId?: string | null | undefined;
  /** From now on protected data may have been on it. */
  holdsData?: boolean;
  at: number;
}

async function moveOn(context: Context, tx: Tx, by: Caller, row: AssetRecord, step: Step) {
  const { to, note, given, at } = step;
  const from = row.state as AssetState;
  const before = valuesOf(row);
  const after = { ...before, ...tidy(given) };
  const say = await readStateSayer(tx, by.schoolId);
  refuseMissing(to, after, note, say);
  const holder = holderAfter(row, before, after, step.holderId);
  refuseOwnDevice(by, row, { ...row, holder_id: holder });
  const moved = from === to ? {} : { state: to, state_at: at };
  const held = row.held_data_at ?? (step.holdsData ? at : null);
  await saveAsset(tx, row, { ...columnsOf(after), holder_id: holder, held_data_at: held, ...moved }, at);
  const changes = changesBetween(before, after);
  const stamp = { schoolId: by.schoolId, name: by.name, at, origin: 'hand' } as const;
  if (from === to) {
    await writeHistory(
      tx,
      stamp,
      linesOf(row.id, changes).map(line => ({ ...line, note: note || null })),
    );
    const facts = { tag: row.tag, changes: `${sayChanges(changes)}${note === '' ? '' : ` (${note})`}` };
    await context.audit.record(tx, by, 'asset.changed', { subject: row.id, facts });
    return;
  }
  const line = { assetId: row.id, field: 'state', before: standardWords[from], after: standardWords[to] };
  await writeHistory(tx, stamp, [{ ...line, note: note || null }, ...linesOf(row.id, changes)]);
  await context.audit.record(tx, by, 'asset.state_changed', {
    subject: row.id,
    facts: {
      tag: row.tag,
      before: say(from),
      state: say(to),
      because: note === '' ? '' : `, because “${note.slice(0, 300)}”`,
    },
  });
  await openIfGone(context, tx, by, { ...row, held_data_at: held }, to);
}

/**
 * For rooms that have the papers of a step: moves an asset on inside their transaction, with its history and its line
 * in the audit log. Tell the pages afterwards. Throws `asset.not_found`, `asset.state_impossible`, 400 for what is missing.
 */
export async function moveAsset(
  context: Context,
  tx: Tx,
  by: Caller,
  id: string,
  step: Omit<Step, 'at'>,
): Promise<AssetRecord> {
  const row = await tx
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('id', '=', id)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  if (row === undefined) throw notFound('asset');
  const from = row.state as AssetState;
  if (from !== step.to && !isStep(from, step.to))
    throw conflict(
      'asset.state_impossible',
      `“${row.tag}” is “${await sayState(tx, by.schoolId, from)}” and cannot become “${await sayState(tx, by.schoolId, step.to)}”.`,
    );
  await moveOn(context, tx, by, row, { ...step, at: context.now() });
  return row;
}

/** What is out on a loan comes back through the loan, or its handover would never end. */
async function refuseWhileLent(tx: Tx, row: AssetRecord): Promise<void> {
  const lent = await tx
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select(['loan.number', 'loan.holder_name'])
    .where('loan_item.asset_id', '=', row.id)
    .where('loan.status', '=', 'out')
    .where('loan_item.back_at', 'is', null)
    .executeTakeFirst();
  if (lent === undefined) return;
  throw conflict(
    'asset.lent',
    `“${row.tag}” is with ${lent.holder_name}, loan ${lent.number}. Take it back there, also when it is lost: open Loans.`,
  );
}

/** Throws 400 with each missing field and what to write there. */
export function refuseMissing(
  to: AssetState,
  values: AssetValues,
  note: string,
  say: (state: AssetState) => string,
): void {
  const missing = missingFor(to, { ...values, note });
  if (Object.keys(missing).length === 0) return;
  throw invalid(
    `For “${say(to)}” something more is needed: ${Object.values(missing).join('. ')}.`,
    missing as Record<string, string>,
    'asset.state_needs',
  );
}

/** Another name without an id means another holder: the old person is let go. */
export function holderAfter(
  row: AssetRecord,
  before: AssetValues,
  after: AssetValues,
  asked: string | null | undefined,
) {
  if (asked !== undefined) return asked;
  return before.holder === after.holder ? row.holder_id : null;
}
