/** Exceptions: a named control on named devices, asked for, approved, with a reason and an end. They end by themselves. */
import { randomUUIDv7 } from 'node:crypto';
import { sayDay } from '../../../shared/assets/dates.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import { fieldsOf } from '../../../shared/policies/fields.ts';
import { problemsOf } from '../../../shared/policies/problems.ts';
import { issuesOf, nothingSet } from '../../../shared/policies/settings.ts';
import { actorsOf, actorsText, stopTelling, tellSecond } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type ExceptionRow, exceptedNow, letOffTogether } from './exceptions-store.ts';
import { readPlaces } from './places.ts';
import { type IssuedPolicy, issueAll } from './policies.ts';
import { devicesOf } from './reach.ts';
import { readRules } from './rules.ts';
import { areManyDevices, secondPeople, whyNotSecond } from './second-person.ts';
import { sendFresh } from './service.ts';

const dayMs = 24 * 3600_000;
/** Nothing is excepted for longer: a lasting difference belongs into a group's policy. */
const longestMs = 366 * dayMs;
/** Longer than a term in a year, with earlier ones, needs a second person, whoever asks. */
const termMs = 100 * dayMs;

export interface Wish {
  control: string;
  deviceIds: string[];
  settings: Record<string, unknown>;
  reason: string;
  askedBy: string;
  endsAt: number;
}

/** Throws `request.invalid` with the fields to mend. */
export async function makeException(context: Context, by: Caller, wish: Wish): Promise<string> {
  return inForce(context, by, async tx => {
    const at = context.now();
    const devices = await checkedDevices(tx, by.schoolId, wish.deviceIds);
    refuseBadEnd(wish.endsAt, at);
    await refuseBadSettings(tx, by.schoolId, wish, devices);
    const needsSecond = await secondNeeded(context, tx, by, wish);
    const id = randomUUIDv7();
    const row: ExceptionRow = {
      id,
      school_id: by.schoolId,
      control: wish.control,
      settings: JSON.stringify(wish.settings),
      reason: wish.reason,
      asked_by: wish.askedBy,
      status: needsSecond ? 'waiting' : 'active',
      created_at: at,
      created_by: by.name,
      author: await actorsText(context, tx, by),
      approved_at: needsSecond ? null : at,
      approved_by: needsSecond ? null : by.name,
      ends_at: wish.endsAt,
      ended_at: null,
      ended_by: null,
      end_note: null,
    };
    await tx.insertInto('policy_exception').values(row).execute();
    for (const device of devices)
      await tx
        .insertInto('policy_exception_device')
        .values({ exception_id: id, device_id: device.id, school_id: by.schoolId })
        .execute();
    await audit(context, tx, by, needsSecond ? 'exception.asked' : 'exception.made', row);
    if (needsSecond) await tellOfException(context, tx, by, row, devices.length);
    return { result: id, issued: needsSecond ? [] : await issueAll(context, tx, by.schoolId) };
  });
}

async function inForce<T>(
  context: Context,
  by: Pick<Caller, 'schoolId'>,
  work: (tx: Tx) => Promise<{ result: T; issued: IssuedPolicy[] }>,
): Promise<T> {
  const { result, issued } = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    return work(tx);
  });
  await sendFresh(context, issued);
  context.events.nudge(by.schoolId, ['policies', 'devices', 'device']);
  return result;
}

async function checkedDevices(tx: Tx, schoolId: string, ids: readonly string[]) {
  const found = await tx
    .selectFrom('device')
    .select(['id', 'name', 'group_id'])
    .where('school_id', '=', schoolId)
    .where('status', 'not in', ['removed', 'waiting'])
    .where('id', 'in', ids)
    .execute();
  if (found.length === new Set(ids).size) return found;
  throw invalid('One of these devices is not there any more.', { deviceIds: 'Choose the devices again' });
}

function refuseBadEnd(endsAt: number, now: number): void {
  if (endsAt <= now)
    throw invalid('An exception needs an end.', { endsAt: 'Choose a day that is still to come' });
  if (endsAt - now > longestMs)
    throw invalid('An exception lasts a year at most.', {
      endsAt: 'Choose a day within a year. What is to last belongs into the group’s policy.',
    });
}

/** With what the first device is otherwise asked, since some settings only make sense together. */
async function refuseBadSettings(
  tx: Tx,
  schoolId: string,
  wish: Wish,
  devices: readonly { id: string; group_id: string }[],
): Promise<void> {
  const meaning = controlByKey(wish.control);
  if (meaning === undefined) throw invalid('There is no such control.', { control: 'Choose a control' });
  const names = new Set(fieldsOf(meaning).map(field => field.name));
  const fields: Record<string, string> = {};
  for (const name of Object.keys(wish.settings))
    if (!names.has(name)) fields[`settings.${name}`] = 'There is no such setting.';
  const places = await readPlaces(tx, schoolId);
  for (const device of devices) {
    const layers = places.layers(schoolId, device.group_id, device.id);
    const excepted = { ...nothingSet, controls: { [meaning.key]: wish.settings } };
    const issues = issuesOf(meaning, [...layers, { from: 'exception', settings: excepted }]);
    for (const [path, words] of Object.entries(problemsOf(issues))) fields[`settings.${path}`] ??= words;
  }
  if (Object.keys(fields).length > 0) throw invalid('Some settings need another look.', fields);
}

async function secondNeeded(context: Pick<Context, 'now'>, tx: Tx, by: Caller, wish: Wish): Promise<boolean> {
  const { secondPerson } = await readRules(tx, by.schoolId);
  if (secondPerson === 'never') return false;
  const at = context.now();
  const small =
    (await letOffTogether(tx, by.schoolId, wish, at)) <= termMs &&
    !(await areMany(tx, by.schoolId, wish, at));
  if (secondPerson === 'enforce' && small) return false;
  return (await secondPeople(tx, by.schoolId, await actorsOf(context, tx, by))).length > 0;
}

/** With those that are let off this control already, however many exceptions that took. */
async function areMany(
  tx: Tx,
  schoolId: string,
  { control, deviceIds }: Wish,
  now: number,
): Promise<boolean> {
  const already = (await exceptedNow(tx, schoolId, now)).filter(one => one.control === control);
  const together = new Set([...already.map(one => one.deviceId), ...deviceIds]).size;
  return areManyDevices(together, (await devicesOf(tx, schoolId, null)).length);
}

async function tellOfException(context: Context, tx: Tx, by: Caller, row: ExceptionRow, devices: number) {
  const title = controlByKey(row.control)?.words.title ?? row.control;
  await tellSecond(context, tx, {
    ...{ schoolId: by.schoolId, id: row.id, permission: 'policies.approve', writers: row.author.split(' ') },
    ...{ askedBy: by.name, expiresAt: row.ends_at, path: '/policies/exceptions' },
    title: `An exception from “${title}” for ${devices === 1 ? 'one computer' : `${devices} computers`}`,
  });
}

async function audit(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  action: string,
  row: ExceptionRow,
  more: Record<string, string | boolean> = {},
): Promise<void> {
  const devices = await tx
    .selectFrom('policy_exception_device')
    .innerJoin('device', 'device.id', 'policy_exception_device.device_id')
    .select('device.name')
    .where('exception_id', '=', row.id)
    .orderBy('device.name_order')
    .execute();
  const names = devices.map(device => device.name);
  const facts = {
    control: controlByKey(row.control)?.words.title ?? row.control,
    devices:
      names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', '),
    until: sayDay(new Date(row.ends_at).toISOString().slice(0, 10)),
    reason: row.reason,
    asked: row.asked_by,
    ...more,
  };
  await context.audit.record(tx, by, action, { subject: row.id, facts });
}

async function find(tx: Tx, schoolId: string, id: string): Promise<ExceptionRow> {
  const row = await tx
    .selectFrom('policy_exception')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('exception');
  return row;
}

const set = (tx: Tx, id: string, values: Partial<ExceptionRow>) =>
  tx.updateTable('policy_exception').set(values).where('id', '=', id).execute();

export type Decision = 'approve' | 'refuse' | 'end';

/** `note`: why not, after a no, for whoever asked. Throws `exception.over`, `exception.not_waiting`, `exception.own_work`. */
export async function decideException(
  context: Context,
  by: Caller,
  id: string,
  decision: Decision,
  note = '',
): Promise<string> {
  return inForce(context, by, async tx => {
    const row = await find(tx, by.schoolId, id);
    const at = context.now();
    if (decision === 'end') {
      if (row.status !== 'active' && row.status !== 'waiting')
        throw conflict('exception.over', 'This exception is over already.');
      await set(tx, id, { status: 'ended', ended_at: at, ended_by: by.name });
      await audit(context, tx, by, 'exception.ended', row, { waited: row.status === 'waiting' });
    } else {
      if (row.status !== 'waiting')
        throw conflict('exception.not_waiting', 'Somebody has decided about this already.');
      const why = await whyNotSecond(context, tx, by, [row.author]);
      if (why !== null) throw new AppError({ status: 403, code: 'exception.own_work', detail: why });
      const yes = decision === 'approve';
      await set(
        tx,
        id,
        yes
          ? { status: 'active', approved_at: at, approved_by: by.name }
          : { status: 'refused', ended_at: at, ended_by: by.name, end_note: note || null },
      );
      await audit(context, tx, by, yes ? 'exception.approved' : 'exception.refused', row, { because: note });
    }
    await stopTelling(tx, by.schoolId, id);
    return { result: id, issued: await issueAll(context, tx, by.schoolId) };
  });
}

/** Ends those whose day has come, in the console's own name. Answers what to send. */
export async function expireExceptions(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
): Promise<IssuedPolicy[]> {
  const due = await tx
    .selectFrom('policy_exception')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('status', 'in', ['active', 'waiting'])
    .where('ends_at', '<=', context.now())
    .execute();
  if (due.length === 0) return [];
  for (const row of due) {
    await set(tx, row.id, { status: 'expired', ended_at: row.ends_at, ended_by: by.name });
    await audit(context, tx, by, 'exception.expired', row, { waited: row.status === 'waiting' });
    await stopTelling(tx, by.schoolId, row.id);
  }
  return issueAll(context, tx, by.schoolId);
}
