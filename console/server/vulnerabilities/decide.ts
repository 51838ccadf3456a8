/** What a person decides about a weakness: mend it by a day, live with it until a day, or say that it does not concern us. */
import type * as z from 'zod';
import type { decisionInput, safeVersionInput } from '../../../shared/protocol/api/vulnerabilities.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { packageDue } from '../software/index.ts';
import { findVulnerability } from './list.ts';
import { dayOf, matchPass } from './pass.ts';
import type { Row } from './present.ts';
import { standingOf } from './standing.ts';

type Wish = z.output<typeof decisionInput>;

const yearMs = 365 * 24 * 3600_000;

/** Throws 400 with what is missing, `vulnerability.changed`, `vulnerability.ended`. */
export async function decide(context: Context, by: Caller, id: string, wish: Wish): Promise<void> {
  check(wish, context.now());
  await context.db.transaction().execute(async tx => {
    const row = await current(tx, by, id, wish.revision);
    if (row.fixed_at !== null)
      throw conflict(
        'vulnerability.ended',
        'This is on no device any longer, so there is nothing to decide.',
      );
    const decision = wish.kind === 'none' ? null : wish.kind;
    const until = decision === null ? null : (wish.until ?? null);
    const asks = row.package.startsWith('product:') && row.safe_version === null;
    await tx
      .updateTable('vulnerability')
      .set({
        decision,
        decision_until: until,
        decision_reason: decision === null ? null : (wish.reason ?? null),
        decided_at: decision === null ? null : context.now(),
        decided_by: decision === null ? null : by.name,
        standing: standingOf({ decision, decision_until: until, asks }, dayOf(context.now())),
        revision: row.revision + 1,
      })
      .where('id', '=', id)
      .execute();
    await packageDue(tx, by.schoolId, row.package);
    const facts = { what: row.key, title: row.title, until: until ?? '', reason: wish.reason ?? '' };
    await context.audit.record(tx, by, `vulnerability.${actions[wish.kind]}`, { subject: id, facts });
  });
  await again(context, by.schoolId);
}

const actions: Record<Wish['kind'], string> = {
  fix: 'planned',
  accept: 'accepted',
  not_affected: 'not_affected',
  none: 'undecided',
};

function check(wish: Wish, now: number): void {
  const today = dayOf(now);
  if ((wish.kind === 'fix' || wish.kind === 'accept') && wish.until === undefined)
    throw invalid('Choose the day until which this holds.', { until: 'Choose a day' });
  if (wish.until !== undefined && wish.until < today)
    throw invalid('That day is over.', { until: 'Choose today or a later day' });
  if (wish.until !== undefined && wish.until > dayOf(now + yearMs))
    throw invalid('At most a year ahead.', { until: 'At most a year ahead' });
  if ((wish.kind === 'accept' || wish.kind === 'not_affected') && (wish.reason ?? '') === '')
    throw invalid('Say why, for whoever reads it later.', { reason: 'Say why' });
}

/** Throws `vulnerability.changed` when somebody else was faster. */
async function current(tx: Tx, by: Caller, id: string, revision: number): Promise<Row> {
  const row = await findVulnerability(tx, by.schoolId, id);
  if (row.revision !== revision)
    throw conflict('vulnerability.changed', 'Somebody else decided about this meanwhile. Look at it again.');
  return row;
}

/** The first safe version of a product, for which the catalogue has none; null asks again. */
export async function setSafeVersion(
  context: Context,
  by: Caller,
  id: string,
  wish: z.output<typeof safeVersionInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const row = await current(tx, by, id, wish.revision);
    if (!row.package.startsWith('product:'))
      throw invalid('Advisories tell the safe version of this package themselves.', {
        version: 'Not needed here',
      });
    await tx
      .updateTable('vulnerability')
      .set({ safe_version: wish.version, revision: row.revision + 1 })
      .where('id', '=', id)
      .execute();
    await packageDue(tx, by.schoolId, row.package);
    const facts = { what: row.key, title: row.title, version: wish.version ?? 'none' };
    await context.audit.record(tx, by, 'vulnerability.safe_version', { subject: id, facts });
  });
  await again(context, by.schoolId);
}

async function again(context: Context, schoolId: string): Promise<void> {
  await matchPass(context, schoolId);
  context.events.nudge(schoolId, ['software', 'audit']);
}
