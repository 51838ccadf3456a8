/** English: what "What this computer reports" says to pupils. words.test.ts holds it to their reading age. */
import type { Profile } from '../../../../shared/protocol/tray/face.ts';

/** `{kept}` is filled in. Three sentences at most. */
export type PupilSentences = Record<Exclude<Profile, 'adult'>, readonly string[]>;

const all = (...lines: string[]): PupilSentences => ({ plain: lines, symbols: lines, early_years: lines });

export const pupilReport = {
  tells: {
    ...all('This computer tells the school how it is.'),
    plain: [
      'This computer tells the school how it is.',
      'When you ask for something, it tells your name too.',
    ],
  },
  /** It belongs to no school yet. */
  tellsNobody: all('It does not tell the school now.'),
  well: all('Nothing is wrong here now.'),
  wrong: {
    ...all('There is something wrong here.', 'You did nothing wrong.'),
    early_years: ['There is something wrong here.', 'An adult can read it.'],
  },
  unknown: all('We do not know all of it now.'),
  never: {
    ...all('It does not tell what you write.', 'It does not tell what you see.', 'It does not see you.'),
    plain: [
      'It does not tell what you write in your work.',
      'It does not tell what you look at.',
      'It does not see you.',
    ],
  },
  who: {
    ...all('An adult at school can see it.'),
    plain: ['An adult at school can see it.', 'You can ask them what they see.'],
  },
  looked: all('The school has looked at this screen.'),
  notLooked: all('The school has not looked at this screen.'),
  kept: all('They keep it for {kept}.'),
  nothing: all('There is nothing to see here now.', 'Ask an adult.'),
  /** Over everything that is sent, as an adult reads it. */
  more: 'More for an adult',
};
