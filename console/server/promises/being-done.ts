/** What is being done about a promise that does not hold: by whom and by when, as far as it is written down. Pure. */
import { beingDone } from '../../../shared/clauses/verdicts.ts';
import { listed } from '../../../shared/controls/words.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { UndertakingInput } from '../../../shared/protocol/api/undertakings.ts';
import { numberWord } from '../overview/index.ts';
import { dateName } from './answer.ts';

/** Each a kind of record that says that somebody does something, the most telling first. */
export const deedKinds = [
  'change_on_its_way',
  'change_everywhere',
  'change_stopped',
  'change_waits',
  'let_off_waits',
  'yes_waits',
  'weak_spots',
  'update_virus_list',
  'scan_for_viruses',
  'restart',
  'shut_down',
  'repair',
  'incident',
] as const;
export type DeedKind = (typeof deedKinds)[number];

export interface Deed {
  kind: DeedKind;
  /** Whoever asked for it or gave it, by name; null where the record names nobody. */
  by: string | null;
  /** The computers that it is about and that do not keep the promise; of weak spots, how many of these. */
  many: number;
  /** Unix milliseconds; null where the record has no date. */
  atLatest: number | null;
}

interface Told {
  who: string;
  /** "one of them", "three of them". */
  them: string;
  one: boolean;
  many: number;
  /** " by 12 December", or nothing. */
  by: string;
  date: string | null;
  /** The date is over. */
  late: boolean;
}

const asksThem =
  (what: string) =>
  ({ who, them, by }: Told) =>
    `${who} told ${them} to ${what}${by}.`;

const sentences: Record<DeedKind, (told: Told) => string> = {
  change_on_its_way: ({ who, by }) =>
    `${who} changed the rule for this, step by step. Each computer is to have it${by}.`,
  change_everywhere: ({ who, date }) =>
    `${who} changed the rule for this. Each computer gets it once it is on${date === null ? '' : `, and the change is watched until ${date}`}.`,
  change_stopped: ({ who }) =>
    `${who} changed the rule for this, but that was stopped on its way. The technician has to say how it goes on.`,
  change_waits: ({ who }) => `${who} asks to change the rule for this. It waits for someone to agree.`,
  let_off_waits: ({ who, them, date }) =>
    `${who} asks to let ${them} off${date === null ? '' : ` until ${date}`}. It waits for someone to agree.`,
  yes_waits: ({ who, them, by }) => `${who} needs a second person’s yes about ${them}${by}.`,
  weak_spots: ({ who, many, date, late }) => {
    const spots = many === 1 ? 'One known weak spot' : `${numberWord(many)} known weak spots`;
    return `${spots} ${late ? (many === 1 ? 'was' : 'were') : many === 1 ? 'is' : 'are'} to be mended by ${date ?? 'then'}: ${who} said so.${late ? ' That day is over.' : ''}`;
  },
  update_virus_list: asksThem('get the new list of viruses'),
  scan_for_viruses: asksThem('look for viruses'),
  restart: asksThem('start again'),
  shut_down: asksThem('switch off'),
  repair: ({ them, one }) => `${capital(them)} ${one ? 'is' : 'are'} being repaired.`,
  incident: ({ them, by, late, date }) =>
    `What went wrong on ${them} is written down and still open.${date === null ? '' : late ? ` It was to be mended by ${date}: that is over.` : ` It is to be mended${by}.`}`,
};

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** One page holds them all: what else is written down is on the technician's pages. */
const mostSaid = 3;

interface When {
  now: number;
  timeZone: string;
}

/**
 * Begins with `beingDone`. `itself`: Caretaker was told to put it right on every computer that is asked, and goes on trying.
 * Of several records of a kind one sentence is made, with the last of their dates. Who is named to see to it comes first.
 */
export function sayBeingDone(
  deeds: readonly Deed[],
  itself: boolean,
  { now, timeZone }: When,
  named?: UndertakingInput,
): string {
  const byKind = Map.groupBy(deeds, deed => deed.kind);
  const done = deedKinds.flatMap(kind => {
    const all = byKind.get(kind);
    return all === undefined ? [] : [sentences[kind](toldOf(all, now, timeZone))];
  });
  const said = [...(named === undefined ? [] : [sayNamed(named, { now, timeZone })]), ...done].slice(
    0,
    mostSaid,
  );
  if (said.length > 0) return `${beingDone} ${said.join(' ')}`;
  return itself
    ? `${beingDone} Caretaker keeps trying to put it right by itself. Nothing more is written down yet. Ask the technician by when it will be right.`
    : `${beingDone} Nothing is written down yet. Ask the technician who puts it right, and by when.`;
}

/** What will be done is in the words of whoever wrote it. */
export function sayNamed({ who, by, what }: UndertakingInput, { now, timeZone }: When): string {
  const date = dateName(Date.parse(by) + noon, now, timeZone);
  const how = what === '' ? '' : ` “${/[.!?]$/.test(what) ? what : `${what}.`}”`;
  return by < dayAt(now, timeZone)
    ? `${capital(who)} was to see to it by ${date}.${how} That day is over. Ask how it stands.`
    : `${capital(who)} sees to it by ${date}.${how}`;
}
const noon = 12 * 3600_000;

function toldOf(deeds: readonly Deed[], now: number, timeZone: string): Told {
  const names = [...new Set(deeds.flatMap(one => (one.by === null ? [] : [one.by])))];
  const dates = deeds.flatMap(one => (one.atLatest === null ? [] : [one.atLatest]));
  const last = dates.length === 0 ? null : Math.max(...dates);
  const date = last === null ? null : dateName(last, now, timeZone);
  const many = deeds.reduce((sum, one) => sum + one.many, 0);
  return {
    ...{ who: names.length === 0 ? 'Somebody' : listed(names), many, one: many === 1, date },
    them: `${numberWord(many).toLowerCase()} of them`,
    by: date === null ? '' : ` by ${date}`,
    late: last !== null && last < now,
  };
}
