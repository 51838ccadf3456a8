/** How an incident begins: by a room of the console in its own transaction, or written down by a person. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type {
  IncidentCategory,
  IncidentSource,
  incidentInput,
} from '../../../shared/protocol/api/incidents.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { writeAbout } from './about.ts';
import {
  addLine,
  type By,
  categoryWords,
  cleanLines,
  dueOf,
  type IncidentRow,
  withSearch,
} from './record.ts';

export interface OpenIncident {
  category: IncidentCategory;
  /** One sentence without a person's name in it: "Antivirus stopped EICAR-Test-File on a stick". */
  title: string;
  /** More of it, for whoever looks into it. */
  detail?: string;
  deviceId?: string | null;
  /** UTC milliseconds: when it happened or was noticed, by the console's clock. A later moment than now is now. */
  noticedAt: number;
  source: IncidentSource;
  /** Who says so, in words; `by`'s name without it. */
  reporter?: string;
  /** Of the device's event (a UUID), where it comes from one: heard twice it is one. */
  id?: string;
  /** What makes two the same matter: while one is open, another adds a line to it instead ("malware:DEVICE:NAME"). */
  matter?: string;
}

type Opening = Pick<Context, 'audit' | 'events' | 'now'>;

/**
 * Opens an incident in the caller's transaction, so that both happen or neither. Answers the incident that now
 * holds it; `opened` is false where it was known or joined one that is open.
 */
export async function openIncident(
  context: Opening,
  tx: Tx,
  by: By,
  given: OpenIncident,
): Promise<{ id: string; number: number; opened: boolean }> {
  await lockSchool(tx, by.schoolId);
  const known = await knownAs(tx, by.schoolId, given.id);
  if (known !== undefined) return { ...known, opened: false };
  const same = await sameMatter(tx, by.schoolId, given.matter);
  if (same !== undefined) {
    const text = clean(`Again: ${given.title}`, 2000);
    await addLine(context, tx, by, same.id, { kind: 'step', text, id: given.id });
    context.events.nudge(by.schoolId, ['incidents']);
    return { ...same, opened: false };
  }
  const row = await rowOf(context, tx, by, given);
  await tx.insertInto('incident').values(row).execute();
  // Not who reported it: the log is kept for longer than the incident.
  const facts = {
    ...{ number: row.number, category: categoryWords(row.category).toLowerCase() },
    at: row.device_name === null ? '' : ` at ${row.device_name}`,
  };
  await context.audit.record(tx, by, 'incident.opened', { subject: row.id, facts });
  context.events.nudge(by.schoolId, ['incidents']);
  return { id: row.id, number: row.number, opened: true };
}

/** Whether this event began an incident, or is a line of one. */
async function knownAs(tx: Tx, schoolId: string, id: string | undefined) {
  if (id === undefined) return undefined;
  return tx
    .selectFrom('incident')
    .select(['id', 'number'])
    .where('school_id', '=', schoolId)
    .where(eb =>
      eb.or([
        eb('id', '=', id),
        eb('id', 'in', eb.selectFrom('incident_note').select('incident_id').where('id', '=', id)),
      ]),
    )
    .executeTakeFirst();
}

async function sameMatter(tx: Tx, schoolId: string, matter: string | undefined) {
  if (matter === undefined) return undefined;
  return tx
    .selectFrom('incident')
    .select(['id', 'number'])
    .where('school_id', '=', schoolId)
    .where('matter', '=', matter)
    .where('status', '=', 'open')
    .executeTakeFirst();
}

async function rowOf({ now }: Opening, tx: Tx, by: By, given: OpenIncident): Promise<IncidentRow> {
  const { deviceId = null, matter = null } = given;
  const device = deviceId === null ? undefined : await findDeviceRecord(tx, deviceId);
  const ours = device?.school_id === by.schoolId ? device : undefined;
  const reportedAt = now();
  const noticedAt = Math.min(given.noticedAt, reportedAt);
  return withSearch({
    id: given.id ?? randomUUIDv7(),
    school_id: by.schoolId,
    number: await nextNumber(tx, by.schoolId),
    revision: 1,
    category: given.category,
    title: clean(given.title, 160),
    detail: cleanLines(given.detail ?? '', 2000),
    matter,
    device_id: ours?.id ?? null,
    device_name: ours?.name ?? null,
    source: given.source,
    reporter: clean(given.reporter ?? by.name, 100),
    noticed_at: noticedAt,
    reported_at: reportedAt,
    answered_at: null,
    status: 'open',
    due_at: dueOf(given.category, noticedAt),
    done_at: null,
    closed_at: null,
    closed_by: null,
    outcome: '',
    search_text: '',
  });
}

/** The school is locked, so nobody else takes it. */
async function nextNumber(tx: Tx, schoolId: string): Promise<number> {
  const last = await tx
    .selectFrom('incident')
    .select(eb => eb.fn.max('number').as('number'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  return Number(last?.number ?? 0) + 1;
}

/** Written down by a person. Throws `device.not_found`, `request.invalid` for a moment that is still to come. */
export async function writeDown(
  context: Opening & Pick<Context, 'db'>,
  by: Caller,
  { deviceId, noticedAt = context.now(), reporter, about, ...rest }: z.output<typeof incidentInput>,
): Promise<string> {
  refuseFuture(context, noticedAt);
  return context.db.transaction().execute(async tx => {
    const device = deviceId === null ? undefined : await findDeviceRecord(tx, deviceId);
    if (deviceId !== null && device?.school_id !== by.schoolId) throw notFound('device');
    const said = { ...rest, deviceId, noticedAt, reporter: reporter === '' ? by.name : reporter };
    const { id } = await openIncident(context, tx, by, { ...said, source: 'console' });
    if (about.length > 0) await writeAbout(tx, by, id, about);
    return id;
  });
}

/** A minute is forgiven: clocks differ. */
export function refuseFuture({ now }: Pick<Context, 'now'>, at: number, field = 'noticedAt'): void {
  if (at > now() + 60_000) throw invalid('That moment is still to come.', { [field]: 'Still to come' });
}
