/** What wears, breaks and is mended on the computers themselves, month by month. */
import type { Random } from '../agent/service/controls/fake.ts';
import { wellSituation } from './habits.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';
import type { YearDevice } from './year-device.ts';

const everywhere = (school: School) => school.devices.filter(one => one.deviceId !== '' && !one.gone);
const mend = (device: YearDevice, control: string) => device.become(control, wellSituation[control] ?? '');

/** Updates come on the second Tuesday, and are in within two weeks on most. */
export function patchTuesdays(school: School, random: Random, on: On): void {
  const { year } = school;
  for (const tuesday of year.patchTuesdays()) {
    on(tuesday, () => {
      for (const device of everywhere(school))
        if (device.is('os-updates') === 'up_to_date') device.become('os-updates', 'within_time');
    });
    for (let wait = 1; wait <= 13; wait += 1)
      on(tuesday + wait, () => {
        for (const device of everywhere(school))
          if (device.is('os-updates') === 'within_time' && random() < 0.24) mend(device, 'os-updates');
      });
    on(tuesday + 14, () => {
      for (const device of everywhere(school))
        if (device.is('os-updates') === 'within_time') device.become('os-updates', 'overdue');
    });
    on(tuesday + 20, () => {
      for (const device of everywhere(school))
        if (['overdue', 'restart_due'].includes(device.is('os-updates')) && random() < 0.7)
          mend(device, 'os-updates');
    });
  }
}

/** From what was found at first to what is left a year later: so many of a hundred are put right in each week. */
const projects: readonly { control: string; from: number; percent: number }[] = [
  { control: 'antivirus', from: 30, percent: 35 },
  { control: 'firewall', from: 35, percent: 50 },
  { control: 'password-policy', from: 50, percent: 40 },
  { control: 'disk-encryption', from: 63, percent: 22 },
  { control: 'local-accounts', from: 110, percent: 25 },
  { control: 'unwanted-software', from: 130, percent: 30 },
  { control: 'approved-software', from: 150, percent: 25 },
  { control: 'power', from: 290, percent: 18 },
];

export function putRight(school: School, random: Random, on: On): void {
  const { year } = school;
  for (const { control, from, percent } of projects)
    for (let week = 0; week < 14; week += 1)
      on(year.schoolDayAfter(from + week * 7), () => {
        for (const device of everywhere(school))
          if (device.is(control) !== wellSituation[control] && random() * 100 < percent)
            mend(device, control);
      });
}

/** Small things that go wrong every week, and for how many days. */
const small: readonly { control: string; situation: string; of: readonly string[]; days: number }[] = [
  { control: 'antivirus', situation: 'signatures_old', of: ['Y1', 'Y2', 'Y4', 'LOAN'], days: 9 },
  { control: 'removable-media', situation: 'blocked_stick', of: ['STAFF', 'Y6'], days: 1 },
  { control: 'approved-software', situation: 'game_downloaded', of: ['Y5', 'Y6'], days: 6 },
  { control: 'power', situation: 'left_on', of: ['ICT', 'LIB'], days: 5 },
  { control: 'firewall', situation: 'off_in_public', of: ['STAFF'], days: 7 },
  { control: 'disk-encryption', situation: 'suspended', of: ['STAFF', 'LOAN'], days: 8 },
  { control: 'antivirus', situation: 'not_answering', of: ['SEN', 'Y3'], days: 2 },
  { control: 'unwanted-software', situation: 'anydesk_without_installer', of: ['OFFICE'], days: 2 },
];

export function smallThings(school: School, random: Random, on: On): void {
  const { year } = school;
  for (let week = 8; week < 52; week += 1)
    for (const { control, situation, of, days } of small) {
      if (random() < 0.4) continue;
      const day = Math.min(year.schoolDayAfter(week * 7 + Math.floor(random() * 5)), year.last);
      on(day, () => {
        const there = school.of(...of).filter(one => one.is(control) === wellSituation[control]);
        const unlucky = there[Math.floor(random() * there.length)];
        if (unlucky === undefined) return;
        unlucky.become(control, situation);
        on(day + days, () => mend(unlucky, control));
      });
    }
}

/** One morning in March virus protection does not start on a whole trolley; three days later it does. */
export function brokenClassroom(school: School, on: On): void {
  const { year } = school;
  const day = year.schoolDayAfter(112);
  on(day, () => {
    for (const device of school.of('Y3')) device.become('antivirus', 'turned_off');
  });
  const mended = year.nextSchoolDay(day + 3);
  on(mended, async () => {
    for (const device of school.of('Y3')) mend(device, 'antivirus');
    await school.does('post', '/audit-log/entries', {
      about: 'other',
      what: 'Microsoft Defender’s platform put back to the version before on the Year 3 trolley',
      why: 'Its service did not start after the update of this week, on every laptop of the trolley',
      who: school.staff.technician.name,
      approvedBy: school.staff.head.name,
      on: new Date(school.clock.now()).toISOString().slice(0, 10),
    });
  });
}
