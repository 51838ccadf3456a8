/** What became of a device: changes of its controls, and what it did. Newest first, by when we learnt of it. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { Finding, State } from '../../../shared/finding.ts';
import type { HistoryEntry } from '../../../shared/protocol/api/devices.ts';
import { readCursor, type Tx, writeCursor } from '../database/index.ts';
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

export async function readHistory(
  db: Tx,
  deviceId: string,
  query: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(query.cursor, place);
  const earlier = (id: string) =>
    after === undefined ? sql`` : sql`and (received_at, ${sql.ref(id)}) < (${after[0]}, ${after[1]})`;
  const found = await sql<Entry>`
    select * from (
      select id, 'finding' as kind, control, state, reason, before_state, at, received_at, finding as body
        from (select * from posture_change where device_id = ${deviceId} ${earlier('id')}
          order by received_at desc, id desc limit ${query.limit + 1}) as changes
      union all
      select id, 'event' as kind, null, null, null, null, at, received_at, body
        from (select * from device_record where device_id = ${deviceId} and type = 'event' ${earlier('id')}
          order by received_at desc, id desc limit ${query.limit + 1}) as events
    ) as entries order by received_at desc, id desc limit ${query.limit + 1}`.execute(db);
  const shown = found.rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = found.rows.length > query.limit && last !== undefined;
  return { items: shown.map(present), next: more ? writeCursor([last.received_at, last.id]) : null };
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
