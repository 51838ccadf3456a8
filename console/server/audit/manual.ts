/** Changes that were made elsewhere, such as in the school's web filter, and belong into the same log (J-02, J-03). */
import type * as z from 'zod';
import type { auditManual } from '../../../shared/protocol/api/audit.ts';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

const dayMs = 24 * 3600_000;

/** It cannot be changed or taken back, like every entry; a later one can put it right. Throws `request.invalid` for a day to come. */
export async function enterByHand(
  context: Context,
  by: Caller,
  { about, what, why, who, approvedBy, on, askedBy, risk, wayBack }: z.output<typeof auditManual>,
): Promise<void> {
  if (Date.parse(on) > context.now() + dayMs)
    throw invalid('That day is still to come.', { on: 'Choose today or an earlier day' });
  const approved = approvedBy === '' ? '' : `, approved by ${approvedBy}`;
  const facts = { what, why, who, approved, on: sayDay(on), askedBy, risk, wayBack };
  const action = about === 'filtering' ? 'filtering.changed' : 'change.entered';
  await context.db.transaction().execute(tx => context.audit.record(tx, by, action, { facts }));
}

const sayDay = (day: string) =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
