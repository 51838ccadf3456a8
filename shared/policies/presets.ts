/** Named overlays for kinds of computers. Each control says what it wants of each (`ControlMeaning.presets`). */
import type { ControlMeaning } from '../controls/control.ts';
import { type OwnSettings, withField } from './settings.ts';

export const presetKeys = ['pupil', 'early_years', 'staff', 'office', 'loan', 'cyber_essentials'] as const;
export type PresetKey = (typeof presetKeys)[number];

export interface Preset {
  key: PresetKey;
  title: string;
  /** One sentence: for which computers, and what is different. */
  sentence: string;
}

export const presets: readonly Preset[] = [
  {
    key: 'pupil',
    title: 'Pupil',
    sentence: 'For computers that pupils share: nobody but the technician changes them, and sticks stay out.',
  },
  {
    key: 'early_years',
    title: 'Early years',
    sentence:
      'For nursery and reception: as for pupils, with shorter passwords for children who learn to read.',
  },
  {
    key: 'staff',
    title: 'Staff',
    sentence:
      'For teachers’ laptops: locked sooner, encrypted whole, with sticks only where they are encrypted.',
  },
  {
    key: 'office',
    title: 'Office',
    sentence:
      'For computers with pupils’ records: locked soonest, encrypted at school too, nothing written to sticks.',
  },
  {
    key: 'loan',
    title: 'Loan laptop',
    sentence:
      'For laptops that go home: encrypted whole, locked sooner, and updated however rarely they are seen.',
  },
  {
    key: 'cyber_essentials',
    title: 'NCSC and Cyber Essentials',
    sentence:
      'As the national guidance asks: locked after 15 minutes, updated within 14 days, encrypted, firewalled, nothing started by a stick, long passwords.',
  },
];

/** The settings with a preset laid over them. Modes are never touched: watch comes before enforce. */
export function withPreset(
  known: readonly ControlMeaning[],
  settings: OwnSettings,
  key: PresetKey,
): OwnSettings {
  let next = settings;
  for (const meaning of known)
    for (const [field, value] of Object.entries(meaning.presets?.[key] ?? {}))
      if (field !== 'mode') next = withField(next, meaning.key, field, value);
  return next;
}
