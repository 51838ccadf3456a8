/** Reads what belongs to whoever asks. */

import type * as z from 'zod';
import type { Loan } from '../../../shared/protocol/api/loans.ts';
import type { OwnComputer, OwnLoan, ownProblemInput } from '../../../shared/protocol/api/own.ts';
import type { Context } from '../context.ts';
import { presentFindings } from '../devices/index.ts';
import { notFound } from '../errors.ts';
import { listLoans, readLoan, readToSign } from '../loans/index.ts';
import { reportProblem } from '../problems/index.ts';
import { askedAt } from '../requests/index.ts';
import type { Caller } from '../route.ts';

const yearMs = 365 * 24 * 3600_000;
const mostLoans = 50;

/** Null for a token or the command line. */
const personOf = (by: Caller) => (by.id.startsWith('person:') ? by.id.slice('person:'.length) : null);

/** Computers of the register that this person holds and that report here. */
const heldBy = ({ db }: Context, schoolId: string, person: string) =>
  db
    .selectFrom('asset')
    .innerJoin('device', 'device.id', 'asset.device_id')
    .select(['asset.tag', 'device.id', 'device.name', 'device.last_seen_at'])
    .where('asset.school_id', '=', schoolId)
    .where('asset.holder_id', '=', person)
    .where('device.status', '=', 'approved')
    .orderBy('asset.tag_order')
    .execute();

export async function readOwnComputers(context: Context, by: Caller): Promise<OwnComputer[]> {
  const { db } = context;
  const person = personOf(by);
  if (person === null) return [];
  const held = await heldBy(context, by.schoolId, person);
  const since = context.now() - yearMs;
  const found: OwnComputer[] = [];
  for (const { tag, id, name, last_seen_at: lastSeenAt } of held) {
    const rows = await db.selectFrom('device_finding').selectAll().where('device_id', '=', id).execute();
    const findings = presentFindings(rows)
      .filter(({ standing }) => standing.state !== 'not_applicable')
      .map(({ finding, standing, title, sentence, next }) => ({
        ...{ control: finding.control, observedAt: finding.observedAt },
        ...{ standing, title, sentence, next },
      }));
    const requests = await askedAt(db, by.schoolId, id, since);
    found.push({ id, name, tag, lastSeenAt, findings, requests });
  }
  return found;
}

function useOf({ statement, statements, agreement }: Loan): OwnLoan['use'] {
  if (statement === 'not_asked' || agreement === null) return null;
  const [last] = statements;
  return {
    statement: agreement.statement,
    due: statement === 'due',
    last: last === undefined ? null : { at: last.at, use: last.use, words: last.words },
  };
}

export async function readOwnLoans(context: Context, by: Caller): Promise<OwnLoan[]> {
  const holder = personOf(by);
  if (holder === null) return [];
  const { items } = await listLoans(context, by, { view: 'all', holder, limit: mostLoans });
  const loans = await Promise.all(items.map(({ id }) => readLoan(context, by, id)));
  const since = context.now() - yearMs;
  const shown = loans.filter(loan => loan.status !== 'withdrawn' && (loan.endedAt ?? since) >= since);
  return Promise.all(
    shown.map(async loan => ({
      ...loan,
      things: loan.items.map(({ tag, what, returned }) => ({ tag, what, back: returned !== null })),
      toSign: await readToSign(context.db, by.schoolId, loan.id),
      use: useOf(loan),
      agreement: loan.agreement?.body ?? null,
    })),
  );
}

/** A computer that is not one's own is as if it were not there. Throws `device.not_found`. */
export async function reportOwnProblem(
  context: Context,
  by: Caller,
  { about, more, computerId }: z.output<typeof ownProblemInput>,
): Promise<{ reportedAt: number }> {
  const person = personOf(by) ?? by.id;
  const held = computerId === null ? [] : await heldBy(context, by.schoolId, person);
  if (computerId !== null && !held.some(({ id }) => id === computerId)) throw notFound('device');
  return reportProblem(context, by, { about, more, deviceId: computerId, person });
}
