/** The rules for using computers, signed anew each September; who has, who said no, and who has to be chased. */
import { heardNotice } from '../console/server/notices/index.ts';
import { noticeAnswered, noticesKept } from '../shared/protocol/notice.ts';
import { everybody } from './people.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';
import type { YearDevice } from './year-device.ts';

const dayMs = 86_400_000;

const rules = {
  name: 'Acceptable use of computers',
  adult: `The school’s computers are there for school work and for what goes with it.

Keep your password to yourself. Lock the screen when you leave. Ask before you install a program or use a memory stick of your own: the school decides, and says why.

Pupils’ names and work stay in the school’s own storage. What happens on the network is monitored and can be traced to you; the notice at each computer says what is recorded, what is not, and for how long.

Tell the technician at once when a computer or a stick is lost, and when something frightens or upsets you or a child.`,
  plain:
    'Be kind. Keep your password to yourself. Ask before you plug something in. Tell an adult when something is wrong.',
  symbols: 'Ask an adult first.',
};

const drill = {
  kind: 'message',
  title: 'No printing on Thursday afternoon',
  adult:
    'The printers on the ground floor are being replaced on Thursday from one o’clock. Please print what you need before.',
  plain: 'The printers do not work on Thursday afternoon.',
  symbols: null,
  answer: 'read',
};

interface Round {
  id: string;
  hash: string | null;
}

/** Days after the round began; nobody of the others has answered. */
const signed: Record<string, number> = Object.fromEntries(
  everybody
    .filter(one => one.kind === 'staff')
    .slice(0, 17)
    .map((one, index) => [one.name, 1 + ((index * 5) % 18)]),
);
const onPaper: readonly [name: string, after: number][] = [
  ['Helen Ashdown', 12],
  ['Stuart Bell', 9],
];
const refuser = 'Peter Lindqvist';

export function campaign(school: School, on: On): void {
  const { year } = school;
  const began = year.schoolDayAfter(288);
  let round: Round | undefined;
  const later = (after: number, act: (round: Round) => unknown) =>
    on(year.schoolDayAfter(288 + after), () => (round === undefined ? undefined : act(round)));
  on(began, async () => {
    const { items } = await school.headDoes<{ items: { id: string }[] }>('post', '/wordings', rules);
    const now = school.clock.now();
    round = await school.headDoes<Round>('post', '/notices', {
      ...{ kind: 'agreement', wordingId: items[0]?.id, people: ['staff', 'governor'], gate: true },
      ...{ dueAt: now + 21 * dayMs, until: now + 200 * dayMs },
    });
    await held(school, round.id);
  });
  for (const [name, after] of Object.entries(signed))
    later(after, given => answers(school, given, name, name === refuser ? 'declined' : 'agreed'));
  for (const [name, after] of onPaper)
    later(after, async given => {
      const { items } = await school.does<{ items: { id: string }[] }>(
        'get',
        `/persons?search=${encodeURIComponent(name)}`,
      );
      const paper = { personId: items[0]?.id, how: 'paper', signedAt: school.clock.now() };
      await school.does('post', `/notices/${given.id}/signatures`, paper);
    });
  later(15, given => answers(school, given, 'Jo Field', 'agreed', 'supply2'));
  later(28, given => school.headDoes('post', `/notices/${given.id}/reminders`));
  on(year.lastSchoolDay(year.last - 4), async () => {
    const sent = await school.does<Round>('post', '/notices', {
      ...{ ...drill, until: school.clock.now() + 14 * dayMs },
    });
    await held(school, sent.id);
    for (const one of everybody.slice(2, 11)) await answers(school, sent, one.name, 'read');
  });
}

/** What the window says of it. */
const hears = (school: School, device: YearDevice, name: string, facts: object) => {
  const sender = { deviceId: device.deviceId, schoolId: school.schoolId, clockOffsetMs: 0 };
  const said = { id: crypto.randomUUID(), at: school.clock.now(), name, facts };
  return heardNotice(school.context, sender, said);
};

async function held(school: School, id: string): Promise<void> {
  for (const device of school.devices)
    if (!device.gone && device.deviceId !== '') await hears(school, device, noticesKept, { notices: id });
}

async function answers(
  school: School,
  { id, hash }: Round,
  person: string,
  answer: 'agreed' | 'declined' | 'read',
  user = everybody.find(one => one.name === person)?.email.split('@')[0] ?? '',
): Promise<void> {
  const staff = school.of('STAFF', 'OFFICE');
  const device = staff[everybody.findIndex(one => one.name === person) % staff.length] ?? staff[0];
  if (device === undefined) return;
  const facts = { noticeId: id, answer, person, user, rendering: 'adult', hash };
  await hears(school, device, noticeAnswered, facts);
}
