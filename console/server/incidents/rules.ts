/** How long closed incidents are kept, and the pass that forgets them. Open ones are never forgotten. */
import { type IncidentRules, incidentRules } from '../../../shared/protocol/api/incidents.ts';
import type { Context } from '../context.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import type { Caller } from '../route.ts';

/** As long as the figures of the promises; the school's own schedule decides. */
const usual: IncidentRules = { keptYears: 7 };
const yearMs = 365.25 * 24 * 3600_000;
const everyMs = 6 * 3600_000;
const atOnce = 200;
const nameOf = (schoolId: string) => `incident-rules.${schoolId}`;

export async function readRules(tx: Tx, schoolId: string): Promise<IncidentRules> {
  const kept = await readSetting(tx, nameOf(schoolId));
  return kept === undefined ? usual : incidentRules.parse(JSON.parse(kept));
}

export async function changeRules(
  { db, audit, events }: Context,
  by: Caller,
  rules: IncidentRules,
): Promise<IncidentRules> {
  await db.transaction().execute(async tx => {
    const before = await readRules(tx, by.schoolId);
    if (before.keptYears === rules.keptYears) return;
    await writeSetting(tx, nameOf(by.schoolId), JSON.stringify(rules));
    const facts = { before: before.keptYears, years: rules.keptYears };
    await audit.record(tx, by, 'incident.rules_changed', { facts });
  });
  events.nudge(by.schoolId, ['incidents']);
  return rules;
}

export async function forgetPass(context: Pick<Context, 'db' | 'now' | 'audit'>): Promise<void> {
  const schools = await context.db.selectFrom('school').select('id').execute();
  for (const { id } of schools) await forgetOf(context, id);
}

async function forgetOf({ db, now, audit }: Pick<Context, 'db' | 'now' | 'audit'>, schoolId: string) {
  const { keptYears: years } = await readRules(db, schoolId);
  await db.transaction().execute(async tx => {
    const old = await tx
      .selectFrom('incident')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('status', '=', 'closed')
      .where('closed_at', '<', now() - years * yearMs)
      .limit(atOnce)
      .execute();
    if (old.length === 0) return;
    const ids = old.map(({ id }) => id);
    await tx.deleteFrom('incident_note').where('incident_id', 'in', ids).execute();
    await tx.deleteFrom('incident_about').where('incident_id', 'in', ids).execute();
    await tx.deleteFrom('incident').where('id', 'in', ids).execute();
    const by = { schoolId, id: 'console', name: 'Caretaker itself' };
    await audit.record(tx, by, 'incident.forgotten', { facts: { count: ids.length, years } });
  });
}

/** Returns the stop. */
export function startForgettingIncidents(context: Context): () => void {
  const pass = () =>
    forgetPass(context).catch(error => context.log.error({ err: error }, 'old incidents were not forgotten'));
  void pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
