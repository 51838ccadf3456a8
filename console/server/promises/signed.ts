/** Who has signed the school's rules, in the headteacher's words. Pure. */
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Signed } from '../notices/index.ts';

const people = (number: number) => (number === 1 ? '1 person' : `${number} people`);
const have = (number: number) => (number === 1 ? 'has' : 'have');

/** "“Rules for staff”: 40 of 42 people have signed. 2 have not." Nothing of rules that nobody is asked to sign. */
export function signedSentences(signed: readonly Signed[]): NonNullable<Promises['signed']> {
  return signed
    .filter(one => one.asked > 0)
    .map(({ noticeId, title, asked, agreed, declined }) => {
      const waiting = asked - agreed - declined;
      const sentences = [
        agreed === asked
          ? `“${title}”: all ${people(asked)} ${have(asked)} signed.`
          : `“${title}”: ${agreed} of ${people(asked)} ${have(asked)} signed.`,
        waiting > 0 && `${waiting} ${have(waiting)} not yet.`,
        declined > 0 && `${declined} said no.`,
      ];
      return {
        sentence: sentences.filter(one => one !== false).join(' '),
        to: `/notices/${noticeId}`,
        counts: { title, asked, agreed, declined },
      };
    });
}
