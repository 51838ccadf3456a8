/** What the technician and the headteacher decide: policies in rings, exceptions, changes elsewhere, reports to the governors. */
import { controls } from '../shared/controls/index.ts';
import { type PresetKey, withPreset } from '../shared/policies/presets.ts';
import { nothingSet, type OwnSettings, withField } from '../shared/policies/settings.ts';
import { textOf } from './calendar.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';

const dayMs = 86_400_000;

interface Version {
  id: string;
  revision: number;
  status: string;
  settings: OwnSettings;
}
interface Place {
  inForce: Version | null;
  draft: { version: Version } | null;
}

/** Drafts, asks, and has the headteacher agree where that is needed. */
async function putInForce(
  school: School,
  place: string,
  change: (settings: OwnSettings) => OwnSettings,
  reason: string,
  rings: { groupId: string; waitMinutes: number }[] = [],
): Promise<void> {
  const { inForce, draft: begun } = await school.does<Place>('get', `/policies/places/${place}`);
  const settings = change(begun?.version.settings ?? inForce?.settings ?? nothingSet);
  const draft = await school.does<Version>('put', `/policies/places/${place}/draft`, {
    ...{ revision: begun?.version.revision ?? 0, settings },
  });
  const asked = await school.does<{ version: Version }>('post', `/policies/versions/${draft.id}/ask`, {
    ...{ revision: draft.revision, reason, rings },
  });
  if (asked.version.status !== 'waiting') return;
  school.clock.pass(3 * 3600_000);
  await school.headDoes('post', `/policies/versions/${draft.id}/approve`);
}

const schoolPlace = 'school';
const groupPlace = (school: School, name: string) => `group.${school.groupId(name)}`;

const presetOf: readonly [group: string, preset: PresetKey][] = [
  ['Office', 'office'],
  ['Staff laptops', 'staff'],
  ['Early years', 'early_years'],
  ['Loan laptops', 'loan'],
  ['Year 1', 'pupil'],
  ['Year 2', 'pupil'],
  ['ICT suite', 'pupil'],
];

const filterClient = [
  { title: 'Smoothwall*', system: 'windows', leastVersion: '', service: 'SmoothwallService' },
];

const enforced = (settings: OwnSettings, ...keys: string[]) =>
  keys.reduce((all, key) => withField(all, key, 'mode', 'enforce'), settings);

export function policies(school: School, on: On): void {
  const { year } = school;
  const ring = (name: string, days: number) => ({
    groupId: school.groupId(name),
    waitMinutes: days * 24 * 60,
  });
  on(year.schoolDayAfter(38), async () => {
    for (const [group, preset] of presetOf)
      await putInForce(
        school,
        groupPlace(school, group),
        settings => withPreset(controls, settings, preset),
        `The usual settings for ${group.toLowerCase()}`,
      );
  });
  on(year.schoolDayAfter(43), () =>
    putInForce(
      school,
      schoolPlace,
      settings => withField(settings, 'required-software', 'required', filterClient),
      'The filter’s client has to be on every computer that leaves the school’s network',
    ),
  );
  on(year.schoolDayAfter(57), () =>
    putInForce(
      school,
      schoolPlace,
      settings => enforced(settings, 'idle-lock', 'autorun'),
      'Governors asked in December that screens lock everywhere, not only where somebody set it',
      [ring('ICT suite', 2), ring('Year 4', 3)],
    ),
  );
  on(year.schoolDayAfter(92), async () => {
    for (const device of school.of('Y2')) device.refusesWell('removable-media', 'restart_needed');
    await putInForce(
      school,
      schoolPlace,
      settings => enforced(settings, 'removable-media'),
      'Only sticks that the school has registered, as the policy says',
      [ring('Year 2', 1), ring('ICT suite', 2)],
    );
  });
  on(year.schoolDayAfter(160), async () => {
    for (const device of school.of('Y2')) device.refusesWell('removable-media', undefined);
    await putInForce(
      school,
      schoolPlace,
      settings => enforced(settings, 'removable-media'),
      'Again after the Year 2 laptops were restarted over Easter',
      [ring('Year 2', 2), ring('ICT suite', 2)],
    );
  });
}

export function exceptions(school: School, on: On): void {
  const { year } = school;
  const letOff = async (
    control: string,
    prefix: string,
    count: number,
    settings: object,
    [askedBy, reason]: [string, string],
    days: number,
  ) => {
    const deviceIds = school
      .of(prefix)
      .slice(0, count)
      .map(one => one.deviceId);
    if (deviceIds.length === 0) return;
    const endsAt = school.clock.now() + days * dayMs;
    const { items } = await school.does<{ items: { id: string; status: string }[] }>(
      'post',
      '/policies/exceptions',
      { control, deviceIds, settings, reason, askedBy, endsAt },
    );
    const [made] = items;
    if (made?.status !== 'waiting') return;
    school.clock.pass(90 * 60_000);
    await school.headDoes('post', `/policies/exceptions/${made.id}/approve`);
  };
  on(year.schoolDayAfter(80), () =>
    letOff(
      'idle-lock',
      'LIB',
      2,
      { mode: 'watch' },
      ['Alice Fernandes', 'The catalogue screens are read by pupils who cannot type a password'],
      70,
    ),
  );
  on(year.schoolDayAfter(285), () =>
    letOff(
      'idle-lock',
      'LIB',
      2,
      { mode: 'watch' },
      ['Alice Fernandes', 'The catalogue screens, until the new ones come'],
      100,
    ),
  );
  on(year.schoolDayAfter(300), () =>
    letOff(
      'removable-media',
      'SEN',
      2,
      { mode: 'watch' },
      ['Joanna Marsh', 'Switches for communication plug in as media'],
      90,
    ),
  );
  on(year.schoolDayAfter(352), () =>
    letOff(
      'os-updates',
      'OFFICE',
      1,
      { withinDays: 28 },
      ['Karen Holloway', 'The finance program must not restart before the budget is in'],
      18,
    ),
  );
}

/** What was changed in the filter, which is not Caretaker's. */
const filtering: readonly [afterDays: number, what: string, why: string, who: string][] = [
  [33, 'Allowed scratch.mit.edu for Years 3 to 6', 'Computing lessons of the spring term', 'Daniel Osei'],
  [96, 'Blocked a game site that had changed its address', 'Seen in the weekly report', ''],
  [201, 'Allowed video from BBC Teach for all classes', 'Asked for by Year 5', 'Sarah Whitfield'],
  [
    318,
    'Took away the exception for a video site in Year 6',
    'The project it was for has ended',
    'Sarah Whitfield',
  ],
];

export function changesElsewhere(school: School, on: On): void {
  for (const [after, what, why, approvedBy] of filtering) {
    const day = school.year.schoolDayAfter(after);
    on(day, async () => {
      const who = school.staff.technician.name;
      const entry = { about: 'filtering', what, why, who, approvedBy, on: textOf(day) };
      await school.does('post', '/audit-log/entries', entry);
    });
  }
}

/** In the last week of each term, of the day before. */
export function governorsReports(school: School, on: On): void {
  const { year } = school;
  const comments = [
    'Our first report. Much was found that nobody knew of; encrypting every laptop comes first, and will be done by Easter.',
    'Screens now lock everywhere by themselves. A change for memory sticks went wrong on one trolley, was taken back within the day, and will be tried again after Easter.',
    'The oldest laptops leave the school this month, written off and erased one by one. What is left is small, and known.',
  ];
  const terms = year.calendar.terms.filter(({ to }) => {
    const day = Date.parse(to) / dayMs;
    return day > year.first + 20 && day < year.last;
  });
  for (const [index, { to }] of terms.entries()) {
    const day = year.lastSchoolDay(Date.parse(to) / dayMs - 3);
    on(day, () =>
      school.headDoes('post', '/governors-reports', {
        day: textOf(year.lastSchoolDay(day - 1)),
        comment: comments[index] ?? 'As in the term before: what is not true yet is named below.',
      }),
    );
  }
}
