/**
 * What each check had said of each computer, and when it had last looked there, by when a day was kept. Changes alone do
 * not tell: a virus list may be renewed each day for a year without the check changing its answer.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import * as z from 'zod';
import { type Finding, type State, state, states } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses, findingInWords } from '../devices/index.ts';

/** So many computers in one part: a page reads them all, and none is large. */
const atOnce = 200;
/** A part that unfolds to more than this was not written by us. */
const mostBytes = 64 * 1024 * 1024;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/**
 * By check and computer: when it last looked, and the places of its state, sentence and source; where it knows a
 * national baseline, of its state by that and of its name. Days that were kept before have no more than four.
 */
const part = z.object({
  words: z.array(z.string()),
  looks: z.record(z.string(), z.record(z.string(), z.tuple([z.int(), z.int(), z.int(), z.int()], z.int()))),
});

export interface Look {
  /** By the console's clock. */
  lookedAt: number;
  state: State;
  sentence: string;
  source: string;
  national?: { name: string; state: State };
}

/** Every computer in the figures. Answers the parts in their order. */
export async function readNow(db: Tx, schoolId: string): Promise<string[]> {
  const parts: string[] = [];
  let after = '';
  for (;;) {
    const devices = await db
      .selectFrom('device')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('status', 'in', countedStatuses)
      .where('id', '>', after)
      .orderBy('id')
      .limit(atOnce)
      .execute();
    if (devices.length === 0) return parts;
    const found = await db
      .selectFrom('device_finding')
      .select(['device_id', 'control', 'state', 'reason', 'finding', 'observed_at'])
      .where(
        'device_id',
        'in',
        devices.map(one => one.id),
      )
      .execute();
    parts.push(await partOf(found));
    after = devices.at(-1)?.id ?? after;
  }
}

interface Held {
  device_id: string;
  control: string;
  state: string;
  reason: string;
  finding: string;
  observed_at: number;
}

async function partOf(found: readonly Held[]): Promise<string> {
  const places = new Map<string, number>();
  const placeOf = (word: string) => {
    const place = places.get(word) ?? places.size;
    places.set(word, place);
    return place;
  };
  const looks: z.infer<typeof part>['looks'] = {};
  for (const { device_id, control, reason, observed_at, ...row } of found) {
    const finding = JSON.parse(row.finding) as Finding;
    const now = state.parse(row.state);
    const { sentence } = findingInWords(finding, { state: now, reason });
    const own = looks[control] ?? {};
    looks[control] = own;
    const by = finding.baseline;
    own[device_id] = [
      ...([Number(observed_at), states.indexOf(now), placeOf(sentence), placeOf(finding.source)] as const),
      // What is not known by now is not known of the baseline either.
      ...(by === undefined ? [] : [states.indexOf(now === 'unknown' ? now : by.state), placeOf(by.name)]),
    ];
  }
  return (await deflate(JSON.stringify({ words: [...places.keys()], looks }))).toString('base64');
}

export const hashOfLooks = (parts: readonly string[]) =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

/** In the caller's transaction, with the day that they belong to. */
export async function keepLooks(tx: Tx, schoolId: string, day: string, parts: readonly string[]) {
  for (const [at, body] of parts.entries())
    await tx.insertInto('promise_look').values({ school_id: schoolId, day, part: at, body }).execute();
}

export async function keptLooks(tx: Tx, schoolId: string, day: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('promise_look')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('day', '=', day)
    .orderBy('part')
    .execute();
  return rows.map(one => one.body);
}

/** Of the day that was kept at that moment, by check and computer: none of a day that was kept before looks were. */
export async function readLooks(
  tx: Tx,
  schoolId: string,
  keptAt: number,
): Promise<(control: string, deviceId: string) => Look | undefined> {
  const days = tx.selectFrom('promise_day').select('day').where('school_id', '=', schoolId);
  const kept = await days.where('kept_at', '=', keptAt).executeTakeFirst();
  const parts: z.infer<typeof part>[] = [];
  for (const body of kept === undefined ? [] : await keptLooks(tx, schoolId, kept.day)) {
    const text = await inflate(Buffer.from(body, 'base64'), { maxOutputLength: mostBytes });
    parts.push(part.parse(JSON.parse(text.toString('utf8'))));
  }
  return (control, deviceId) => {
    for (const { words, looks } of parts) {
      const [lookedAt, stood, sentence, source, by, name] = looks[control]?.[deviceId] ?? [];
      const was = states[stood ?? -1];
      const national = states[by ?? -1];
      if (lookedAt !== undefined && was !== undefined)
        return {
          lookedAt,
          state: was,
          sentence: words[sentence ?? -1] ?? '',
          source: words[source ?? -1] ?? '',
          ...(national !== undefined && { national: { name: words[name ?? -1] ?? '', state: national } }),
        };
    }
    return undefined;
  };
}
