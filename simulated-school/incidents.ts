/** What went wrong in the year: noticed, reported, followed up and closed, but for the last, which is still looked into. */
import type { IncidentCategory } from '../shared/protocol/api/incidents.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';

interface Happening {
  /** Days after the year's first. */
  after: number;
  category: IncidentCategory;
  title: string;
  /** Prefix of the room at one of whose computers it happened. */
  at?: string;
  /** Between noticing and telling. */
  minutes: number;
  step: string;
  /** Undefined: still open. */
  outcome?: string;
  /** School days until it was closed. */
  days?: number;
}

const happenings: readonly Happening[] = [
  {
    ...{
      after: 24,
      category: 'malware',
      title: 'The virus guard stopped a file on a memory stick',
      at: 'STAFF',
    },
    ...{ minutes: 5, step: 'The stick was taken in and scanned on a computer without a network.', days: 1 },
    outcome: 'The stick was the owner’s own. Only the school’s sticks are used since.',
  },
  {
    ...{
      after: 51,
      category: 'something_got_through',
      title: 'A page with adult advertising opened',
      at: 'ICT',
    },
    ...{ minutes: 20, step: 'The address was given to the filter’s makers.', days: 2 },
    outcome: 'The filter knows the address now. The class was spoken to.',
  },
  {
    ...{
      after: 66,
      category: 'password_compromised',
      title: 'A password was typed into a false sign-in page',
    },
    ...{ minutes: 35, step: 'The account was closed at once and every session ended.', days: 1 },
    outcome: 'Changed within the hour. All staff were shown the letter.',
  },
  {
    ...{
      after: 95,
      category: 'personal_data',
      title: 'A list of pupils lay in the printer for an afternoon',
    },
    ...{ minutes: 90, step: 'The list was found complete, and nobody had seen it.', days: 3 },
    outcome: 'No risk to anybody, so it was not reported further. Printing waits for a card now.',
  },
  {
    ...{ after: 130, category: 'lost_or_stolen', title: 'A loan laptop was left on a train', at: 'LOAN' },
    ...{ minutes: 240, step: 'Its disk was encrypted, as last reported. The railway was told.', days: 6 },
    outcome: 'Handed in after five days, sealed, and made anew before it was lent again.',
  },
  {
    ...{
      after: 168,
      category: 'something_got_through',
      title: 'A game site worked in one classroom',
      at: 'ICT',
    },
    ...{ minutes: 15, step: 'The computers of the room had an old filter list.', days: 1 },
    outcome: 'The list came within the hour, and a check looks for its age.',
  },
  {
    ...{
      after: 203,
      category: 'tampering',
      title: 'The firewall of one computer was found switched off',
      at: 'SEN',
    },
    ...{ minutes: 10, step: 'It was switched on again. A visiting speaker had asked for it.', days: 2 },
    outcome: 'Visitors’ programs are asked for beforehand since.',
  },
  {
    ...{ after: 296, category: 'malware', title: 'A false invoice was opened in the office', at: 'OFFICE' },
    ...{ minutes: 8, step: 'The virus guard had stopped it. The whole computer was scanned.', days: 2 },
    outcome: 'Nothing ran. The sender is blocked.',
  },
  {
    ...{ after: 325, category: 'password_compromised', title: 'A password was read out in a classroom' },
    ...{ minutes: 60, step: 'The teacher was asked to change it at once.', days: 1 },
    outcome: 'Changed the same day.',
  },
  {
    ...{ after: 352, category: 'personal_data', title: 'A letter went to the parents of another child' },
    ...{ minutes: 45, step: 'Both families were telephoned.' },
  },
];

interface Incident {
  id: string;
  revision: number;
  clock: object | null;
}

export function incidents(school: School, on: On): void {
  const { year } = school;
  for (const [index, one] of happenings.entries()) {
    const day = year.schoolDayAfter(one.after);
    let id = '';
    on(day, async () => {
      const rooms = one.at === undefined ? [] : school.of(one.at);
      const made = await school.does<Incident>('post', '/incidents', {
        ...{ category: one.category, title: one.title, noticedAt: school.clock.now() - one.minutes * 60_000 },
        deviceId: rooms[index % Math.max(1, rooms.length)]?.deviceId ?? null,
      });
      id = made.id;
      school.clock.pass(20 * 60_000);
      await school.headDoes('post', `/incidents/${id}/notes`, { text: one.step });
      if (made.clock === null) return;
      const { revision } = await school.does<Incident>('get', `/incidents/${id}`);
      await school.does('post', `/incidents/${id}/clock`, { revision, doneAt: school.clock.now() });
    });
    const { outcome, days = 1 } = one;
    if (outcome === undefined) continue;
    on(year.nextSchoolDay(day + days), async () => {
      const { revision } = await school.does<Incident>('get', `/incidents/${id}`);
      await school.headDoes('post', `/incidents/${id}/close`, { revision, outcome });
    });
  }
}
