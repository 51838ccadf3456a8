/** Who works at the school. Nobody of these lives anywhere; their addresses end in `example`, which nobody can have. */
export interface Somebody {
  name: string;
  group: string;
  email: string;
  kind: 'staff' | 'governor';
}

const teaching: readonly [name: string, group: string][] = [
  ['Sarah Whitfield', 'Leadership'],
  ['Daniel Osei', 'Leadership'],
  ['Hannah Brookes', 'Reception'],
  ['Megan Price', 'Reception'],
  ['Aisha Rahman', 'Year 1'],
  ['Tom Gallagher', 'Year 1'],
  ['Chloe Bennett', 'Year 2'],
  ['Ravi Chandra', 'Year 2'],
  ['Emily Stokes', 'Year 3'],
  ['Ben Adeyemi', 'Year 3'],
  ['Laura Finch', 'Year 4'],
  ['Owen Davies', 'Year 4'],
  ['Grace Nwosu', 'Year 5'],
  ['Matthew Clarke', 'Year 5'],
  ['Zara Hussain', 'Year 6'],
  ['Peter Lindqvist', 'Year 6'],
  ['Joanna Marsh', 'SEN'],
  ['Kofi Mensah', 'SEN'],
  ['Rebecca Thorne', 'Music'],
  ['Alice Fernandes', 'Library'],
];
const office: readonly [name: string, group: string][] = [
  ['Karen Holloway', 'Office'],
  ['Michelle Tran', 'Office'],
  ['Stuart Bell', 'Premises'],
];
const governors = ['Helen Ashdown', 'Imran Sheikh', 'Fiona Galbraith'];

export const domain = 'ashgrove.example';
const addressOf = (name: string) =>
  `${name.split(' ')[0]?.charAt(0).toLowerCase()}.${name.split(' ').at(-1)?.toLowerCase()}@${domain}`;

export const everybody: readonly Somebody[] = [
  ...[...teaching, ...office].map(([name, group]) => ({
    ...{ name, group, email: addressOf(name) },
    kind: 'staff' as const,
  })),
  ...governors.map(name => ({
    ...{ name, group: 'Governors', email: addressOf(name) },
    kind: 'governor' as const,
  })),
];

export const schoolName = 'Ash Grove Primary School';
export const technician = { name: 'Priya Nair', email: addressOf('Priya Nair') };
export const head = { name: 'Margaret Ellison', email: addressOf('Margaret Ellison') };
