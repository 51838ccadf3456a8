/** What this school calls the states of its assets. */
import { type StateWords, stateSayer } from '../../shared/assets/state-words.ts';
import type { AssetState } from '../../shared/assets/states.ts';
import { useSession } from './session.tsx';

export const useStateWords = (): StateWords => useSession().school.stateWords;

/** Within a sentence. */
export const useStateSayer = (): ((state: AssetState) => string) => stateSayer(useStateWords());
