/** The school's own words for the states of its assets. */
import type * as z from 'zod';
import {
  longestStateWord,
  ownStateWords,
  standardWords,
  stateWordProblems,
} from '../../../shared/assets/state-words.ts';
import { assetStates } from '../../../shared/assets/states.ts';
import type { stateWordsInput } from '../../../shared/protocol/api/accounts.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSchool } from './index.ts';

/** Throws 400 by state where a word would say two of them. */
export async function changeStateWords(
  { db, audit, events }: Context,
  by: Caller,
  given: z.output<typeof stateWordsInput>,
): Promise<void> {
  const changed = await db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { stateWords: before } = await readSchool(tx, by.schoolId);
    const after = { ...before };
    for (const state of assetStates) {
      const word = given[state];
      if (word !== undefined) after[state] = clean(word, longestStateWord) || standardWords[state];
    }
    const own = ownStateWords.parse(
      Object.fromEntries(
        assetStates.filter(one => after[one] !== standardWords[one]).map(one => [one, after[one]]),
      ),
    );
    const problems = stateWordProblems(own);
    if (Object.keys(problems).length > 0) throw invalid('A word can only say one state.', problems);
    const changes = assetStates
      .filter(one => before[one] !== after[one])
      .map(one => `“${before[one]}” is now “${after[one]}”`);
    if (changes.length === 0) return false;
    await tx
      .updateTable('school')
      .set({ state_words: JSON.stringify(own) })
      .where('id', '=', by.schoolId)
      .execute();
    await audit.record(tx, by, 'school.state_words_changed', { facts: { changes: changes.join('; ') } });
    return true;
  });
  if (changed) events.nudge(by.schoolId, ['school', 'assets']);
}
