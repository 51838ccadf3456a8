/** What the school decides once about its disposals. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { sayMoney } from '../../../shared/assets/money.ts';
import { isLooser } from '../../../shared/disposals/limit.ts';
import { type Category, categoryWords } from '../../../shared/disposals/methods.ts';
import { type DisposalRules, disposalRules } from '../../../shared/protocol/api/disposal-inputs.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';

const usualAcceptance =
  'The company named here takes over the things listed with their serial numbers and the storage in them. It accepts ' +
  'responsibility for destroying all personal data that may still be on them, by a method named in its certificate, ' +
  'for each storage serial number, and for treating the waste as the law asks. It will send a certificate for each.';

const usual: DisposalRules = {
  governorsFrom: null,
  ownYears: 6,
  least: 'clear',
  acceptance: usualAcceptance,
};

const ruleRow = (db: Tx, schoolId: string) =>
  db.selectFrom('disposal_rule').selectAll().where('school_id', '=', schoolId).executeTakeFirst();

/** Somebody saved them once, also where that changed nothing. */
export const areDecided = async (db: Tx, schoolId: string): Promise<boolean> =>
  (await ruleRow(db, schoolId)) !== undefined;

export async function readRules(db: Tx, schoolId: string): Promise<DisposalRules> {
  const row = await ruleRow(db, schoolId);
  if (row === undefined) return usual;
  return {
    governorsFrom: row.governors_from,
    ownYears: row.own_years,
    least: row.least as Category,
    acceptance: row.acceptance,
  };
}

interface Change {
  before: DisposalRules;
  after: DisposalRules;
}

/** One set of rules in a school, so one change of them waits at a time. */
const subject = 'disposal-rules';

export const rulesKind: ApprovalKind<Change> = {
  kind: 'disposal-rules',
  permission: 'disposals.loosen',
  stepUp: false,
  waitsMs: 28 * 24 * 3600_000,
  alone: 'refuse',
  read: payload => z.object({ before: disposalRules, after: disposalRules }).parse(payload),
  async approved(context, tx, asked) {
    const { before, after } = asked.payload;
    if (!isDeepStrictEqual(await readRules(tx, asked.schoolId), before))
      throw conflict(
        'rules.changed',
        'The rules were changed since this was asked. Refuse it, and ask anew.',
      );
    await keepRules(context, tx, asked.askedBy, after);
    return {
      sentence: 'The rules of disposals are changed. They hold for what is asked for from now on.',
      after: () => context.events.nudge(asked.schoolId, ['disposals']),
    };
  },
  about: () => ({ label: 'The rules', to: '/disposals/contractors' }),
};

function linesOf({ before, after }: Change): string[] {
  const limit = (one: DisposalRules) =>
    one.governorsFrom === null ? 'never' : `from ${sayMoney(one.governorsFrom)}`;
  const lines = [
    [`The governors have to agree to a write-off: now ${limit(before)}`, `then ${limit(after)}`],
    [
      `The least that is done to storage: now ${categoryWords[before.least]}`,
      `then ${categoryWords[after.least]}`,
    ],
    [`Papers are kept at least: now ${before.ownYears} years`, `then ${after.ownYears} years`],
  ].map(([now, then]) => `${now}, ${then}.`);
  return before.acceptance === after.acceptance
    ? lines
    : [...lines, `Whoever collects would sign: ${after.acceptance}`];
}

/** Saved at once, or waiting for the headteacher where less would be asked than now: then answers the rules as they are. */
export async function saveRules(context: Context, by: Caller, rules: DisposalRules): Promise<DisposalRules> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await readRules(tx, by.schoolId);
    if (!isLooser(before, rules)) return keepRules(context, tx, by, rules);
    await askApproval(context, tx, by, rulesKind, {
      subject,
      title: 'Ask less of disposals',
      lines: linesOf({ before, after: rules }),
      reason: 'A rule of disposals would be looser than now',
      payload: { before, after: rules },
    });
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return readRules(context.db, by.schoolId);
}

async function keepRules(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  rules: DisposalRules,
): Promise<void> {
  const row = {
    school_id: by.schoolId,
    governors_from: rules.governorsFrom,
    own_years: rules.ownYears,
    least: rules.least,
    acceptance: rules.acceptance,
  };
  await tx.deleteFrom('disposal_rule').where('school_id', '=', by.schoolId).execute();
  await tx.insertInto('disposal_rule').values(row).execute();
  const from = rules.governorsFrom === null ? 'never' : `from ${sayMoney(rules.governorsFrom)}`;
  const facts = { from, years: rules.ownYears, least: categoryWords[rules.least] };
  await context.audit.record(tx, by, 'disposal.rules_changed', { facts });
}
