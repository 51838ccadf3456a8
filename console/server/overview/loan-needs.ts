/** What of the loans needs a technician. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { LoanMatters } from '../loans/index.ts';

type Need = Overview['needs'][number];

const need = (serious: boolean, sentence: string, label: string, to: string): Need => ({
  kind: 'loan',
  serious,
  sentence,
  action: { label, to },
});

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

const some = (tags: readonly string[]) =>
  `${tags.slice(0, 3).join(', ')}${tags.length > 3 ? ` and ${tags.length - 3} more` : ''}`;
const computers = (tags: readonly string[]) =>
  `${many(tags.length, 'computer', 'computers')} off site ${tags.length === 1 ? 'is' : 'are'}`;

/** Off site without encryption does harm today; the rest can wait until the afternoon. */
export function graveLoanNeeds({ open }: LoanMatters): Need[] {
  if (open.length === 0) return [];
  return [need(true, `${computers(open)} not encrypted: ${some(open)}.`, 'See the loans', '/loans')];
}

export function loanNeeds(matters: LoanMatters): Need[] {
  const { unsure, overdue, longest, ready, refused, statements, declared } = matters;
  const needs: (Need | false)[] = [
    unsure.length > 0 &&
      need(
        false,
        `${computers(unsure)} no longer known to be encrypted: ${some(unsure)}. Ask for a report or for the computer.`,
        'See the loans',
        '/loans?view=now',
      ),
    overdue > 0 &&
      need(
        false,
        `${many(overdue, 'loan is', 'loans are')} overdue, ${overdue === 1 ? 'by' : 'the longest by'} ${many(longest, 'day', 'days')}.`,
        'Ask for it back',
        '/loans?view=overdue',
      ),
    ready > 0 &&
      need(
        false,
        `${many(ready, 'loan is', 'loans are')} ready to be handed over.`,
        'Hand over',
        '/loans?view=waiting',
      ),
    refused > 0 &&
      need(
        false,
        `${many(refused, 'loan was', 'loans were')} not approved.`,
        'See why',
        '/loans?view=waiting',
      ),
    statements > 0 &&
      need(
        false,
        `${many(statements, 'holder has', 'holders have')} to state again how they use what they have at home.`,
        'See which',
        '/loans?view=now',
      ),
    declared.length > 0 &&
      need(
        false,
        `${many(declared.length, 'holder has', 'holders have')} said within a month that they use for themselves what they have at home. Tell the office: it may have to be declared.`,
        'See what was said',
        declared.length === 1 ? `/loans/${declared[0]}` : '/loans?view=now',
      ),
  ];
  return needs.filter(item => item !== false);
}
