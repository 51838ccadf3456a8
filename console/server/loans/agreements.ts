/** What holders sign, in every wording: a new one never touches what was signed under an old one. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import {
  type AgreementKind,
  agreementKinds,
  plainAgreement,
  plainStatement,
} from '../../../shared/loans/agreement.ts';
import type { Agreement, agreementInput } from '../../../shared/protocol/api/loans.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';

type Row = Database['loan_agreement'];

const hashOf = (body: string, statement: string) =>
  createHash('sha256')
    .update(JSON.stringify([body, statement]))
    .digest('hex');

export function presentAgreement(row: Row): Omit<Agreement, 'loans'> {
  const { id, number, body, statement, hash } = row;
  const kind = agreementKinds.find(one => one === row.kind) ?? 'general';
  return { id, number, kind, body, statement, hash, createdAt: row.created_at, createdBy: row.created_by };
}

const newest = (db: Tx, schoolId: string, kind?: AgreementKind) =>
  db
    .selectFrom('loan_agreement')
    .selectAll()
    .where('school_id', '=', schoolId)
    .$if(kind !== undefined, of => of.where('kind', '=', kind ?? 'general'))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();

/** The wording that holds for this kind of loan. Throws where `currentAgreement` was never called. */
export async function agreementOf(db: Tx, schoolId: string, kind: AgreementKind): Promise<Row> {
  const found = (await newest(db, schoolId, kind)) ?? (await newest(db, schoolId, 'general'));
  if (found === undefined) throw new Error('no loan agreement is written down');
  return found;
}

/** The wording that holds now; the plain one is written down when it is first needed. */
export async function currentAgreement(context: Context, schoolId: string): Promise<Row> {
  return (
    (await newest(context.db, schoolId, 'general')) ??
    context.db.transaction().execute(async tx => {
      await lockSchool(tx, schoolId);
      const there = await newest(tx, schoolId, 'general');
      return (
        there ??
        insert(tx, schoolId, 1, 'general', plainAgreement, plainStatement, context.now(), 'Caretaker')
      );
    })
  );
}

async function insert(
  tx: Tx,
  schoolId: string,
  number: number,
  kind: AgreementKind,
  body: string,
  statement: string,
  at: number,
  by: string,
): Promise<Row> {
  const row: Row = {
    id: randomUUIDv7(),
    school_id: schoolId,
    number,
    kind,
    body,
    statement,
    hash: hashOf(body, statement),
    created_at: at,
    created_by: by,
  };
  await tx.insertInto('loan_agreement').values(row).execute();
  return row;
}

/** Newest first. */
export async function listAgreements(
  context: Context,
  schoolId: string,
): Promise<{ items: Agreement[]; next: null }> {
  await currentAgreement(context, schoolId);
  const rows = await context.db
    .selectFrom('loan_agreement')
    .selectAll('loan_agreement')
    .select(eb =>
      eb
        .selectFrom('loan')
        .select(of => of.fn.countAll<number>().as('all'))
        .whereRef('loan.agreement_id', '=', 'loan_agreement.id')
        .as('loans'),
    )
    .where('school_id', '=', schoolId)
    .orderBy('number', 'desc')
    .execute();
  return {
    items: rows.map(row => ({ ...presentAgreement(row), loans: Number(row.loans ?? 0) })),
    next: null,
  };
}

/** Throws `agreement.same`. */
export async function writeAgreement(
  context: Context,
  by: Caller,
  given: z.output<typeof agreementInput>,
): Promise<void> {
  await currentAgreement(context, by.schoolId);
  const before = await newest(context.db, by.schoolId, given.kind);
  if (hashOf(given.body, given.statement) === before?.hash)
    throw conflict('agreement.same', 'This is the wording that holds already.');
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const number = ((await newest(tx, by.schoolId))?.number ?? 0) + 1;
    await insert(tx, by.schoolId, number, given.kind, given.body, given.statement, context.now(), by.name);
    await context.audit.record(tx, by, 'loan.agreement_written', { facts: { number } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}
