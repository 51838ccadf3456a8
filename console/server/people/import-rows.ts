/** What a list of people says, row by row, against who is known already. */
import { type PersonKind, personKinds } from '../../../shared/protocol/api/persons.ts';
import { invalid } from '../errors.ts';
import { readSheet, type SheetRow, unescapeFormula } from '../sheets/index.ts';
import type { PersonRecord } from './list.ts';

const meanings = {
  name: ['name', 'full name', 'person', 'display name', 'staff name', 'pupil name'],
  first: ['first name', 'forename', 'given name', 'givenname', 'preferred first name'],
  last: ['last name', 'surname', 'family name', 'legal surname'],
  kind: ['kind', 'type', 'role', 'person type'],
  group: ['group', 'class', 'year', 'year group', 'reg group', 'registration group', 'department', 'team'],
  email: ['email', 'e-mail', 'e-mail address', 'email address', 'work email', 'mail'],
  manager: ['line manager', 'manager', 'reports to', 'line manager email', 'line manager e-mail'],
} as const;
type Meaning = keyof typeof meanings;
export const meaningWords: Record<Meaning, string> = {
  name: 'name',
  first: 'first name',
  last: 'last name',
  kind: 'kind',
  group: 'class, year or department',
  email: 'e-mail address',
  manager: 'line manager',
};

const kindAliases: Record<string, PersonKind> = {
  teacher: 'staff',
  employee: 'staff',
  'teaching staff': 'staff',
  'support staff': 'staff',
  student: 'pupil',
  child: 'pupil',
  learner: 'pupil',
  trustee: 'governor',
  volunteer: 'visitor',
  contractor: 'visitor',
};

type Known = PersonRecord & { signsIn: boolean };

export interface ImportRow {
  line: number;
  outcome: 'create' | 'change' | 'same' | 'rejected';
  name: string;
  words: string;
  /** Who is changed. */
  known?: PersonRecord;
  kind: PersonKind;
  group: string | null;
  email: string | null;
  /** A name or an address, as written. */
  manager: string | null;
}

export interface ImportPlan {
  columns: { header: string; meaning: string | null }[];
  rows: ImportRow[];
}

/** Throws 400 where the file is no list of people. */
export function planImport(text: string, known: readonly Known[]): ImportPlan {
  const sheet = readSheet(text);
  const found = sheet.headers.map(meaningOf);
  const has = (meaning: Meaning) => found.includes(meaning);
  if (!has('name') && !(has('first') && has('last')))
    throw invalid(
      'The file needs a column “Name”, or “First name” and “Last name”. Its first line holds the headers.',
      { text: 'No column with names' },
    );
  const seen = new Map<string, number>();
  const rows = sheet.rows.map(row => readRow(row, found, known, seen));
  const people = [...known.map(one => one.name), ...rows.map(one => one.name)].map(fold);
  const addresses = [...known.map(one => one.email), ...rows.map(one => one.email)];
  for (const row of rows) checkManager(row, people, addresses);
  const columns = sheet.headers.map((header, column) => {
    const meaning = found[column];
    return { header, meaning: meaning === undefined ? null : meaningWords[meaning] };
  });
  return { columns, rows };
}

const fold = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim();

function meaningOf(header: string, column: number, all: string[]): Meaning | undefined {
  const plain = (text: string) => fold(text.replace(/[_.]+/g, ' '));
  const of = (text: string) =>
    (Object.keys(meanings) as Meaning[]).find(one =>
      (meanings[one] as readonly string[]).includes(plain(text)),
    );
  const meaning = of(header);
  return all.findIndex(other => of(other) === meaning) === column ? meaning : undefined;
}

function readRow(
  row: SheetRow,
  found: readonly (Meaning | undefined)[],
  known: readonly Known[],
  seen: Map<string, number>,
): ImportRow {
  const cell = (meaning: Meaning) => {
    const column = found.indexOf(meaning);
    return unescapeFormula((column < 0 ? '' : (row.cells[column] ?? '')).trim()).slice(0, 200);
  };
  const name = (cell('name') || `${cell('first')} ${cell('last')}`).replace(/\s+/g, ' ').trim();
  const read = { name, group: cell('group') || null, email: cell('email').toLowerCase() || null };
  const kindText = fold(cell('kind'));
  const kind = personKinds.find(one => one === kindText) ?? kindAliases[kindText];
  const made: ImportRow = {
    line: row.line,
    outcome: 'create',
    words: '',
    ...read,
    kind: kind ?? 'staff',
    manager: cell('manager') || null,
  };
  const reject = (words: string): ImportRow => ({ ...made, outcome: 'rejected', words });
  if (name === '') return reject('There is no name in this row');
  if (name.length > 100 || (read.group ?? '').length > 60) return reject('The name or the group is too long');
  if (kindText !== '' && kind === undefined)
    return reject(`“${kindText.slice(0, 40)}” is not staff, pupil, governor or visitor`);
  if (read.email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(read.email))
    return reject(`“${read.email.slice(0, 60)}” is not an e-mail address`);
  const key = read.email ?? `${fold(name)}|${fold(read.group ?? '')}`;
  const earlier = seen.get(key);
  if (earlier !== undefined) return reject(`The same person as in line ${earlier}`);
  seen.set(key, row.line);
  return against(made, known, kindText !== '', reject);
}

/** By address, else by name; two of one name are told apart by their group. */
function against(
  row: ImportRow,
  known: readonly Known[],
  kindGiven: boolean,
  reject: (words: string) => ImportRow,
): ImportRow {
  const byEmail = known.find(one => row.email !== null && one.email === row.email);
  const named = known.filter(
    one => fold(one.name) === fold(row.name) && (row.email === null || one.email === null),
  );
  const inGroup = named.filter(one => fold(one.group_name ?? '') === fold(row.group ?? ''));
  const [match, second] = byEmail ? [byEmail] : named.length > 1 ? inGroup : named;
  if (second !== undefined || (named.length > 1 && match === undefined))
    return reject(`There are ${named.length} people of this name. Add their e-mail address or class`);
  if (match === undefined) return { ...row, words: `New: ${row.kind}${row.group ? `, ${row.group}` : ''}` };
  return changing(match.signsIn ? asTheySignIn(row, match) : row, match, known, kindGiven);
}

/** A list of people is no place to change what somebody signs in with. */
const asTheySignIn = (row: ImportRow, { name, email }: Known): ImportRow => ({ ...row, name, email });

function changing(row: ImportRow, match: Known, known: readonly Known[], kindGiven: boolean): ImportRow {
  const boss = known.find(one => one.id === match.line_manager_id);
  const kind = kindGiven ? row.kind : (personKinds.find(one => one === match.kind) ?? 'staff');
  const changed = [
    ...(match.name === row.name ? [] : [`name (was ${match.name})`]),
    ...(row.group === null || match.group_name === row.group ? [] : [`group ${row.group}`]),
    ...(row.email === null || match.email === row.email ? [] : ['e-mail address']),
    ...(match.kind === kind ? [] : [`kind ${kind}`]),
    ...(match.left_at === null ? [] : ['back at the school']),
    ...(row.manager === null || isManager(row.manager, boss) ? [] : [`line manager ${row.manager}`]),
  ];
  const outcome = changed.length === 0 ? 'same' : 'change';
  return { ...row, kind, outcome, known: match, words: changed.join(', ') || 'As it is' };
}

const isManager = (written: string, boss: PersonRecord | undefined) =>
  boss !== undefined && (fold(written) === fold(boss.name) || fold(written) === boss.email);

function checkManager(row: ImportRow, people: readonly string[], addresses: readonly (string | null)[]) {
  if (row.manager === null || row.outcome === 'rejected') return;
  const written = fold(row.manager);
  const fits = written.includes('@')
    ? addresses.filter(one => one === written).length
    : people.filter(one => one === written).length;
  if (fits > 0) return;
  row.outcome = 'rejected';
  row.words = `The line manager “${row.manager.slice(0, 60)}” is neither in this file nor known here`;
}
