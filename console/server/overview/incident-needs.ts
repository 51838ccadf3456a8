/** What of the incidents needs somebody: a clock that ran out, and what nobody has answered. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';

type Need = Overview['needs'][number];

export function incidentNeeds({ overdue, unanswered }: { overdue: number; unanswered: number }): Need[] {
  const need = (serious: boolean, sentence: string, label: string, to: string): Need => ({
    ...{ kind: 'incident', serious, sentence, action: { label, to } },
  });
  const needs: (Need | false)[] = [
    overdue > 0 &&
      need(
        true,
        `${overdue === 1 ? 'A password that was compromised has' : `${overdue} passwords that were compromised have`} not been changed within 24 hours.`,
        'See which',
        '/incidents?clock=overdue',
      ),
    unanswered > 0 &&
      need(
        false,
        `${unanswered === 1 ? 'An incident waits' : `${unanswered} incidents wait`} for a first answer.`,
        'Look into it',
        '/incidents',
      ),
  ];
  return needs.filter(item => item !== false);
}
