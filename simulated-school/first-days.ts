/** The first weeks: who works there, when the terms are, what the school has promised, and the computers room by room. */
import type { FileAnswer } from '../console/server/route.ts';
import { controls } from '../shared/controls/index.ts';
import { type ImportCheck, sayCounts, sayMapping } from '../shared/protocol/api/asset-imports.ts';
import { timeZone } from './calendar.ts';
import { everybody, head, schoolName, technician } from './people.ts';
import type { Placed, Room } from './roster.ts';
import { models, oldRoom, rooms } from './roster.ts';
import type { School } from './school.ts';

interface Account {
  id: string;
}

/** The headteacher and the technician can sign in, each by a link. */
async function people(school: School): Promise<void> {
  const { schoolId } = school;
  const [first] = (await school.does<{ items: Account[] }>('get', '/people')).items;
  if (first === undefined) throw new Error('no technician');
  await school.does('patch', `/people/${first.id}`, technician);
  await school.does<Account>('post', '/people', { ...head, role: 'headteacher' });
  const rows = await school.context.db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id', 'account.role', 'person.name'])
    .execute();
  for (const row of rows) {
    const caller = { schoolId, id: `person:${row.id}`, name: row.name, role: row.role };
    if (row.role === 'headteacher') school.staff.head = caller;
    else school.staff.technician = caller;
  }
  for (const { name, group, email, kind } of everybody)
    await school.does('post', '/persons', { name, group, email, kind });
}

export async function openSchool(school: School): Promise<void> {
  await school.does('patch', '/school', { name: schoolName, timeZone });
  await people(school);
  await school.does('put', '/calendar', { revision: 0, calendar: school.year.calendar });
  const [first] = (await school.does<{ items: { id: string; name: string }[] }>('get', '/groups')).items;
  if (first === undefined) throw new Error('no group');
  const names = [...new Set(rooms.map(one => one.group))];
  for (const [index, name] of names.entries()) {
    const made =
      index === 0
        ? await school.does<{ id: string }>('patch', `/groups/${first.id}`, { name })
        : await school.does<{ id: string }>('post', '/groups', { name });
    school.groups.set(name, index === 0 ? first.id : made.id);
  }
}

/** A room's computers come in on one morning. */
export async function enrolRoom(school: School, room: Room): Promise<void> {
  const newcomers = school.devices.filter(one => one.placed.room === room);
  if (newcomers.length > 0) await school.enrol(newcomers, room.group, `${room.place}`);
}

/** Rooms by the week in which they come in. */
export const roomsByWeek = Map.groupBy([...rooms, oldRoom], room => room.week);

/** The words of the school's policy, each tied to what proves it. */
export async function promise(school: School): Promise<void> {
  const { revision } = await school.headDoes<{ revision: number }>('get', '/clauses');
  const said: [string, string[]][] = [
    ['All laptops are encrypted, so that nothing can be read from one that is lost.', ['disk-encryption']],
    ['Every computer has up-to-date virus protection.', ['antivirus']],
    ['Security updates are installed within 14 days.', ['os-updates']],
    ['Screens lock when nobody is using them.', ['idle-lock']],
    ['Only the school’s own encrypted memory sticks are used.', ['removable-media', 'autorun']],
    [
      'Pupils and staff use only software that the school has approved.',
      ['approved-software', 'unwanted-software'],
    ],
    ['Nobody but the technician is an administrator of a computer.', ['local-accounts']],
    ['Passwords cannot be guessed by trying.', ['password-policy']],
    ['Computers are protected by a firewall, also away from school.', ['firewall']],
    ['Computers are switched off after school.', ['power']],
    ['Filtering and monitoring work on every computer, also at home.', ['required-software']],
    ['Filtering and monitoring are looked at every term.', []],
  ];
  const clauses = said.map(([sentence, keys], index) => ({
    id: `promise-${String(index + 1).padStart(2, '0')}`,
    sentence,
    controls: keys.filter(key => controls.some(one => one.key === key)),
  }));
  await school.headDoes('put', '/clauses', { revision, clauses });
}

const quoted = (values: readonly string[]) => values.map(value => `"${value}"`).join(',');
const dayMs = 86_400_000;
const headers = [
  'Asset tag',
  'Category',
  'Item name',
  'Manufacturer',
  'Model',
  'Serial',
  'Location',
  'Purchase date',
  'Supplier',
  'Cost',
  'Funding',
  'Status',
];

function lineOf({ tag, room, machine }: Placed, today: number): string {
  const { manufacturer, model, serial } = machine.hardware;
  const bought = new Date(today - (room.age * 365 + 80) * dayMs).toISOString().slice(0, 10);
  const price = (models[room.model].pence / 100).toFixed(2);
  const kind = machine.hardware.chassis === 'Desktop' ? 'Desktop' : 'Laptop';
  const funding = room.personal === undefined ? 'Devolved capital' : 'School budget';
  return quoted([
    tag,
    kind,
    machine.name,
    manufacturer ?? '',
    model ?? '',
    serial ?? '',
    room.place,
    bought,
    'Broadway Schools IT Ltd',
    price,
    funding,
    room.prefix === 'LOAN' ? 'In stock' : 'In service',
  ]);
}

const others: readonly [kind: string, name: string, place: string, cost: string, count: number][] = [
  ['Tablet', 'iPad 9th generation', 'Reception', '319.00', 12],
  ['Projector', 'Epson EB-725W', 'Hall', '1,099.00', 1],
  ['Screen', 'Promethean ActivPanel 65', 'Classroom', '1,850.00', 14],
  ['Printer', 'HP LaserJet M404dn', 'School office', '265.00', 3],
  ['Camera', 'Canon PowerShot SX70', 'ICT store', '420.00', 4],
  ['Network', 'Aruba 2930F 48G', 'Server cupboard', '1,430.00', 2],
];

/** The list that the school had in a spreadsheet, taken in as a person would. */
export async function importAssets(school: School, placed: readonly Placed[]): Promise<void> {
  const today = school.clock.now();
  const rest = others.flatMap(([kind, name, place, cost, count], row) =>
    Array.from({ length: count }, (_, index) =>
      quoted([
        `AH0${row}${String(index + 1).padStart(2, '0')}`,
        kind,
        name,
        '',
        name,
        `SN${row}${40_100 + index * 37}`,
        place,
        '2023-04-03',
        'Broadway Schools IT Ltd',
        cost,
        'Devolved capital',
        'In service',
      ]),
    ),
  );
  const text = [quoted(headers), ...placed.map(one => lineOf(one, today)), ...rest].join('\n');
  const file = Buffer.from(text);
  const check = await school.does<ImportCheck>('post', '/assets/import/check?name=assets.csv', file);
  if (check.rejected !== null) throw new Error(`the list of assets: ${check.rejected.slice(0, 400)}`);
  const mapping = Object.fromEntries(
    check.columns.flatMap(({ target }, index) => (target === null ? [] : [[String(index), target]])),
  );
  const asked = new URLSearchParams({
    name: 'assets.csv',
    columns: sayMapping(mapping),
    expected: sayCounts(check.counts),
  });
  const { bytes } = await school.does<FileAnswer>('post', `/assets/import?${asked}`, file);
  let last = '';
  for await (const line of bytes as AsyncIterable<string>) last = line;
  if (!last.includes('"result"')) throw new Error(`the list of assets: ${last}`);
}
