/** A digest as a letter: plain text, the answer first, each line with the page that shows it. A link opens, and does nothing. */
import type { Line } from './digest.ts';

export interface LetterText {
  subject: string;
  text: string;
}

export function letterOf(
  lines: readonly Pick<Line, 'sentence' | 'fresh' | 'more' | 'to'>[],
  school: { name: string; timeZone: string },
  origin: string,
  at: number,
): LetterText {
  const [first] = lines;
  const day = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: school.timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  })
    .format(at)
    .replace(',', '');
  const subject =
    lines.length === 1 && first !== undefined
      ? first.sentence
      : `${lines.length} things about school computers`;
  const parts = lines.map(({ sentence, fresh, more, to }) => {
    const rest = more > 0 ? ` and ${more} more` : '';
    return `${sentence}.\nNew: ${fresh.join(', ')}${rest}.\n${origin}${to}`;
  });
  const text = [
    `${school.name}, ${day}`,
    ...parts,
    `Only what is new is in this letter, and each thing once. When it comes and about what: ${origin}/alerts`,
  ].join('\n\n');
  return { subject, text: `${text}\n` };
}
