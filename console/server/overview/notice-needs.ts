/** What of the school's rules needs a technician: somebody who uses the computers has said no to them. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { Refused } from '../notices/index.ts';

export const noticeNeeds = (refused: readonly Refused[]): Overview['needs'] =>
  refused.map(({ id, title, people }) => ({
    kind: 'notice',
    serious: false,
    sentence: `${people === 1 ? 'One person has' : `${people} people have`} said no to “${title}”. Speak with them.`,
    action: { label: 'See who', to: `/notices/${id}?state=declined` },
  }));
