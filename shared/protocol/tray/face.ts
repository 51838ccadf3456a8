/** How this computer speaks to whoever sits there: the school's choice, never the person's. */
import type { PupilLink } from '../pupil-link.ts';

export const profiles = ['adult', 'plain', 'symbols', 'early_years'] as const;
export type Profile = (typeof profiles)[number];

export const textSizes = ['normal', 'large'] as const;

export interface Face {
  profile: Profile;
  text: (typeof textSizes)[number];
}

/** What this person can do here, so that nothing is offered that leads nowhere. */
export interface May {
  /** Ask for a program. */
  ask: boolean;
  /** Report a problem. */
  report: boolean;
  /** Have windows read aloud. */
  aloud: boolean;
  /** Hold the lock while presenting, for so many minutes at most; null: not this person, or not here. */
  present: number | null;
  /** Until when they do, UTC milliseconds. */
  presenting: number | null;
  /** The link that the safeguarding lead chose, where windows speak to pupils. */
  link: PupilLink | null;
}
export const nothing: May = {
  ask: false,
  report: false,
  aloud: false,
  present: null,
  presenting: null,
  link: null,
};
