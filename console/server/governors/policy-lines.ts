/** Of the policy and the rules that people sign, what governors are told: no name, and no telling number. Pure. */
import { sayLookNameless } from '../../../shared/clauses/policy-review.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { amountsOf, enough, limit, rounded } from './amounts.ts';

type Counts = NonNullable<NonNullable<Promises['signed']>[number]['counts']>;

export const policyLines = ({
  policyLook,
  signed = [],
}: Pick<Promises, 'policyLook' | 'signed'>): string[] => [
  ...(policyLook === undefined ? [] : [sayLookNameless(policyLook)]),
  ...signed.flatMap(({ counts }) => (counts === undefined ? [] : signedLine(counts))),
];

/**
 * As of computers: how many signed is never said, that is what the small numbers hide in. Of a set of rules for fewer
 * than five people nothing is told, and of one for fewer than 20 not who said no: too few are left to hide among.
 */
export function signedLine({ title, asked, agreed, declined }: Counts): string[] {
  if (asked < limit) return [];
  const waiting = asked - agreed - declined;
  if (waiting + declined === 0) return [`“${title}”: all who are asked have signed.`];
  if (asked < enough) return [`“${title}”: some of those who are asked have not signed.`];
  const told = amountsOf(asked, { broken: waiting, unknown: declined, excepted: 0 });
  const rest = [
    told.broken !== 'none' && `${upper(told.broken)} have not signed yet.`,
    told.unknown !== 'none' && `${upper(told.unknown)} said no.`,
  ];
  return [
    `“${title}”: about ${rounded(asked)} people are asked. ${rest.filter(one => one !== false).join(' ')}`,
  ];
}

const upper = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
