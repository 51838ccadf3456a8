/** What people ask for at their computers, and the school's own sticks. */
import type { Random } from '../agent/service/controls/fake.ts';
import type { Request } from '../shared/protocol/request.ts';
import { everybody } from './people.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';
import type { YearDevice } from './year-device.ts';

type Software = Extract<Request, { kind: 'software' }>;

interface Wish {
  after: number;
  room: string;
  person: string;
  wish: Pick<Software, 'title' | 'publisher' | 'reason' | 'licence' | 'suitability' | 'personalData'>;
  /** Null: nobody has decided yet. */
  answer: true | string | null;
}

const software = (
  title: string,
  publisher: string,
  reason: string,
  licence: Software['licence'],
  suitability: string,
  personalData: Software['personalData'] = 'no',
) => ({ title, publisher, reason, licence, suitability, personalData });

const asked: readonly Wish[] = [
  {
    after: 45,
    room: 'Y6',
    person: 'Zara Hussain',
    wish: software('Sonic Pi', 'Sam Aaron', 'Coding music in the spring term', 'free', 'Year 5 and 6'),
    answer: true,
  },
  {
    after: 70,
    room: 'STAFF',
    person: 'Tom Gallagher',
    wish: software('Dropbox', 'Dropbox, Inc.', 'To have my plans at home', 'free', 'Staff', 'yes'),
    answer: 'Pupils’ work must not leave the school’s own storage: please use OneDrive',
  },
  {
    after: 124,
    room: 'STAFF',
    person: 'Rebecca Thorne',
    wish: software('MuseScore 4', 'Muse Group', 'Scores for the choir', 'free', 'Staff'),
    answer: true,
  },
  {
    after: 190,
    room: 'Y5',
    person: 'Grace Nwosu',
    wish: software('Stop Motion Studio', 'Cateater', 'Animation project', 'paid', 'Year 4 and older'),
    answer: true,
  },
  {
    after: 300,
    room: 'STAFF',
    person: 'Owen Davies',
    wish: software(
      'Kahoot!',
      'Kahoot! AS',
      'Quizzes at the end of a topic',
      'free',
      'Year 3 and older',
      'yes',
    ),
    answer: 'Its notice says that it keeps pupils’ names: the data protection officer looks at it first',
  },
  {
    after: 357,
    room: 'STAFF',
    person: 'Laura Finch',
    wish: software(
      'Book Creator',
      'Red Jumper Ltd',
      'Year 4 write their own books in December',
      'paid',
      'Year 2 and older',
      'yes',
    ),
    answer: null,
  },
  {
    after: 359,
    room: 'Y6',
    person: 'Peter Lindqvist',
    wish: software(
      'GeoGebra Classic',
      'International GeoGebra Institute',
      'Angles and circles',
      'free',
      'Year 6',
    ),
    answer: null,
  },
];

/** One's own: its serial number follows from the name. */
function stick(device: YearDevice, person: string, reason: string, minutes: number): Request {
  const serial = `4C5300${Buffer.from(person).toString('hex').slice(0, 12).toUpperCase()}`;
  return {
    ...{ kind: 'media', person, reason, minutes, access: 'read_only', scan: 'clean', serial },
    media: device.stick(serial),
  };
}

export function wishes(school: School, random: Random, on: On): void {
  const { year } = school;
  const decide = (id: string, answer: true | string | null, grant?: object) => {
    if (answer === null) return;
    const said =
      answer === true ? { approve: [{ id, ...(grant && { grant }) }] } : { refuse: [id], reason: answer };
    return school.does('post', '/requests/decisions', said);
  };
  for (const { after, room, person, wish, answer } of asked)
    on(year.schoolDayAfter(after), async () => {
      const [device] = school.of(room);
      if (device === undefined) return;
      const id = await school.asks(device, { kind: 'software', person, ...wish });
      school.clock.pass(25 * 60_000);
      await decide(id, answer);
    });
  for (let after = 60; after < 350; after += 23)
    on(year.schoolDayAfter(after), async () => {
      const teachers = everybody.filter(one => one.kind === 'staff');
      const person = teachers[Math.floor(random() * teachers.length)]?.name ?? 'Staff';
      const [device] = school.of('STAFF').slice(Math.floor(random() * 6));
      if (device === undefined) return;
      const id = await school.asks(device, stick(device, person, 'Photos of the class trip', 45));
      school.clock.pass(4 * 60_000);
      const grant = { access: 'read_only', minutes: 45, singleUse: true };
      await decide(
        id,
        random() < 0.8 ? true : 'Please send them by e-mail: the stick is not encrypted',
        grant,
      );
    });
  on(year.lastSchoolDay(year.last - 1), async () => {
    const [device] = school.of('STAFF').slice(-1);
    if (device !== undefined)
      await school.asks(device, stick(device, 'Emily Stokes', 'Slides of the visiting author', 60));
  });
  schoolSticks(school, on);
}

function schoolSticks(school: School, on: On): void {
  const { year } = school;
  const labels: readonly [label: string, holder: string, encryption: string][] = [
    ['Office stick 1', 'Karen Holloway', 'by_itself'],
    ['Office stick 2', 'Michelle Tran', 'by_itself'],
    ['Music stick', 'Rebecca Thorne', 'by_software'],
    ['Exam stick', 'Sarah Whitfield', 'by_itself'],
    ['Assembly stick', '', 'no'],
    ['SEN stick', 'Joanna Marsh', 'by_itself'],
  ];
  let lost: { id: string; revision: number } | undefined;
  on(year.schoolDayAfter(52), async () => {
    for (const [index, [label, holder, encryption]] of labels.entries()) {
      const stick = {
        label,
        holder,
        encryption,
        vendorId: '0951',
        productId: '1666',
        serial: `60A44C41${index}7F1`,
      };
      const made = await school.does<{ id: string; revision: number }>('post', '/media', stick);
      if (label === 'Office stick 2') lost = made;
    }
  });
  on(year.schoolDayAfter(243), async () => {
    if (lost === undefined) return;
    const { id, revision } = lost;
    const note = 'Not in the drawer after the summer; encrypted, so no report to the ICO was needed';
    await school.does('post', `/media/${id}/state`, { revision, to: 'lost', note });
  });
}
