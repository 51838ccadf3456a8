/** English: what the small window says when somebody of the school wants to look at this screen. */
import type { SupportKey } from './support-keys.ts';
import type { Sentences } from './words.ts';

export const supportEn: Record<SupportKey, Sentences> = {
  support_ask: {
    adult: [
      'Somebody of the school asks to see and use this screen.',
      'They may only if you say yes: no answer by {time} is a no.',
      'Close what they must not see first.',
    ],
    plain: ['The school wants to see and use this screen.', 'You can say no.', 'You can ask an adult first.'],
    symbols: [
      'The school wants to see this screen.',
      'They can move the mouse too.',
      'An adult must say yes or no.',
    ],
    early_years: [
      'The school wants to see this screen.',
      'They can move the mouse too.',
      'An adult must say yes or no.',
    ],
  },
  support_told: {
    adult: [
      'Somebody of the school is about to see and use this screen.',
      'They do it to help with the computer.',
      'Close what they must not see first.',
    ],
    plain: ['The school will see and use this screen.', 'You did nothing wrong.', 'Save your work now.'],
    symbols: ['The school will see and use this screen.', 'You did nothing wrong.'],
    early_years: ['The school will see and use this screen.', 'You did nothing wrong.'],
  },
  support_allowed: {
    adult: [
      'Somebody here said yes: the school may see and use this screen.',
      'It has not begun yet.',
      'You can still say no.',
    ],
    plain: ['You said yes.', 'The school will see and use this screen.', 'You can still say no.'],
    symbols: ['We said yes.', 'The school will see and use this screen.'],
    early_years: ['We said yes.', 'The school will see and use this screen.'],
  },
  support_on: {
    adult: ['Somebody of the school can see and use this screen now.'],
    plain: ['The school can see and use this screen now.'],
    symbols: ['The school can see this screen now.', 'They can move the mouse too.'],
    early_years: ['The school can see this screen now.', 'They can move the mouse too.'],
  },
  support_may_stop: {
    adult: ['Say no when they must stop: the school is told at once.'],
    plain: ['You can say no at any time.'],
    symbols: ['An adult can say no.'],
    early_years: ['An adult can say no.'],
  },
  support_no: {
    adult: ['Somebody here said no.', 'The school is told as soon as this computer can reach it.'],
    plain: ['You said no.', 'We tell the school.'],
    symbols: ['We said no.', 'We tell the school.'],
    early_years: ['We said no.', 'We tell the school.'],
  },
  support_over: {
    adult: ['The school says that it has stopped looking at this screen.'],
    plain: ['The school does not look at this screen now.'],
    symbols: ['The school does not look now.'],
    early_years: ['The school does not look now.'],
  },
};
