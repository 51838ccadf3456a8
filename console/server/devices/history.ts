/** What became of a device: changes of its controls, and what it did. Newest first, by when we learnt of it. */
import { sql } from 'kysely';
import * as z from 'zod';
import { controls } from '../../../shared/controls/index.ts';
import type { Finding, State } from '../../../shared/finding.ts';
import type { HistoryEntry, historyQuery, Stood } from '../../../shared/protocol/api/devices.ts';
import { readCursor, type Tx, writeCursor } from '../database/index.ts';
import { startOfDay } from '../overview/index.ts';
import { readSchool } from '../schools/index.ts';
import { eventInWords, findingInWords, titleFrom } from './words.ts';

const place = z.tuple([z.number(), z.string()]);

interface Entry {
  id: string;
  kind: 'finding' | 'event';
  control: string | null;
  state: string | null;
  reason: string | null;
  before_state: string | null;
  at: number;
  received_at: number;
  body: string | null;
}

type Query = z.output<typeof historyQuery>;

export async function readHistory(db: Tx, schoolId: string, deviceId: string, query: Query) {
  const after = readCursor(query.cursor, place);
  const by = query.on === undefined ? undefined : await endOf(db, schoolId, query.on);
  const earlier = (id: string) => sql`
    ${after === undefined ? sql`` : sql`and (received_at, ${sql.ref(id)}) < (${after[0]}, ${after[1]})`}
    ${by === undefined ? sql`` : sql`and received_at < ${by}`}`;
  const isMedia = query.about === 'media';
  const changes = isMedia ? sql`and control = 'removable-media'` : sql``;
  const events = isMedia ? sql`and body like ${'%"name":"media.%'}` : sql``;
  const found = await sql<Entry>`
    select * from (
      select id, 'finding' as kind, control, state, reason, before_state, at, received_at, finding as body
        from (select * from posture_change where device_id = ${deviceId} ${changes} ${earlier('id')}
          order by received_at desc, id desc limit ${query.limit + 1}) as changes
      union all
      select id, 'event' as kind, null, null, null, null, at, received_at, body
        from (select * from device_record where device_id = ${deviceId} and type = 'event' ${events} ${earlier('id')}
          order by received_at desc, id desc limit ${query.limit + 1}) as events
    ) as entries order by received_at desc, id desc limit ${query.limit + 1}`.execute(db);
  const shown = found.rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = found.rows.length > query.limit && last !== undefined;
  return {
    items: shown.map(present),
    next: more ? writeCursor([last.received_at, last.id]) : null,
    stood: by === undefined || after !== undefined ? null : await stoodBy(db, deviceId, by),
  };
}

const dayMs = 24 * 3600_000;

async function endOf(db: Tx, schoolId: string, day: string): Promise<number> {
  const { timeZone } = await readSchool(db, schoolId);
  // The day after begins 23 to 25 hours later, so its own noon is asked for.
  return startOfDay(Date.parse(`${day}T12:00:00Z`) + dayMs, timeZone);
}

/** Each control by its last change that was received before then, in the registry's order. */
async function stoodBy(db: Tx, deviceId: string, by: number): Promise<Stood[]> {
  const found = await sql<Entry>`
    select change.*, finding as body from posture_change as change where device_id = ${deviceId}
      and id = (select id from posture_change as later where later.device_id = ${deviceId}
        and later.control = change.control and later.received_at < ${by}
        order by later.received_at desc, later.id desc limit 1)`.execute(db);
  const order = controls.map(({ key }) => key as string);
  const rank = ({ control }: Stood) => (order.includes(control) ? order.indexOf(control) : order.length);
  return found.rows
    .map(row => ({
      ...{ control: row.control ?? '', state: (row.state ?? 'unknown') as State },
      ...{ title: titleFrom(row.control ?? ''), sentence: changeSentence(row) },
      ...{ at: row.at, receivedAt: row.received_at },
    }))
    .sort((a, b) => rank(a) - rank(b));
}

function present(entry: Entry): HistoryEntry {
  return {
    id: entry.id,
    at: entry.at,
    receivedAt: entry.received_at,
    kind: entry.kind,
    control: entry.control,
    state: entry.state as State | null,
    before: entry.before_state as State | null,
    sentence: entry.kind === 'event' ? eventSentence(entry) : changeSentence(entry),
  };
}

function eventSentence({ body }: Entry): string {
  const event = JSON.parse(body ?? '{}') as { name?: string; facts?: Record<string, unknown> };
  return eventInWords(event.name ?? 'event', event.facts ?? {});
}

/** A change in words; pages that list several devices put the device's name before it. */
export function changeSentence(change: Pick<Entry, 'control' | 'state' | 'reason' | 'body'>): string {
  const standing = { state: (change.state ?? 'unknown') as State, reason: change.reason ?? 'unknown' };
  if (change.body === null) return `${titleFrom(change.control ?? '')}: ${standing.reason}.`;
  const { title, sentence } = findingInWords(JSON.parse(change.body) as Finding, standing);
  return `${title}: ${sentence}`;
}
