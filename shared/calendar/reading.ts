/** Reads term dates as schools and councils publish them: one fact a line, or the events of an .ics file. Never guesses in silence. */
import { sayDay } from '../assets/dates.ts';
import type { DayOff, Term } from './calendar.ts';
import { type Entry, type Found, findDates, type YearContext, yearContext } from './reading-dates.ts';
import { isIcs, readEvents } from './reading-ics.ts';

export interface ReadLine {
  /** From 1. */
  line: number;
  text: string;
  /** `nothing`: no dates of ours stand there, and `words` may say why. */
  outcome: 'term' | 'day_off' | 'nothing' | 'problem';
  words: string;
}

export interface ReadDates {
  terms: Term[];
  daysOff: DayOff[];
  lines: ReadLine[];
}

const most = { characters: 200_000, lines: 2000 };

/** Throws nothing: what cannot be read is a line with a problem. */
export function readTermDates(given: string): ReadDates {
  const text = given.slice(0, most.characters);
  if (isIcs(text)) {
    const reading = new Reading();
    for (const entry of readEvents(text)) reading.take(entry);
    return reading.finish();
  }
  return readLines(text.split(/\r?\n/).slice(0, most.lines));
}

function readLines(lines: string[]): ReadDates {
  const reading = new Reading();
  let context: YearContext = { year: null, school: null };
  lines.forEach((text, index) => {
    const found: Found = findDates(text, context);
    context = yearContext(text, found, context);
    reading.take({ line: index + 1, text: text.trim(), ...found });
  });
  return reading.finish();
}

const words = {
  inset:
    /\binset\b|\bin-?service\b|training|non[- ]pupil|staff (development )?day|\btd day|teacher(s’|s'|s)? only/i,
  half: /half[- ]?term/i,
  bank: /bank holiday|may day|good friday|easter monday|boxing day|christmas day|new year.s day/i,
  closed: /\bclos(ed|ure)\b|polling|election|no school/i,
  holiday: /holiday|\bbreak\b|vacation/i,
  begins: /\b(start|begin|open|return|back|first day|commence)/i,
  ends: /\b(end|finish|close|last day|break up|breaks up)/i,
  season: /\b(autumn|winter|spring|summer)\b/i,
  term: /\bterm\b|\bsemester\b|\b(autumn|spring|summer)\b/i,
};

/** What a line with days is about; the first that fits. */
function subjectOf(text: string) {
  if (words.inset.test(text)) return 'inset';
  if (words.closed.test(text)) return 'closed';
  const edge = words.begins.test(text) || words.ends.test(text);
  if (words.half.test(text) && !edge) return 'half';
  if (words.bank.test(text)) return 'bank';
  if (words.holiday.test(text) && !edge) return 'holiday';
  return words.term.test(text) || edge ? 'term' : 'other';
}
type Subject = ReturnType<typeof subjectOf>;

const neverEnds = 'This term begins here, and no line says when it ends.';
const halfOnly =
  'One day beside “half-term”. Give its first and last day in one line: “Half-term 26 October to 30 October 2026”.';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

class Reading {
  readonly #terms: Term[] = [];
  readonly #daysOff: DayOff[] = [];
  readonly #lines: ReadLine[] = [];
  #season = '';
  /** A term whose first day was told and whose last was not yet. */
  #begun: { entry: Entry; name: string; from: string } | undefined;

  take(entry: Entry): void {
    this.#season = words.season.exec(entry.text)?.[0] ?? this.#season;
    if (entry.problem !== undefined) this.#say(entry, 'problem', entry.problem);
    else if (entry.days.length === 0) this.#say(entry, 'nothing', '');
    else this.#by[subjectOf(entry.text)](entry);
  }

  readonly #by: Record<Subject, (entry: Entry) => void> = {
    inset: entry => this.#off(entry, 'inset', 'Staff training'),
    closed: entry => this.#off(entry, 'closed', 'School closed'),
    half: entry =>
      this.#span(entry, 'half_term', `${this.#season ? `${capital(this.#season)} half` : 'Half'}-term`),
    term: entry => this.#term(entry),
    bank: entry => this.#say(entry, 'nothing', 'Passed over: bank holidays are known already.'),
    holiday: entry =>
      this.#say(entry, 'nothing', 'Passed over: days between terms are holidays by themselves.'),
    other: entry =>
      this.#say(
        entry,
        'problem',
        'There are dates here, but no word that says what they are. Write “term”, “half-term”, “INSET” or “closed” in the line.',
      ),
  };

  finish(): ReadDates {
    if (this.#begun) this.#say(this.#begun.entry, 'problem', neverEnds);
    return {
      terms: this.#terms,
      daysOff: this.#daysOff,
      lines: this.#lines.sort((a, b) => a.line - b.line),
    };
  }

  #say({ line, text }: Entry, outcome: ReadLine['outcome'], said: string): void {
    if (text !== '') this.#lines.push({ line, text: text.slice(0, 200), outcome, words: said });
  }

  #term(entry: Entry): void {
    const [from = '', to] = entry.days;
    const { text } = entry;
    if (to !== undefined) this.#keepTerm(entry, from, to);
    // "Term ends for half-term" and "Back after half-term" are within a term.
    else if (words.half.test(text)) this.#say(entry, 'problem', halfOnly);
    else if (words.begins.test(text)) this.#begin(entry, from);
    else if (words.ends.test(text)) this.#end(entry, from);
    else this.#say(entry, 'problem', 'One day, and nothing says whether the term begins or ends on it.');
  }

  #begin(entry: Entry, from: string): void {
    if (this.#begun) this.#say(this.#begun.entry, 'problem', neverEnds);
    this.#begun = { entry, name: this.#nameFor(from), from };
  }

  #end(entry: Entry, to: string): void {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun) this.#keepTerm(entry, begun.from, to, begun.name);
    else this.#say(entry, 'problem', 'A term ends here, and no line before says when it begins.');
  }

  #nameFor(from: string): string {
    return `${this.#season ? `${capital(this.#season)} term` : 'Term'} ${from.slice(0, 4)}`;
  }

  #keepTerm(entry: Entry, from: string, to: string, name = this.#nameFor(from)): void {
    if (to < from) {
      this.#say(entry, 'problem', `It ends on ${sayDay(to)}, before it begins.`);
      return;
    }
    this.#terms.push({ name, from, to });
    this.#say(entry, 'term', `${name}: ${sayDay(from)} to ${sayDay(to)}`);
  }

  /** First and last day, or a single one. */
  #span(entry: Entry, kind: DayOff['kind'], name: string): void {
    const [from = '', to = from] = entry.days;
    if (to < from) {
      this.#say(entry, 'problem', `It ends on ${sayDay(to)}, before it begins.`);
      return;
    }
    this.#daysOff.push({ kind, name, from, to });
    const said = from === to ? sayDay(from) : `${sayDay(from)} to ${sayDay(to)}`;
    this.#say(entry, 'day_off', `${name}: ${said}`);
  }

  /** Several single days, unless the line says from one to another. */
  #off(entry: Entry, kind: DayOff['kind'], name: string): void {
    if (entry.days.length === 2 && (entry.whole || /\bto\b|\buntil\b|[–—]| - /.test(entry.text))) {
      this.#span(entry, kind, name);
      return;
    }
    for (const day of entry.days) this.#daysOff.push({ kind, name, from: day, to: day });
    this.#say(entry, 'day_off', `${name}: ${entry.days.map(sayDay).join(', ')}`);
  }
}
