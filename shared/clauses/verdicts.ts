/** What may be said of a promise, in the same words on pages, in reports and in tables. */
import type { Promises, PromiseView } from '../protocol/api/overview.ts';

export const verdictWords: Record<PromiseView['verdict'], string> = {
  does_not_hold: 'Does not hold everywhere',
  cannot_be_known: 'Cannot be known yet',
  holds: 'Holds',
  nothing_to_check: 'Nothing to check',
};

/** Under the page's answer, which counts computers' promises alone; null where by records none is broken. */
export function sayBrokenRecords(recorded: Promises['recorded'] = []): string | null {
  const broken = recorded.filter(one => one.verdict === 'does_not_hold').length;
  if (broken === 0) return null;
  return `By our records, ${broken} more ${broken === 1 ? 'promise does' : 'promises do'} not hold.`;
}

/** What records show of a promise, or whoever looked: a word is never said as if it were a figure. */
export const saidRecord = ({
  verdict,
  byWord,
}: {
  verdict: PromiseView['verdict'];
  byWord?: true | undefined;
}) =>
  byWord === undefined || verdict === 'cannot_be_known'
    ? verdictWords[verdict]
    : `${verdictWords[verdict]}, by the word of whoever looked`;

/** What a line begins with that says who does what about a promise that does not hold. */
export const beingDone = 'What is being done:';

/** What checks do not show of a promise, before the word of whoever looked at that. */
export const sayWord = ({ answer }: NonNullable<PromiseView['word']>) => `What no check shows: ${answer}`;

/** A promise that holds because some devices are let off for a while, or by somebody's word too, says so where its verdict stands. */
export function saidVerdict(verdict: PromiseView['verdict'], excepted: boolean, byWord = false): string {
  const also = [excepted && 'with exceptions', byWord && 'in part by the word of whoever looked'];
  const said = also.filter(one => one !== false);
  return verdict === 'holds' && said.length > 0
    ? `${verdictWords.holds}, ${said.join(', ')}`
    : verdictWords[verdict];
}
