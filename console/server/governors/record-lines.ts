/** Of the promises that records show, what governors are told: how each stands, and no figure. Pure. */
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { order, recordLines } from '../promises/index.ts';
import { limit } from './amounts.ts';

type Told = GovernorsReport['recorded'][number];
type Page = Pick<Promises, 'recorded' | 'signed'>;

/** What does not hold first. Their answers count people, loans and firms, so these stay behind. */
export function recordsTold({ recorded = [], signed = [] }: Page, before: readonly Told[] = []): Told[] {
  const was = new Map(before.map(one => [keyOf(one), one.verdict]));
  const few = signed.some(({ counts }) => (counts?.asked ?? 0) < limit);
  const told = recorded.flatMap(({ line, sentence, verdict, byWord }) => {
    if (verdict === undefined || (few && isOfSigning(line))) return [];
    const one = { ...(line !== undefined && { line }), sentence, verdict, ...(byWord && { byWord }) };
    return [{ ...one, before: was.get(keyOf(one)) ?? null }];
  });
  return order.flatMap(verdict => told.filter(one => one.verdict === verdict));
}

/** Records that are kept and speak for nobody until somebody reads them. */
export const recordsUnread = ({ recorded = [] }: Page): string[] =>
  recorded.filter(one => one.verdict === undefined).map(one => one.sentence);

const keyOf = ({ line, sentence }: Pick<Told, 'line' | 'sentence'>) => line ?? sentence;

/** Of rules for fewer than five people nothing is told (policy-lines.ts), so nothing of all rules together either. */
const isOfSigning = (line: string | undefined) => line === undefined || recordLines[line]?.part === 'signing';
