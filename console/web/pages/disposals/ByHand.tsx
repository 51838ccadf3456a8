import { type Placed, placedWords } from '../../../../shared/disposals/placed.ts';
import { useSession } from '../../session.tsx';
import { sayMoment } from '../../time.ts';

/** Whose word it is that evidence is about this storage, where no serial number says so. `what`: “the record”. */
export function ByHand({ placed, what }: { placed: Placed | null; what: string }) {
  const { timeZone } = useSession().school;
  if (placed === null) return null;
  const at = placed.hand?.at ?? null;
  const words = placedWords(placed, what, at === null ? '' : sayMoment(at, timeZone));
  return words === undefined ? null : <p className="by-hand long-word">{words}.</p>;
}
