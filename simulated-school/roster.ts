/** What stands in the school: its rooms, the groups that policies are for, and every computer with its make and age. */
import { type Random, randomFrom } from '../agent/service/controls/fake.ts';
import { type MachineKind, type PlausibleMachine, schoolMachine } from '../agent/simulate/plausible.ts';

export interface Room {
  group: string;
  /** What its computers are called, before the number. */
  prefix: string;
  place: string;
  model: keyof typeof models;
  /** Of every 300 computers. */
  share: number;
  /** Weeks after the first ones that these came in. */
  week: number;
  /** Years before the end that they were bought. */
  age: number;
  /** The name of the person who has them, where they are one person's. */
  personal?: true;
}

const kinds = {
  latitude: {
    model: {
      manufacturer: 'Dell Inc.',
      model: 'Latitude 3140',
      processor: 'Intel N200',
      gigabytes: 8,
      disk: 256,
    },
    chassis: 'Notebook',
    pence: 41_500,
  },
  fortis: {
    model: {
      manufacturer: 'HP',
      model: 'Fortis 14 inch G10',
      processor: 'Intel N200',
      gigabytes: 8,
      disk: 128,
    },
    chassis: 'Notebook',
    pence: 38_900,
  },
  thinkpad: {
    model: {
      manufacturer: 'LENOVO',
      model: 'ThinkPad L14 Gen 4',
      processor: 'Intel Core i5-1335U',
      gigabytes: 16,
      disk: 256,
    },
    chassis: 'Notebook',
    pence: 71_900,
  },
  travelmate: {
    model: {
      manufacturer: 'Acer',
      model: 'TravelMate B3 11',
      processor: 'Intel N100',
      gigabytes: 4,
      disk: 128,
    },
    chassis: 'Notebook',
    pence: 29_900,
  },
  thinkcentre: {
    model: {
      manufacturer: 'LENOVO',
      model: 'ThinkCentre M70q Gen 3',
      processor: 'Intel Core i3-12100T',
      gigabytes: 8,
      disk: 256,
    },
    chassis: 'Desktop',
    pence: 43_900,
  },
  optiplex: {
    model: {
      manufacturer: 'Dell Inc.',
      model: 'OptiPlex 3000 Micro',
      processor: 'Intel Core i5-12500T',
      gigabytes: 16,
      disk: 512,
    },
    chassis: 'Desktop',
    pence: 56_000,
  },
} as const satisfies Record<string, Omit<MachineKind, 'name' | 'system' | 'serial'> & { pence: number }>;
export const models: Record<keyof typeof kinds, (typeof kinds)[keyof typeof kinds]> = kinds;

const classRoom = (year: number, share: number, model: Room['model'], age: number, week: number): Room => ({
  group: `Year ${year}`,
  prefix: `Y${year}`,
  place: `Year ${year} trolley`,
  ...{ share, model, age, week },
});

export const rooms: readonly Room[] = [
  { group: 'Office', prefix: 'OFFICE', place: 'School office', model: 'optiplex', share: 8, week: 0, age: 2 },
  { group: 'ICT suite', prefix: 'ICT', place: 'ICT suite', model: 'thinkcentre', share: 30, week: 0, age: 3 },
  {
    group: 'Staff laptops',
    prefix: 'STAFF',
    place: 'Staff room',
    model: 'thinkpad',
    share: 40,
    week: 1,
    age: 2,
    personal: true,
  },
  {
    group: 'Early years',
    prefix: 'EYFS',
    place: 'Reception',
    model: 'travelmate',
    share: 14,
    week: 2,
    age: 4,
  },
  classRoom(1, 28, 'travelmate', 4, 2),
  classRoom(2, 28, 'travelmate', 4, 2),
  classRoom(3, 30, 'fortis', 3, 3),
  classRoom(4, 30, 'fortis', 3, 3),
  classRoom(5, 32, 'latitude', 0, 41),
  classRoom(6, 32, 'latitude', 1, 3),
  {
    group: 'Loan laptops',
    prefix: 'LOAN',
    place: 'ICT store',
    model: 'latitude',
    share: 16,
    week: 4,
    age: 2,
  },
  { group: 'Shared rooms', prefix: 'LIB', place: 'Library', model: 'thinkcentre', share: 6, week: 1, age: 3 },
  { group: 'Shared rooms', prefix: 'SEN', place: 'SEN room', model: 'latitude', share: 6, week: 2, age: 1 },
];

/** The old ones that went in the summer. */
export const oldRoom: Room = {
  ...{ group: 'Year 5', prefix: 'OLD', place: 'Year 5 trolley', model: 'travelmate' },
  ...{ share: 24, week: 3, age: 6 },
};

export interface Placed {
  room: Room;
  number: number;
  tag: string;
  machine: PlausibleMachine;
}

const systems = {
  now: { platform: 'windows', name: 'Windows 11 Pro Education', version: '24H2', build: '26100.7171' },
  behind: { platform: 'windows', name: 'Windows 11 Pro Education', version: '23H2', build: '22631.6199' },
  old: { platform: 'windows', name: 'Windows 10 Pro Education', version: '22H2', build: '19045.6456' },
} as const;

function systemOf({ age, prefix }: Room, random: Random): MachineKind['system'] {
  if (prefix === 'OLD') return systems.old;
  return age >= 3 && random() < 0.35 ? systems.behind : systems.now;
}

/** As Dell, HP and Lenovo number theirs: seven to ten letters and digits. */
function serialOf(manufacturer: string, random: Random): string {
  const letters = 'BCDFGHJKLMNPRSTVWXYZ0123456789';
  const text = (length: number) =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)] ?? 'X').join('');
  if (manufacturer === 'HP') return `5CD${text(7)}`;
  if (manufacturer === 'LENOVO') return `PF${text(6)}`;
  return manufacturer === 'Acer' ? `NXVNFEK${text(8)}` : text(7);
}

/** So many computers, spread over the rooms as in a school of 300; the old ones come on top. The same seed gives the same. */
export function roster(seed: number, devices: number): Placed[] {
  const random = randomFrom(seed);
  const all = rooms.reduce((sum, room) => sum + room.share, 0);
  let given = 0;
  let shares = 0;
  return [...rooms, oldRoom].flatMap(room => {
    shares += room.share;
    const upTo = room === oldRoom ? given : Math.round((devices * shares) / all);
    const count = room === oldRoom ? Math.max(2, Math.round((devices * room.share) / all)) : upTo - given;
    given = Math.max(given, upTo);
    return Array.from({ length: count }, (_, index) => place(room, index + 1, random));
  });
}

function place(room: Room, number: number, random: Random): Placed {
  const { model, chassis } = models[room.model];
  const name = `${room.prefix}-${String(number).padStart(2, '0')}`;
  const serial = serialOf(model.manufacturer, random);
  const kind = { name, model, chassis, system: systemOf(room, random), serial };
  const machine = schoolMachine(kind, Math.floor(random() * 1e9));
  return { room, number, tag: `AH${String(1000 + Math.floor(random() * 9000))}${number}`, machine };
}
