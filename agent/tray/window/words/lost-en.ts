/** English: what the small window says on a computer that was reported lost or is kept as evidence. */
import type { LostKey } from './lost-keys.ts';
import type { Sentences } from './words.ts';

export const lostEn: Record<LostKey, Sentences> = {
  lost_computer: {
    adult: [
      'The school reported this computer lost.',
      'It locks every two minutes.',
      'Help it find its way back to school.',
    ],
    plain: ['This computer is not at school.', 'Ask an adult for help.'],
    symbols: ['This computer is not at school.', 'Ask an adult for help.'],
    early_years: ['This computer is not at school.', 'Ask an adult for help.'],
  },
  kept_computer: {
    adult: [
      'The school keeps this computer as it is.',
      'Do not use it, and do not turn it off.',
      'Tell whoever looks after computers.',
    ],
    plain: ['Do not use this computer.', 'Ask an adult for help.'],
    symbols: ['Do not use this computer.', 'Ask an adult for help.'],
    early_years: ['Stop here.', 'Ask an adult for help.'],
  },
};
