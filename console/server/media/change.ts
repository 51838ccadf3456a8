/** Issuing, losing and finding: each change is in every device's policy in the same transaction. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import {
  type MediumInput,
  type MediumState,
  type mediumMove,
  type mediumPatch,
  mediumStateWords,
} from '../../../shared/protocol/api/media.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { nameOrder } from '../devices/index.ts';
import { conflict, invalid } from '../errors.ts';
import { hashSerial, type IssuedPolicy, issueAll, schoolSerialKey, sendFresh } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { openForLost } from './lost.ts';
import { findMedium, type MediumRow } from './store.ts';

/** What fits the policy beside what a school lists there by hand. */
const mostInUse = 250;

/** The change, then what it means for every device, in one transaction; then the devices are told. */
export async function inForce<T>(context: Context, by: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { result, issued } = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const done = await work(tx);
    await refuseTooMany(tx, by.schoolId);
    return { result: done, issued: (await issueAll(context, tx, by.schoolId)) as IssuedPolicy[] };
  });
  await sendFresh(context, issued);
  context.events.nudge(by.schoolId, ['media', 'policies']);
  return result;
}

export async function refuseTooMany(tx: Tx, schoolId: string): Promise<void> {
  const found = await tx
    .selectFrom('school_medium')
    .select(['state', eb => eb.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .where('state', '!=', 'retired')
    .groupBy('state')
    .execute();
  const lost = Number(found.find(one => one.state === 'lost')?.all ?? 0);
  const inUse = found.reduce((sum, one) => sum + Number(one.all), 0) - lost;
  if (Math.max(lost, inUse) > mostInUse)
    throw conflict(
      'medium.too_many',
      `At most ${mostInUse} media can be in use, and as many lost: devices hold the whole list. Retire those that are gone.`,
    );
}

/** Throws `medium.known`, `request.invalid` for a serial that is not the seen stick's. */
export async function insertMedium(
  context: Context,
  tx: Tx,
  by: Caller,
  input: MediumInput,
): Promise<MediumRow> {
  const hash = hashSerial(input.serial, await schoolSerialKey(tx, by.schoolId));
  if (input.seenHash !== undefined && input.seenHash !== hash)
    throw invalid('That is not the serial number of the stick that was seen.', {
      serial: 'This is another stick’s serial number: look again, capital letters count',
    });
  const known = await findBySerial(tx, by.schoolId, input);
  if (known !== undefined)
    throw conflict('medium.known', `This stick is in the register already, as “${known.label}”.`, {
      serial: `Registered as “${known.label}”`,
    });
  const at = context.now();
  const held = await holderOf(tx, by.schoolId, input.holder);
  const row: MediumRow = withSearch({
    id: randomUUIDv7(),
    school_id: by.schoolId,
    revision: 1,
    label: input.label,
    label_order: nameOrder(input.label),
    vendor_id: input.vendorId,
    product_id: input.productId,
    serial: input.serial,
    serial_hash: hash,
    access: input.access,
    encryption: input.encryption,
    ...held,
    state: held.holder === null ? 'in_store' : 'issued',
    state_at: at,
    note: input.note,
    search_text: '',
    seen_at: null,
    seen_device_id: null,
    seen_encrypted: null,
    created_at: at,
    created_by: by.name,
    updated_at: at,
  });
  await tx.insertInto('school_medium').values(row).execute();
  const issued = row.holder === null ? '' : ` and issued to ${row.holder}`;
  await tell(context, tx, by, row, `Entered in the register${issued}`, input.note);
  return row;
}

export const findBySerial = (
  tx: Tx,
  schoolId: string,
  { vendorId, productId, serial }: Pick<MediumInput, 'vendorId' | 'productId' | 'serial'>,
) =>
  tx
    .selectFrom('school_medium')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('vendor_id', '=', vendorId)
    .where('product_id', '=', productId)
    .where('serial', '=', serial)
    .executeTakeFirst();

/** Linked to the one person of that name; a name that several have, or nobody, stays a name. */
async function holderOf(tx: Tx, schoolId: string, name: string) {
  if (name === '') return { holder: null, holder_id: null };
  const found = await tx
    .selectFrom('person')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .where(eb => eb(eb.fn<string>('lower', ['name']), '=', name.toLowerCase()))
    .limit(2)
    .execute();
  const [only] = found;
  if (found.length !== 1 || only === undefined) return { holder: name, holder_id: null };
  return { holder: only.name, holder_id: only.id };
}

const withSearch = (row: MediumRow): MediumRow => ({
  ...row,
  search_text: [row.label, row.serial, `${row.vendor_id}:${row.product_id}`, row.holder ?? '', row.note]
    .join(' ')
    .toLowerCase(),
});

async function tell(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'name'>,
  row: MediumRow,
  sentence: string,
  note: string,
): Promise<void> {
  await tx
    .insertInto('school_medium_event')
    .values({
      id: randomUUIDv7(),
      school_id: row.school_id,
      medium_id: row.id,
      at: context.now(),
      by_name: by.name,
      sentence,
      note,
    })
    .execute();
}

async function write(context: Context, tx: Tx, row: MediumRow): Promise<MediumRow> {
  const next = withSearch({ ...row, revision: row.revision + 1, updated_at: context.now() });
  const { id, school_id: _school, ...values } = next;
  await tx.updateTable('school_medium').set(values).where('id', '=', id).execute();
  return next;
}

async function forChange(tx: Tx, schoolId: string, id: string, revision: number): Promise<MediumRow> {
  const row = await findMedium(tx, schoolId, id);
  if (row.revision !== revision)
    throw conflict('medium.changed', `Somebody changed “${row.label}” meanwhile. Look at it again.`);
  return row;
}

/** Throws `medium.not_found`, `medium.changed`. */
export async function patchMedium(
  context: Context,
  by: Caller,
  id: string,
  { revision, ...patch }: z.output<typeof mediumPatch>,
): Promise<void> {
  await inForce(context, by, async tx => {
    const before = await forChange(tx, by.schoolId, id, revision);
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const after: MediumRow = { ...before, ...Object.fromEntries(given) };
    after.label_order = nameOrder(after.label);
    const changes = given
      .filter(([name, value]) => before[name as keyof MediumRow] !== value)
      .map(([name]) => fieldWords[name] ?? name);
    if (changes.length === 0) return;
    await write(context, tx, after);
    await tell(context, tx, by, after, `Changed: ${changes.join(', ')}`, '');
    const facts = { label: after.label, changes: changes.join(', ') };
    await context.audit.record(tx, by, 'medium.changed', { subject: id, facts });
  });
}

const fieldWords: Record<string, string> = {
  label: 'its name',
  access: 'what it may be used for',
  encryption: 'what is known of its encryption',
  note: 'the note',
};

/** Throws `medium.not_found`, `medium.changed`, `request.invalid` for an issue to nobody. */
export async function moveMedium(
  context: Context,
  by: Caller,
  id: string,
  move: z.output<typeof mediumMove>,
): Promise<void> {
  await inForce(context, by, async tx => {
    const before = await forChange(tx, by.schoolId, id, move.revision);
    if (move.to === 'issued' && move.holder === '')
      throw invalid('Say who has it.', { holder: 'Write the name of the person who has it' });
    const held =
      move.to === 'issued'
        ? await holderOf(tx, by.schoolId, move.holder)
        : move.to === 'lost'
          ? { holder: before.holder, holder_id: before.holder_id }
          : { holder: null, holder_id: null };
    const after = await write(context, tx, {
      ...before,
      ...held,
      state: move.to,
      state_at: context.now(),
    });
    const sentence = moved(before, after);
    await tell(context, tx, by, after, sentence, move.note);
    if (move.to === 'lost' && before.state !== 'lost') await openForLost(context, tx, by, after);
    const because = move.note === '' ? '' : `: ${move.note}`;
    const facts = { label: after.label, what: sentence.charAt(0).toLowerCase() + sentence.slice(1), because };
    await context.audit.record(tx, by, 'medium.moved', { subject: id, facts });
  });
}

function moved(before: MediumRow, after: MediumRow): string {
  const holder = before.holder ?? 'nobody';
  if (after.state === 'issued')
    return `${before.state === 'lost' ? 'Found, and issued' : 'Issued'} to ${after.holder}`;
  if (after.state === 'lost') return `Lost or stolen; ${holder} had it`;
  if (before.state === 'lost') return `Found; ${mediumStateWords[after.state as MediumState].toLowerCase()}`;
  if (after.state === 'in_store')
    return before.state === 'issued' ? `Returned by ${holder}` : 'In store again';
  return 'Retired';
}
