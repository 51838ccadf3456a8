/** Entering and changing suppliers and contracts, with what changed in the audit log. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import type { contractInput, supplierInput } from '../../../shared/protocol/api/suppliers.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type ContractRow, nameKey, type SupplierRow } from './present.ts';

type Value = string | number | null;

const supplierWords = {
  name: 'name',
  contact: 'contact',
  phone: 'telephone',
  email: 'e-mail',
  website: 'website',
  account: 'account number',
  processor: 'handles personal data',
  agreement_on: 'agreement signed',
  agreement_until: 'agreement until',
  notes: 'notes',
  ended_on: 'ended',
} as const;

const contractWords = {
  title: 'title',
  kind: 'kind',
  reference: 'reference',
  starts_on: 'starts',
  ends_on: 'ends',
  notice_days: 'days of notice',
  renews: 'goes on by itself',
  yearly_cost: 'cost a year',
  notes: 'notes',
  ended_on: 'ended',
} as const;

function say(column: string, value: Value): string {
  if (value === null) return 'nothing';
  if (column.endsWith('_cost')) return sayMoney(Number(value));
  if (column === 'renews') return value === 1 ? 'yes' : 'no';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? sayDay(value) : String(value);
}

/** "ends from 31 Mar 2027 to 31 Mar 2028; cost a year from nothing to £900.00" */
function sayChanges<C extends string>(
  words: Record<C, string>,
  before: Record<NoInfer<C>, Value>,
  after: Record<NoInfer<C>, Value>,
): string {
  const said = (Object.entries(words) as [C, string][])
    .filter(([column]) => before[column] !== after[column])
    .map(([column, name]) =>
      column === 'notes'
        ? name
        : `${name} from ${say(column, before[column])} to ${say(column, after[column])}`,
    )
    .join('; ');
  return said.length > 900 ? `${said.slice(0, 899)}…` : said;
}

/** Enters a supplier, or changes one as the person saw it. Throws 404, `supplier.taken`, `supplier.changed_meanwhile`. */
export async function saveSupplier(
  context: Context,
  by: Caller,
  id: string | null,
  given: z.output<typeof supplierInput>,
): Promise<string> {
  if (given.agreementUntil !== null && given.agreementOn === null)
    throw invalid('Say when the agreement was signed.', { agreementOn: 'Say when it was signed' });
  if (given.agreementOn !== null && given.agreementUntil !== null && given.agreementUntil < given.agreementOn)
    throw invalid('The agreement would end before it began.', { agreementUntil: 'Before it was signed' });
  const columns = {
    name: given.name,
    name_key: nameKey(given.name),
    contact: given.contact,
    phone: given.phone,
    email: given.email,
    website: given.website,
    account: given.account,
    processor: given.processor,
    agreement_on: given.agreementOn,
    agreement_until: given.agreementUntil,
    notes: given.notes,
    ended_on: given.endedOn,
  };
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseTaken(tx, by.schoolId, columns, id);
    const stamp = { changed_at: context.now(), changed_by: by.name };
    if (id === null) {
      const key = randomUUIDv7();
      const row: SupplierRow = { ...columns, ...stamp, id: key, school_id: by.schoolId, revision: 1 };
      await tx.insertInto('supplier').values(row).execute();
      const facts = { name: given.name };
      await context.audit.record(tx, by, 'supplier.entered', { subject: key, facts });
      return key;
    }
    const before = await findSupplier(tx, by.schoolId, id);
    refuseOld(before, given.revision, 'supplier', before.name);
    const changes = sayChanges(supplierWords, before, columns);
    if (changes === '') return id;
    const revision = before.revision + 1;
    await tx
      .updateTable('supplier')
      .set({ ...columns, ...stamp, revision })
      .where('id', '=', id)
      .execute();
    const facts = { name: before.name, changes };
    await context.audit.record(tx, by, 'supplier.changed', { subject: id, facts });
    return id;
  });
}

async function refuseTaken(tx: Tx, schoolId: string, { name, name_key }: SupplierNames, id: string | null) {
  const other = await tx
    .selectFrom('supplier')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('name_key', '=', name_key)
    .executeTakeFirst();
  if (other !== undefined && other.id !== id)
    throw conflict('supplier.taken', `${name} is in the list already. Open it there.`, {
      name: 'In the list already',
    });
}
type SupplierNames = Pick<SupplierRow, 'name' | 'name_key'>;

function refuseOld(
  row: { revision: number; changed_by: string },
  seen: number | undefined,
  what: string,
  name: string,
) {
  if (row.revision === seen) return;
  throw conflict(
    `${what}.changed_meanwhile`,
    `${row.changed_by} has changed “${name}” since you opened it. Close this, look at it again and write your change then.`,
  );
}

/** Throws `supplier.not_found`. */
export async function findSupplier(db: Tx, schoolId: string, id: string): Promise<SupplierRow> {
  const row = await db
    .selectFrom('supplier')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('supplier');
  return row;
}

function contractColumns(given: z.output<typeof contractInput>) {
  if (given.endsOn !== null && given.endsOn < given.startsOn)
    throw invalid('It would end before it began.', { endsOn: 'Before it starts' });
  if (given.endsOn === null && given.noticeDays !== null)
    throw invalid('Days of notice count back from its end.', { endsOn: 'Say when its term ends' });
  return {
    title: given.title,
    kind: given.kind,
    reference: given.reference,
    starts_on: given.startsOn,
    ends_on: given.endsOn,
    notice_days: given.noticeDays,
    renews: given.renews ? 1 : 0,
    yearly_cost: given.yearlyCost,
    notes: given.notes,
    ended_on: given.endedOn,
  };
}

/** Throws `supplier.not_found`, 400 for days that do not fit. */
export async function enterContract(
  context: Context,
  by: Caller,
  supplierId: string,
  given: z.output<typeof contractInput>,
): Promise<void> {
  const columns = contractColumns(given);
  await context.db.transaction().execute(async tx => {
    const { name } = await findSupplier(tx, by.schoolId, supplierId);
    const row: ContractRow = {
      ...columns,
      ...{ id: randomUUIDv7(), school_id: by.schoolId, supplier_id: supplierId, revision: 1 },
      ...{ changed_at: context.now(), changed_by: by.name },
    };
    await tx.insertInto('contract').values(row).execute();
    const until = given.endsOn === null ? 'without an end' : `until ${sayDay(given.endsOn)}`;
    const facts = { title: given.title, name, until };
    await context.audit.record(tx, by, 'contract.entered', { subject: row.id, facts });
  });
}

/** Throws `contract.not_found`, `contract.changed_meanwhile`, 400 for days that do not fit. */
export async function changeContract(
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof contractInput>,
): Promise<void> {
  const columns = contractColumns(given);
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await tx
      .selectFrom('contract')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (before === undefined) throw notFound('contract');
    refuseOld(before, given.revision, 'contract', before.title);
    const changes = sayChanges(contractWords, before, columns);
    if (changes === '') return;
    await tx
      .updateTable('contract')
      .set({
        ...columns,
        revision: before.revision + 1,
        changed_at: context.now(),
        changed_by: by.name,
      })
      .where('id', '=', id)
      .execute();
    const facts = { title: before.title, changes };
    await context.audit.record(tx, by, 'contract.changed', { subject: id, facts });
  });
}
