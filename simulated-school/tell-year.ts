/** A year, day by day: what people do, what breaks, what the console does by itself, and the page that each day leaves. */
import { type Random, randomFrom } from '../agent/service/controls/fake.ts';
import { openSchool } from './first-days.ts';
import type { School } from './school.ts';
import { storiesOf } from './stories.ts';
import type { YearDevice } from './year-device.ts';

/** Those that are used on a day: classes now and then, the office always, what lies in a store hardly. */
function isOn(device: YearDevice, random: Random): boolean {
  const { prefix } = device.placed.room;
  const chance: Record<string, number> = {
    OFFICE: 0.98,
    ICT: 0.9,
    STAFF: 0.9,
    LOAN: 0.35,
    LIB: 0.85,
    SEN: 0.8,
  };
  return random() < (chance[prefix] ?? 0.72);
}

const present = (school: School) => school.devices.filter(one => one.deviceId !== '' && !one.gone);

/** `said` hears of each month. */
export async function tellYear(school: School, seed: number, said: (day: number) => void): Promise<void> {
  const { year, clock } = school;
  const random = randomFrom(seed + 11);
  clock.goTo(year.at(year.first, '09:00'));
  await openSchool(school);
  const stories = storiesOf(school, random);
  for (let day = year.first; day < year.last; day += 1) {
    said(day);
    const due = stories.get(day) ?? [];
    if (due.length > 0 && clock.now() < year.at(day, '10:00')) clock.goTo(year.at(day, '10:00'));
    for (const story of due) {
      clock.pass(120_000);
      await story();
    }
    // The console's computer stands in the office: nobody switches it on at weekends and in the holidays.
    if (year.isSchoolDay(day)) await afternoon(school, day, random);
  }
}

async function afternoon(school: School, day: number, random: Random): Promise<void> {
  const { year, clock } = school;
  await school.look();
  clock.goTo(Math.max(clock.now(), year.at(day, '15:20')));
  await school.report(present(school).filter(device => isOn(device, random)));
  await school.look();
  clock.goTo(Math.max(clock.now(), year.at(day, '15:40')));
  await school.keepDay();
}
