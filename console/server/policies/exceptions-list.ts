/** The list of exceptions, each with what it changes for its devices. */
import { controlByKey } from '../../../shared/controls/index.ts';
import { alters, difference, sayWhole } from '../../../shared/policies/difference.ts';
import { fieldsOf, sayValue } from '../../../shared/policies/fields.ts';
import { type Layer, nothingSet } from '../../../shared/policies/settings.ts';
import type { ExceptionView } from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../route.ts';
import { type ExceptionRow, letOffTogether } from './exceptions-store.ts';
import { type Places, readPlaces } from './places.ts';
import { whyNotSecond } from './second-person.ts';

const dayMs = 24 * 3600_000;
const mostNamed = 100;
const shownFor = 90 * dayMs;

/** Those that hold, those that wait, and what ended lately; what ends first comes first. */
export async function listExceptions(context: Context, caller: Caller): Promise<ExceptionView[]> {
  const { db, now } = context;
  const rows = await db
    .selectFrom('policy_exception')
    .selectAll()
    .where('school_id', '=', caller.schoolId)
    .where(eb => eb.or([eb('status', 'in', ['active', 'waiting']), eb('ends_at', '>', now() - shownFor)]))
    .orderBy('ends_at')
    .orderBy('id')
    .limit(500)
    .execute();
  const ids = rows.map(row => row.id);
  const devices =
    ids.length === 0
      ? []
      : await db
          .selectFrom('policy_exception_device')
          .innerJoin('device', 'device.id', 'policy_exception_device.device_id')
          .select(['exception_id', 'device.id', 'device.name', 'device.group_id'])
          .where('exception_id', 'in', ids)
          .orderBy('device.name_order')
          .execute();
  const places = await readPlaces(db, caller.schoolId);
  const byException = Map.groupBy(devices, device => device.exception_id);
  return Promise.all(
    rows.map(async row => {
      const waits = row.status === 'waiting';
      const youMayApprove = waits && (await whyNotSecond(context, db, caller, [row.author])) === null;
      const of = byException.get(row.id) ?? [];
      const wish = { control: row.control, deviceIds: of.map(({ id }) => id), endsAt: row.ends_at };
      const together =
        waits && of.length > 0 ? await letOffTogether(db, caller.schoolId, wish, now()) : undefined;
      return {
        ...present(row, of, places, youMayApprove),
        togetherDays: together === undefined ? null : Math.ceil(together / dayMs),
      };
    }),
  );
}

interface Of {
  id: string;
  name: string;
  group_id: string;
}

function present(
  row: ExceptionRow,
  devices: readonly Of[],
  places: Places,
  youMayApprove: boolean,
): Omit<ExceptionView, 'togetherDays'> {
  const settings = JSON.parse(row.settings) as Record<string, unknown>;
  const holdsOrMay = row.status === 'active' || row.status === 'waiting';
  return {
    id: row.id,
    control: row.control,
    title: controlByKey(row.control)?.words.title ?? row.control,
    sentence: (holdsOrMay && sayChange(row, settings, devices, places)) || sayPlainly(row.control, settings),
    settings,
    devices: {
      count: devices.length,
      named: devices.slice(0, mostNamed).map(({ id, name }) => ({ id, name })),
    },
    reason: row.reason,
    askedBy: row.asked_by,
    status: row.status as ExceptionView['status'],
    createdAt: row.created_at,
    createdBy: row.created_by,
    approvedAt: row.approved_at,
    approvedBy: row.approved_by,
    endsAt: row.ends_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    endNote: row.end_note,
    youMayApprove,
  };
}

/** Against what these devices are asked otherwise, for whoever agrees; where that differs, for how many it is so. */
function sayChange(
  { control, school_id: schoolId }: ExceptionRow,
  settings: Record<string, unknown>,
  devices: readonly Of[],
  places: Places,
): string {
  const meaning = controlByKey(control);
  if (meaning === undefined) return '';
  const excepted = { ...nothingSet, controls: { [control]: settings } };
  const inWords = (layers: Layer[]) =>
    difference([meaning], layers, 'exception', nothingSet, excepted)
      .filter(line => alters(line))
      .map(line => sayWhole(line))
      .join(' ');
  const own = new Set(places.deviceIds());
  // Most devices are asked what their whole group is: that is worked out once.
  const known = new Map<string, string>();
  const said = devices.map(({ id, group_id: groupId }) => {
    const key = own.has(id) ? id : groupId;
    const words = known.get(key) ?? inWords(places.layers(schoolId, groupId, id));
    known.set(key, words);
    return words;
  });
  const ways = Map.groupBy(said, one => one || 'What these devices are asked anyway.');
  if (ways.size === 1) return [...ways.keys()].join('');
  return [...ways].map(([words, of]) => `On ${of.length} of ${devices.length}: ${words}`).join(' ');
}

function sayPlainly(control: string, settings: Record<string, unknown>): string {
  const meaning = controlByKey(control);
  const fields = meaning === undefined ? [] : fieldsOf(meaning);
  const said = Object.entries(settings).map(([name, value]) => {
    const field = fields.find(one => one.name === name);
    return `${field?.title ?? name}: ${sayValue(field, value)}`;
  });
  return `${said.join('; ')}.`;
}
