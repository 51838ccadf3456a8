/** Keeps changed promises, and says in the log which sentences came, went or were put otherwise. */
import type { Clause } from '../../../shared/clauses/clause.ts';
import { listed } from '../../../shared/controls/words.ts';
import type { ClausesInput } from '../../../shared/protocol/api/clauses.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readClauses, writeClauses } from './store.ts';

/** Throws `clauses.changed` when somebody saved meanwhile. */
export async function changeClauses(context: Context, by: Caller, input: ClausesInput): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await readClauses(tx, by.schoolId);
    if (before.revision !== input.revision)
      throw conflict(
        'clauses.changed',
        `${before.updatedBy ?? 'Somebody else'} changed the promises while you were editing them. Open the page again, and make your change there.`,
      );
    const stamp = { revision: input.revision + 1, at: context.now(), by: by.name };
    await writeClauses(tx, by.schoolId, input.clauses, stamp);
    // Whole: the log is all that keeps older wordings.
    const changes = changesOf(before.clauses, input.clauses);
    await context.audit.record(tx, by, 'clauses.changed', { facts: { changes } });
  });
  context.events.nudge(by.schoolId, ['school']);
}

/** "new “…”; “…” is now “…”; no longer “…”". */
export function changesOf(before: readonly Clause[], after: readonly Clause[]): string {
  const was = new Map(before.map(one => [one.id, one]));
  const stays = new Set(after.map(one => one.id));
  const words = after.flatMap(one => {
    const old = was.get(one.id);
    if (old === undefined) return [`new “${one.sentence}”`];
    return [
      ...(old.sentence === one.sentence ? [] : [`“${old.sentence}” is now “${one.sentence}”`]),
      ...(sameChecks(old, one)
        ? []
        : [`“${one.sentence}” is proved by ${listed(one.controls) || 'no check'}`]),
    ];
  });
  const gone = before.filter(one => !stays.has(one.id)).map(one => `no longer “${one.sentence}”`);
  return [...words, ...gone].join('; ') || 'their order';
}

const sameChecks = (one: Clause, other: Clause) =>
  [...one.controls].sort().join() === [...other.controls].sort().join();
