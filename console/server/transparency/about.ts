/** Gathered once for a school that begins its day, not once for each computer. */
import { type AboutDevice, mostLooks } from '../../../shared/protocol/about.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readRules as incidentRules } from '../incidents/index.ts';
import { keptDays } from '../retention/index.ts';
import { readSchool } from '../schools/index.ts';
import { readRules as supportRules } from '../support/index.ts';

type Look = AboutDevice['looks'][number];
interface Gathered {
  at: number;
  school: string;
  contact: string;
  kept: AboutDevice['kept'];
  looks: Map<string, Look[]>;
}

const goodForMs = 30_000;
/** As far back as a computer tells. */
const toldMs = 396 * 24 * 3600_000;
const yearDays = 365;
const gathered = new WeakMap<Context['db'], Map<string, Gathered>>();

/** After each welcome. */
export async function sendAbout(context: Context, device: { id: string; school_id: string }): Promise<void> {
  const { looks, school, contact, kept } = await recent(context, device.school_id);
  const about: AboutDevice = {
    ...{ school, contact, kept },
    looks: (looks.get(device.id) ?? []).slice(0, mostLooks),
  };
  context.presence.send(device.id, 'about', about);
}

async function recent(context: Context, schoolId: string): Promise<Gathered> {
  const { db, now } = context;
  const schools = gathered.get(db) ?? new Map<string, Gathered>();
  gathered.set(db, schools);
  const known = schools.get(schoolId);
  if (known !== undefined && Math.abs(now() - known.at) < goodForMs) return known;
  const [{ name, contact }, support, incidents, reports, sign_ins] = await Promise.all([
    readSchool(db, schoolId),
    supportRules(db, schoolId),
    incidentRules(db, schoolId),
    keptDays(db, schoolId, 'reports', now()),
    keptDays(db, schoolId, 'sittings', now()),
  ]);
  const kept = {
    reports,
    sign_ins,
    screen: support.keptYears * yearDays,
    incidents: incidents.keptYears * yearDays,
  };
  const made = {
    at: now(),
    school: name,
    contact,
    kept,
    looks: await looksSince(db, schoolId, now() - toldMs),
  };
  schools.set(schoolId, made);
  return made;
}

async function looksSince(db: Tx, schoolId: string, since: number): Promise<Map<string, Look[]>> {
  const screens = await db
    .selectFrom('support_session')
    .select(['device_id', 'begun_at', 'asked_by_name', 'outside', 'purpose'])
    .where('school_id', '=', schoolId)
    .where('begun_at', '>=', since)
    .execute();
  const written = await db
    .selectFrom('audit')
    .select(['subject', 'at', 'actor_name', 'action', 'facts'])
    .where('school_id', '=', schoolId)
    .where('action', 'in', ['sittings.seen', 'recovery_key.shown'])
    .where('at', '>=', since)
    .execute();
  const byDevice = new Map<string, Look[]>();
  const add = (device: string, look: Look) => byDevice.set(device, [...(byDevice.get(device) ?? []), look]);
  for (const { device_id, begun_at, asked_by_name, outside, purpose } of screens)
    add(device_id, {
      ...{ at: begun_at ?? 0, what: 'screen', why: purpose.slice(0, 300) },
      by: `${asked_by_name}${outside === '' ? '' : `, ${outside}`}`.slice(0, 100),
    });
  for (const { subject, at, actor_name, action, facts } of written) {
    const what = action === 'sittings.seen' ? 'sign_ins' : 'recovery_key';
    add(subject ?? '', { at, by: actor_name.slice(0, 100), what, why: reasonIn(facts) });
  }
  for (const looks of byDevice.values()) looks.sort((a, b) => b.at - a.at);
  return byDevice;
}

/** As the log has it: ", because: …". */
function reasonIn(facts: string): string {
  const { because } = JSON.parse(facts) as { because?: unknown };
  return typeof because === 'string' ? because.replace(/^, because: /, '').slice(0, 300) : '';
}
