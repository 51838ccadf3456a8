/** English: what the small window says before the school signs everybody out, restarts or turns off this computer. */
import type { LeavingKey } from './leaving-keys.ts';
import type { Sentences } from './words.ts';

export const leavingEn: Record<LeavingKey, Sentences> = {
  leaving_sign_out: {
    adult: ['The school signs everybody out of this computer at {time}.', 'Save your work now.'],
    plain: ['Your work will close at {time}.', 'Save your work now.'],
    symbols: ['Your work will close at {time}.', 'Save your work now.'],
    early_years: ['Your work will close at {time}.', 'Ask an adult to save.'],
  },
  leaving_restart: {
    adult: ['The school restarts this computer at {time}.', 'Save your work now.'],
    plain: ['This will turn off and on at {time}.', 'Save your work now.'],
    symbols: ['This will turn off and on at {time}.', 'Save your work now.'],
    early_years: ['This will turn off and on at {time}.', 'Ask an adult to save.'],
  },
  leaving_shut_down: {
    adult: ['The school turns this computer off at {time}.', 'Save your work now.'],
    plain: ['This will turn off at {time}.', 'Save your work now.'],
    symbols: ['This will turn off at {time}.', 'Save your work now.'],
    early_years: ['This will turn off at {time}.', 'Ask an adult to save.'],
  },
};
