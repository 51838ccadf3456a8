/** How this computer speaks to whoever sits there: the technician's choice, never the person's. */

export const profiles = ['adult', 'plain', 'symbols', 'early_years'] as const;
export type Profile = (typeof profiles)[number];

export const textSizes = ['normal', 'large'] as const;

export interface Face {
  profile: Profile;
  text: (typeof textSizes)[number];
}
