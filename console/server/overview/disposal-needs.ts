/** What of the disposals needs a technician. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { DisposalMatters } from '../disposals/index.ts';

type Need = Overview['needs'][number];

const need = (serious: boolean, sentence: string, label: string, to: string): Need => ({
  kind: 'disposal',
  serious,
  sentence,
  action: { label, to },
});

/** Somebody runs a machine whose data was to be gone. */
export const graveDisposalNeeds = ({ reappeared }: DisposalMatters): Need[] =>
  reappeared.map(({ tag }) =>
    need(
      true,
      `${tag} was handed over for disposal and has spoken to the console again: its disk was not dealt with.`,
      'See what to do',
      '/disposals',
    ),
  );

export function disposalNeeds({ outstanding, oldestDays }: DisposalMatters): Need[] {
  if (outstanding === 0) return [];
  const pieces = outstanding === 1 ? 'One piece of evidence is' : `${outstanding} pieces of evidence are`;
  const since =
    oldestDays === 0 ? 'since today' : `for up to ${oldestDays} ${oldestDays === 1 ? 'day' : 'days'}`;
  return [
    need(
      false,
      `${pieces} outstanding for equipment that was collected, ${since}.`,
      'See which',
      '/disposals',
    ),
  ];
}
