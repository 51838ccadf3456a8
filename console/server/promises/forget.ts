/**
 * What computers had said is kept for thirteen months behind the pages of past days, the pages for seven years. Each page
 * is sealed over what stood behind it, so what goes is first held against its seals and then written into the audit log:
 * the decision is in ../retention/README.md.
 */
import { forgetChanges, historyHash } from '../devices/index.ts';
import type { ForgetContext, Forgetting } from '../retention/index.ts';
import { behindPart, itself } from './days.ts';
import { type ForgottenEvidence, isWholeUpTo, readForgotten } from './verify.ts';

/** The log has a line a day of the page that was kept; what went is told once a week. */
const weekMs = 7 * 24 * 3600_000;

export const forgettingEvidence: Forgetting = {
  key: 'reports',
  written: false,
  async forget({ context, schoolId, before }) {
    const { evidence } = await readForgotten(context.db, schoolId);
    if (evidence !== null && context.now() - evidence.at < weekMs) return 0;
    const days = await context.db
      .selectFrom('promise_day')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('day', '>', evidence?.through ?? '')
      .where('kept_at', '<', before)
      .orderBy('day')
      .execute();
    const last = days.at(-1);
    const sealed = last === undefined ? undefined : behindPart.parse(JSON.parse(last.body)).behind;
    if (last === undefined || sealed === undefined) return 0;
    if (!(await isWholeUpTo(context.db, schoolId, days, evidence))) {
      context.log.error({ day: last.day }, 'what computers had said is not as it was sealed, so it stays');
      return 0;
    }
    return forgetUpTo(context, schoolId, last.day, sealed.upTo);
  },
};

/** How each computer stood at that moment stays: later days are told from it. */
async function forgetUpTo({ db, audit }: ForgetContext, schoolId: string, through: string, upTo: number) {
  return db.transaction().execute(async tx => {
    const changes = await forgetChanges(tx, schoolId, upTo);
    await tx
      .deleteFrom('promise_look')
      .where('school_id', '=', schoolId)
      .where('day', '<=', through)
      .execute();
    const hash = await historyHash(tx, schoolId, { from: 0, upTo });
    const facts: ForgottenEvidence & { changes: number } = { through, upTo, hash, changes };
    await audit.record(tx, itself(schoolId), 'evidence.forgotten', { facts: { ...facts } });
    return changes;
  });
}

/** Whole pages, oldest first, once nothing stands behind them any more. */
export const forgettingDays: Forgetting = {
  key: 'days',
  written: false,
  async forget({ context, schoolId, before }) {
    const { evidence } = await readForgotten(context.db, schoolId);
    return context.db.transaction().execute(async tx => {
      const old = await tx
        .selectFrom('promise_day')
        .select(['day', 'hash'])
        .where('school_id', '=', schoolId)
        .where('kept_at', '<', before)
        .where('day', '<=', evidence?.through ?? '')
        .orderBy('day')
        .execute();
      const last = old.at(-1);
      if (last === undefined) return 0;
      await tx
        .deleteFrom('promise_day')
        .where('school_id', '=', schoolId)
        .where('day', '<=', last.day)
        .execute();
      const facts = { through: last.day, hash: last.hash, count: old.length };
      await context.audit.record(tx, itself(schoolId), 'promises.days_forgotten', { facts });
      return old.length;
    });
  },
};
