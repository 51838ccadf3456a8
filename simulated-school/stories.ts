/** What happens on which day. Each is done when its day comes, in this order. */
import type { Random } from '../agent/service/controls/fake.ts';
import { campaign } from './campaign.ts';
import { changesElsewhere, exceptions, governorsReports, policies } from './decisions.ts';
import { enrolRoom, importAssets, promise, roomsByWeek } from './first-days.ts';
import { incidents } from './incidents.ts';
import type { School } from './school.ts';
import { things } from './things.ts';
import { brokenClassroom, patchTuesdays, putRight, smallThings } from './wear.ts';
import { wishes } from './wishes.ts';

export type Story = () => unknown;
/** `day` in days since 1970. A story may put others on later days. */
export type On = (day: number, story: Story) => void;

export function storiesOf(school: School, random: Random): Map<number, Story[]> {
  const { year } = school;
  const stories = new Map<number, Story[]>();
  const on: On = (day, story) => stories.set(day, [...(stories.get(day) ?? []), story]);
  for (const [week, rooms] of roomsByWeek)
    for (const room of rooms) on(year.schoolDayAfter(week * 7 + 1), () => enrolRoom(school, room));
  on(year.schoolDayAfter(4), () => promise(school));
  on(year.schoolDayAfter(12), () =>
    importAssets(
      school,
      school.devices.map(one => one.placed),
    ),
  );
  patchTuesdays(school, random, on);
  putRight(school, random, on);
  smallThings(school, random, on);
  brokenClassroom(school, on);
  policies(school, on);
  exceptions(school, on);
  changesElsewhere(school, on);
  governorsReports(school, on);
  wishes(school, random, on);
  campaign(school, on);
  things(school, random, on);
  incidents(school, on);
  return stories;
}
