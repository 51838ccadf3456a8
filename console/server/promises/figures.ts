/** The figures of a promises page by the check that they are of, so that days are laid side by side whatever the sentences were. Pure. */
import type { Counts, Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';

export interface CheckFigure {
  verdict: PromiseView['verdict'];
  counts: Counts;
}

/** By control. A check that several sentences name has one figure. */
export function figuresOf({ promises }: Pick<Promises, 'promises'>): Map<string, CheckFigure> {
  const own = (promise: PromiseView): (CheckFigure & { control: string })[] =>
    promise.parts.length === 0 ? [promise] : promise.parts;
  return new Map(
    promises.flatMap(own).map(({ control, verdict, counts }) => [control, { verdict, counts }] as const),
  );
}

/** Of a switched-off check nothing is asked, so nothing of it can be proved. */
export const canBeProved = ({ verdict }: CheckFigure): boolean =>
  verdict === 'holds' || verdict === 'does_not_hold';

/** The checks that prove it. */
export const controlsOf = ({ control, parts }: Pick<PromiseView, 'control' | 'parts'>) =>
  parts.length === 0 ? [control] : parts.map(part => part.control);
