/** The two letters, as plain text. A link opens, and does nothing. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { PromiseWeek } from '../../../shared/protocol/api/overview.ts';

interface LetterText {
  subject: string;
  text: string;
}

export function reportLetter(
  { school, day, headline, comment, recommendation }: GovernorsReport,
  number: number,
  origin: string,
): LetterText {
  const parts = [
    `${school}: report to the governors about school computers, as it stood on ${sayDay(day)}.`,
    headline,
    comment === '' ? '' : `The headteacher’s comment:\n${comment}`,
    recommendation === '' ? '' : `The headteacher recommends:\n${recommendation}`,
    'The whole report is attached. It names no person and no computer, and no number of them under 5.',
    `Who can sign in finds it at ${origin}/reports/${number}`,
  ];
  const text = `${parts.filter(part => part !== '').join('\n\n')}\n`;
  return { subject: `Report to the governors, ${sayDay(day)}`, text };
}

export function weekLetter(
  school: string,
  timeZone: string,
  { at, lines, since }: PromiseWeek,
  origin: string,
): LetterText {
  const day = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  })
    .format(at)
    .replace(',', '');
  const text = [
    `${school}, ${day}`,
    ...lines.map(({ about, words }) => `${about}: ${words}`),
    ...(since === null ? [] : [`Laid beside ${sayDay(since)}.`]),
    `${origin}/promises`,
  ].join('\n\n');
  return { subject: 'The week in five lines', text: `${text}\n` };
}
