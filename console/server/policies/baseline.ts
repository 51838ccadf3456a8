/** Whether a place's devices are as they should be (J-01): unmet, put right by itself, accepted by somebody. */
import * as z from 'zod';
import { controlByKey, controls } from '../../../shared/controls/index.ts';
import { resolve } from '../../../shared/policies/settings.ts';
import type { Baseline } from '../../../shared/protocol/api/baseline.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { changeSentence, countedStatuses, readStates } from '../devices/index.ts';
import { lockHabit } from '../locks/index.ts';
import { type Excepted, exceptedNow } from './exceptions-store.ts';
import { readPlaces } from './places.ts';
import { findPlace, type PlaceRef } from './versions.ts';

const days = 30;
const dayMs = 24 * 3600_000;
const mostOut = 100;
const mostDrifts = 100;
const lookAt = 1000;

interface Standing {
  deviceId: string;
  control: string;
  state: string;
}

/** Throws `group.not_found`, `device.not_found`. */
export async function readBaseline(context: Context, schoolId: string, key: string): Promise<Baseline> {
  const { db, now } = context;
  const place = await findPlace(db, schoolId, key);
  const devices = await devicesCounted(db, schoolId, place);
  const ids = devices.map(device => device.id);
  const standings = devices.flatMap(standingsOf);
  const excepted = await exceptedNow(db, schoolId, now(), ids);
  const since = now() - days * dayMs;
  const drifts = await driftsOf(db, schoolId, place, since);
  const names = new Map(devices.map(device => [device.id, device.name]));
  const out = outOf(devices, standings, excepted);
  return {
    days,
    devices: devices.length,
    inLine: devices.length - out.length,
    controls: await controlsOf(db, schoolId, place, standings, excepted, drifts),
    out: await inWords(db, out),
    drifts: drifts
      .slice(0, mostDrifts)
      .map(one => ({ ...one, device: { id: one.deviceId, name: names.get(one.deviceId) ?? one.deviceId } })),
    accepted: await acceptedOf(db, excepted, names),
    locks:
      place.scope === 'device'
        ? null
        : await lockHabit(db, schoolId, {
            ...{ groupId: place.groupId, since },
            devices: devices.filter(device => device.status === 'approved').length,
          }),
  };
}

interface Counted {
  id: string;
  name: string;
  status: string;
  states: string;
}

/** Whichever the lists count, by name: nothing is known of one that is blocked or cloned, which is not as it should be. */
function devicesCounted(db: Tx, schoolId: string, place: PlaceRef): Promise<Counted[]> {
  return db
    .selectFrom('device')
    .select(['id', 'name', 'status', 'states'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .$if(place.groupId !== null, some => some.where('group_id', '=', place.groupId ?? ''))
    .$if(place.scope === 'device', some => some.where('id', '=', place.scopeId))
    .orderBy('name_order')
    .orderBy('id')
    .execute();
}

/** Of every control, as the lists count it: only what was seen counts, so what was never reported is not known. */
function standingsOf({ id, status, states }: Counted): Standing[] {
  const seen = status === 'approved' ? readStates(states) : new Map<string, string>();
  return controls.map(({ key }) => ({ deviceId: id, control: key, state: seen.get(key) ?? 'unknown' }));
}

const isWrong = (state: string) => state === 'not_met' || state === 'unknown';

/** What is accepted does not put a device out of line, whatever it is. */
function outOf(
  devices: readonly Counted[],
  standings: readonly Standing[],
  excepted: readonly Excepted[],
): Out[] {
  const accepted = new Set(excepted.map(one => `${one.deviceId} ${one.control}`));
  const wrong = standings.filter(
    one => isWrong(one.state) && !accepted.has(`${one.deviceId} ${one.control}`),
  );
  const byDevice = Map.groupBy(wrong, one => one.deviceId);
  return devices.flatMap(({ id, name, status }) => {
    const found = byDevice.get(id);
    return found === undefined ? [] : [{ id, name, status, controls: found.map(one => one.control) }];
  });
}

interface Out {
  id: string;
  name: string;
  status: string;
  controls: string[];
}

/** Findings are long, so they are read only of the devices that are shown. */
async function inWords(db: Tx, out: readonly Out[]): Promise<Baseline['out']> {
  const shown = out.slice(0, mostOut);
  if (shown.length === 0) return [];
  const found = await db
    .selectFrom('device_finding')
    .select(['device_id', 'control', 'state', 'reason', 'finding'])
    .where(
      'device_id',
      'in',
      shown.map(one => one.id),
    )
    .where('state', 'in', ['not_met', 'unknown'])
    .execute();
  const rows = new Map(found.map(row => [`${row.device_id} ${row.control}`, row]));
  return shown.map(({ id, name, status, controls: wrong }) => {
    const rowOf = (control: string) => rows.get(`${id} ${control}`);
    const byReason = Map.groupBy(wrong, control => whyOnce(status, rowOf(control)));
    const lines = (byReason.get(null) ?? []).flatMap(control => {
      const row = rowOf(control);
      return row === undefined
        ? []
        : [{ control, sentence: changeSentence({ ...row, body: row.finding }), away: false }];
    });
    const together = Object.entries(saidOnce).flatMap(([reason, words]) =>
      sayOnce(words, byReason.get(reason) ?? []),
    );
    return { id, name, lines: [...together, ...lines] };
  });
}

/** Null where a check has words of its own: a control may have a reason of such a name for what it saw. */
function whyOnce(status: string, row: { state: string; reason: string } | undefined): string | null {
  if (status !== 'approved') return status;
  if (row === undefined) return 'not_reported';
  return row.state === 'unknown' && row.reason === 'silent' ? 'silent' : null;
}

/** Why several checks are not known, where it is the same for each of them. */
const saidOnce: Record<string, string> = {
  silent: 'Not heard from for too many school days',
  not_reported: 'Not reported yet',
  blocked: 'It is blocked',
  cloned: 'Two computers use its key',
};

function sayOnce(words: string, controls: readonly string[]): Baseline['out'][number]['lines'] {
  const [control] = controls;
  if (control === undefined) return [];
  const what = controls.length === 1 ? 'one check is' : `${controls.length} checks are`;
  return [{ control, away: true, sentence: `${words}, so ${what} not known.` }];
}

async function controlsOf(
  db: Tx,
  schoolId: string,
  place: PlaceRef,
  standings: readonly Standing[],
  excepted: readonly Excepted[],
  drifts: readonly Drift[],
): Promise<Baseline['controls']> {
  const places = await readPlaces(db, schoolId);
  const layers = places.layers(
    schoolId,
    place.groupId ?? '',
    place.scope === 'device' ? place.scopeId : undefined,
  );
  const byControl = Map.groupBy(standings, one => one.control);
  return controls.map(meaning => {
    const { policy } = resolve(meaning, layers);
    const of = byControl.get(meaning.key) ?? [];
    const letOff = new Set(excepted.filter(one => one.control === meaning.key).map(one => one.deviceId));
    const count = (state: string) =>
      of.filter(one => one.state === state && !letOff.has(one.deviceId)).length;
    return {
      control: meaning.key,
      title: meaning.words.title,
      mode: policy.mode,
      sentence: meaning.words.promise(policy).sentence,
      met: count('met'),
      notMet: count('not_met'),
      unknown: count('unknown'),
      notApplicable: count('not_applicable'),
      accepted: letOff.size,
      corrected: drifts.filter(one => one.control === meaning.key && !one.stopped).length,
    };
  });
}

type Drift = Omit<Baseline['drifts'][number], 'device'> & { deviceId: string };

const told = z.object({
  name: z.enum(['enforcement.drift', 'enforcement.repair_stopped']),
  facts: z.object({ control: z.string(), setting: z.string() }),
});

/** What devices told of settings that somebody changed, newest first. */
async function driftsOf(db: Tx, schoolId: string, place: PlaceRef, since: number): Promise<Drift[]> {
  const rows = await db
    .selectFrom('device_record')
    .innerJoin('device', 'device.id', 'device_record.device_id')
    .select(['device_record.id', 'device_record.device_id', 'received_at', 'body'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', '=', 'approved')
    .$if(place.groupId !== null, some => some.where('device.group_id', '=', place.groupId ?? ''))
    .$if(place.scope === 'device', some => some.where('device.id', '=', place.scopeId))
    .where('device_record.type', '=', 'event')
    .where('received_at', '>', since)
    .where(eb =>
      eb.or([
        eb('body', 'like', '%"enforcement.drift"%'),
        eb('body', 'like', '%"enforcement.repair_stopped"%'),
      ]),
    )
    .orderBy('received_at', 'desc')
    .limit(lookAt)
    .execute();
  return rows.flatMap(row => {
    const parsed = told.safeParse(JSON.parse(row.body));
    if (!parsed.success) return [];
    const { name, facts } = parsed.data;
    const title = controlByKey(facts.control)?.words.title ?? facts.control;
    return [
      {
        id: row.id,
        at: row.received_at,
        deviceId: row.device_id,
        control: facts.control,
        title,
        setting: facts.setting.slice(0, 300),
        stopped: name === 'enforcement.repair_stopped',
      },
    ];
  });
}

async function acceptedOf(
  db: Tx,
  excepted: readonly Excepted[],
  names: ReadonlyMap<string, string>,
): Promise<Baseline['accepted']> {
  const byException = Map.groupBy(excepted, one => one.exceptionId);
  if (byException.size === 0) return [];
  const rows = await db
    .selectFrom('policy_exception')
    .selectAll()
    .where('id', 'in', [...byException.keys()])
    .orderBy('ends_at')
    .execute();
  return rows.map(row => ({
    id: row.id,
    title: controlByKey(row.control)?.words.title ?? row.control,
    devices: (byException.get(row.id) ?? []).map(({ deviceId }) => ({
      id: deviceId,
      name: names.get(deviceId) ?? deviceId,
    })),
    reason: row.reason,
    askedBy: row.asked_by,
    approvedBy: row.approved_by ?? row.created_by,
    endsAt: row.ends_at,
  }));
}
