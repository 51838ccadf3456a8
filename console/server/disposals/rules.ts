/** What the school decides once about its disposals. */
import { sayMoney } from '../../../shared/assets/money.ts';
import { type Category, categoryWords } from '../../../shared/disposals/methods.ts';
import type { DisposalRules } from '../../../shared/protocol/api/disposal-inputs.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
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

export async function readRules(db: Tx, schoolId: string): Promise<DisposalRules> {
  const row = await db
    .selectFrom('disposal_rule')
    .selectAll()
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) return usual;
  return {
    governorsFrom: row.governors_from,
    ownYears: row.own_years,
    least: row.least as Category,
    acceptance: row.acceptance,
  };
}

export async function saveRules(context: Context, by: Caller, rules: DisposalRules): Promise<DisposalRules> {
  const row = {
    school_id: by.schoolId,
    governors_from: rules.governorsFrom,
    own_years: rules.ownYears,
    least: rules.least,
    acceptance: rules.acceptance,
  };
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await tx.deleteFrom('disposal_rule').where('school_id', '=', by.schoolId).execute();
    await tx.insertInto('disposal_rule').values(row).execute();
    const from = rules.governorsFrom === null ? 'never' : `from ${sayMoney(rules.governorsFrom)}`;
    const facts = { from, years: rules.ownYears, least: categoryWords[rules.least] };
    await context.audit.record(tx, by, 'disposal.rules_changed', { facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return rules;
}
