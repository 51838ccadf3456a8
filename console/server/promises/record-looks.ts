/** What people found who looked whether a promise holds that no check and no figure shows: what counts, and until when. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { RecordLook } from '../../../shared/protocol/api/record-looks.ts';
import type { Database, Tx } from '../database/index.ts';
import type { RecordFigure } from './records.ts';

type Recorded = NonNullable<Promises['recorded']>[number];
export type Row = Database['promise_record_look'];

const mostShown = 50;

export const looksNewestFirst = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('promise_record_look')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('looked_on', 'desc')
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc');

/** Also those that count no more. */
export async function listLooks(tx: Tx, schoolId: string, promise: string): Promise<RecordLook[]> {
  const rows = await looksNewestFirst(tx, schoolId).where('promise', '=', promise).limit(mostShown).execute();
  return rows.map(presentLook);
}

/** What counts now, by `lookKey`: a word is of the sentence that it was said of, not of one that was put otherwise since. */
export type Looks = ReadonlyMap<string, RecordLook>;
export const lookKey = (promise: string, sentence: string) => `${promise} ${sentence}`;

export async function lookedNow(tx: Tx, schoolId: string): Promise<Looks> {
  const rows = await looksNewestFirst(tx, schoolId).where('taken_back_at', 'is', null).execute();
  // Of one promise the newest is set last.
  return new Map(rows.toReversed().map(row => [lookKey(row.promise, row.sentence), presentLook(row)]));
}

/** Pure. A person's word, with its day and what was seen; once it is too old, nothing is known. */
export const lookFigure = (look: RecordLook, today: string): RecordFigure & { byWord: true } => ({
  ...figureOf(look, today),
  byWord: true,
});

function figureOf(look: RecordLook, today: string): RecordFigure {
  const { by, on, so, saw, next } = look;
  const who = `${by.charAt(0).toUpperCase()}${by.slice(1)}`;
  if (today > next)
    return {
      verdict: 'cannot_be_known',
      answer: `${who} last looked on ${sayDay(on)}. It is time to look again.`,
    };
  const seen = `“${/[.!?]$/.test(saw) ? saw : `${saw}.`}”`;
  return so
    ? { verdict: 'holds', answer: `${who} looked on ${sayDay(on)} and found it so. ${seen}` }
    : { verdict: 'does_not_hold', answer: `${who} looked on ${sayDay(on)} and found it is not so. ${seen}` };
}

/** A promise that no check shows, by its key; one that nothing here shows either has no evidence and no pages. */
export function recordedOf(page: Promises, key: string): Recorded | undefined {
  const own = page.recorded?.find(one => one.line === key);
  if (own !== undefined) return own;
  const [sentence] = Object.entries(page.unprovedKeys ?? {}).find(([, line]) => line === key) ?? [];
  return sentence === undefined ? undefined : { sentence, line: key, evidence: '', pages: [] };
}

export const presentLook = (row: Row): RecordLook => ({
  ...{ id: row.id, by: row.looked_by, on: row.looked_on, so: Number(row.so) === 1 },
  ...{ saw: row.saw, next: row.next_on, sentence: row.sentence },
  ...{ writtenAt: Number(row.written_at), writtenBy: row.written_by },
  takenBackAt: row.taken_back_at === null ? null : Number(row.taken_back_at),
  takenBackBy: row.taken_back_by,
});
