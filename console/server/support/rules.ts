/** The school's tool, whom it asks, how long an answer is waited for and how long the register is kept. */
import {
  type SupportRules,
  type SupportRulesView,
  supportRules,
} from '../../../shared/protocol/api/support.ts';
import type { Context } from '../context.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

/** Until somebody says otherwise everybody is asked. */
const usual: SupportRules = {
  tool: 'the school’s remote help',
  link: '',
  toldOnly: [],
  answerMinutes: 10,
  keptYears: 3,
};
const nameOf = (schoolId: string) => `support-rules.${schoolId}`;

export async function readRules(tx: Tx, schoolId: string): Promise<SupportRules> {
  const kept = await readSetting(tx, nameOf(schoolId));
  return kept === undefined ? usual : supportRules.parse(JSON.parse(kept));
}

export async function showRules(tx: Tx, schoolId: string): Promise<SupportRulesView> {
  const groups = await tx
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .orderBy('name')
    .execute();
  const rules = await readRules(tx, schoolId);
  const there = new Set(groups.map(({ id }) => id));
  return { ...rules, toldOnly: rules.toldOnly.filter(id => there.has(id)), groups };
}

/** Throws `request.invalid` for a group that is not the school's. */
export async function changeRules(
  context: Context,
  by: Caller,
  rules: SupportRules,
): Promise<SupportRulesView> {
  const { db, audit, events } = context;
  await db.transaction().execute(async tx => {
    const before = await readRules(tx, by.schoolId);
    if (JSON.stringify(before) === JSON.stringify(rules)) return;
    const names = await namesOf(tx, by.schoolId, rules.toldOnly);
    await writeSetting(tx, nameOf(by.schoolId), JSON.stringify(rules));
    const told = names.length === 0 ? 'nobody' : names.join(', ');
    const facts = { tool: rules.tool, told, minutes: rules.answerMinutes, years: rules.keptYears };
    await audit.record(tx, by, 'remote_support.rules_changed', { facts });
  });
  events.nudge(by.schoolId, ['support']);
  return showRules(db, by.schoolId);
}

async function namesOf(tx: Tx, schoolId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = await tx
    .selectFrom('device_group')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .orderBy('name')
    .execute();
  if (found.length < new Set(ids).size)
    throw invalid('One of these groups is not there any more.', { toldOnly: 'Choose the groups again' });
  return found.map(({ name }) => name);
}
