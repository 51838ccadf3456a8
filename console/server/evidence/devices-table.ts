/** Every claim followed to a computer, a time and a source: what each check had said of each by when the day was kept. */
import type { BehindDay } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { standingsAt, stateWords } from '../devices/index.ts';
import { behindOf, readLooks } from '../promises/index.ts';
import { writeSheet } from '../sheets/index.ts';

/** So many at a time: a finding has all its evidence in it. */
const atOnce = 200;

export type Behind = Omit<BehindDay['items'][number], 'excepted'> & {
  control: string;
  /** To the letter as it was reported when its state last changed; `sentence` is of `lookedAt`. */
  asReported: unknown;
};

export async function computersBehind(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
  at: number,
): Promise<Behind[]> {
  const found: Behind[] = [];
  const looks = await readLooks(db, schoolId, at);
  for (const control of controls) {
    let after: { order: string; id: string } | undefined;
    do {
      const rows = await standingsAt(db, { schoolId, control, at, after, limit: atOnce });
      const some = rows.slice(0, atOnce);
      found.push(
        ...some.map(one => ({
          ...behindOf(one, at, looks(control, one.id)),
          ...{ control, asReported: one.finding === null ? null : (JSON.parse(one.finding) as unknown) },
        })),
      );
      const last = some.at(-1);
      after =
        rows.length > atOnce && last !== undefined ? { order: last.name_order, id: last.id } : undefined;
    } while (after !== undefined);
  }
  return found;
}

export function computersTable(
  behind: readonly Behind[],
  titleOf: (control: string) => string,
  excepted: ReadonlyMap<string, { endsAt: number }>,
): string {
  // Of a computer that had reported nothing, the baseline is not known either.
  const baselines = new Map(
    behind.flatMap(one => (one.national ? [[one.control, one.national.name] as const] : [])),
  );
  const rows = behind.map(
    ({ deviceId, name, group, control, state, sentence, since, receivedAt, lookedAt, source, national }) => [
      ...[name, group, titleOf(control), stateWords[state], sentence],
      ...[when(lookedAt), when(since), when(receivedAt)],
      ...[source ?? '', deviceId],
      when(excepted.get(`${deviceId} ${control}`)?.endsAt ?? null),
      ...(baselines.has(control)
        ? [baselines.get(control) ?? '', stateWords[national?.state ?? 'unknown']]
        : ['', '']),
    ],
  );
  const what = ['Computer', 'Group', 'Check', 'State', 'In words'];
  const byBaseline = ['National baseline', 'State by it'];
  const times = ['Last looked at (UTC)', 'So since (UTC)', 'Received (UTC)'];
  return writeSheet([
    [...what, ...times, 'Source', 'Number', 'Exception until (UTC)', ...byBaseline],
    ...rows,
  ]);
}

const when = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
