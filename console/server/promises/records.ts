/** What the console's records say of a promise that no check proves: how it stands, with its count. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { PolicyStanding } from '../../../shared/clauses/policy-review.ts';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { agreeing } from '../overview/index.ts';

/** Each part is read only where a promise needs it. Days are `2026-11-22`. */
export interface RecordFacts {
  today: string;
  /** Of all rules that are asked for now, people by their answer. */
  signing: { asked: number; agreed: number };
  /** Loans that are out, and those of them for use away from school. */
  loans: { out: number; unsigned: number; away: number; unagreed: number; statements: number };
  disposals: { collected: number; outstanding: number; oldestDays: number };
  backups: { all: number; wrong: number; untried: number; near: number };
  counting: { lastSignedOn: string | null; unsigned: number };
  tests: { looked: number; over: number; failed: number; never: number };
  codes: { looked: number; over: number; failed: number; never: number };
  contracts: { all: number; over: number; unagreed: number };
  /** Of the last year. */
  passwords: { all: number; late: number };
  calendar: { lastDay: string | null };
  report: { day: string | null };
  look: { state: PolicyStanding; sentence: string };
  /** What is looked at on set days, and what of it is due, was not in order or never looked at. */
  systems: { all: number; wrong: number };
  documents: { all: number; wrong: number };
  /** The console's own backup: days on which it was made and brought back for a test. */
  own: { madeOn: string | null; triedOn: string | null };
  /** Programs that hold personal data, and those of them that nobody thought through. */
  personal: { all: number; open: number };
  /** Other devices on the network that were noted, and those of which nobody has decided. */
  strange: { all: number; open: number };
  /** Servers of the register, and those in no locked room or where nobody looked for a year. */
  servers: { all: number; open: number };
}
export type Part = Exclude<keyof RecordFacts, 'today'>;

export interface RecordFigure {
  verdict: PromiseView['verdict'];
  answer: string;
  /** How many things keep it from holding, and of how many; `of` is null where no whole is known. */
  amount?: { open: number; of: number | null };
}

type Judge<P extends Part> = (fact: RecordFacts[P], today: string) => RecordFigure;
export interface RecordLine {
  part: Part;
  judge(facts: RecordFacts): RecordFigure;
}

const line = <P extends Part>(part: P, judge: Judge<P>): RecordLine => ({
  part,
  judge: facts => judge(facts[part], facts.today),
});
const holds = (answer: string): RecordFigure => ({ verdict: 'holds', answer });
const broken = (answer: string, open?: number, of: number | null = null): RecordFigure => ({
  ...{ verdict: 'does_not_hold', answer },
  ...(open !== undefined && { amount: { open, of } }),
});
const notKnown = (answer: string): RecordFigure => ({ verdict: 'cannot_be_known', answer });
const nothing = (answer: string): RecordFigure => ({ verdict: 'nothing_to_check', answer });
const many = (number: number, one: string, more: string) => `${number} ${number === 1 ? one : more}`;

const signed = line('signing', ({ asked, agreed }) =>
  asked === 0
    ? notKnown('No one is asked to sign rules here now.')
    : agreed === asked
      ? holds(`All ${many(asked, 'person who is asked has', 'people who are asked have')} signed.`)
      : broken(
          `${agreed} of ${many(asked, 'person who is asked', 'people who are asked')} ${agreed === 1 ? 'has' : 'have'} signed.`,
          asked - agreed,
          asked,
        ),
);

const papers = line('disposals', ({ collected, outstanding, oldestDays }) => {
  const since = oldestDays === 0 ? 'since today' : `for up to ${many(oldestDays, 'day', 'days')}`;
  if (collected === 0) return nothing('Nothing old was fetched yet.');
  return outstanding === 0
    ? holds(`Nothing is missing for ${many(collected, 'load', 'loads')} of old things.`)
    : broken(
        `${many(outstanding, 'paper or proof is', 'papers or proofs are')} missing, ${since}.`,
        outstanding,
      );
});

const looked =
  (what: string): Judge<'tests' | 'codes'> =>
  ({ looked: done, over, failed, never }) => {
    const wrong = [
      over > 0 && `${over} ${over === 1 ? 'is' : 'are'} late`,
      failed > 0 && `${failed} failed and ${failed === 1 ? 'is' : 'are'} still used`,
      never > 0 && `${never} ${agreeing(never, 'were')} never looked at`,
    ].filter(one => one !== false);
    if (wrong.length > 0) return broken(`Of ${what}, ${wrong.join(', ')}.`, over + failed + never);
    return done === 0
      ? notKnown(`No look at ${what} is written down yet.`)
      : holds(`None of ${what} is late.`);
  };

const onSetDays =
  (what: string): Judge<'systems' | 'documents'> =>
  ({ all, wrong }) => {
    if (all === 0) return notKnown(`No ${what} is entered yet that is looked at on set days.`);
    return wrong === 0
      ? holds(
          `All ${many(all, what, `${what}s`)} that we look at ${agreeing(all, 'were')} in order and in time.`,
        )
      : broken(
          `Of ${many(all, what, `${what}s`)} that we look at, ${wrong} ${agreeing(wrong, 'were')} late or not in order.`,
          wrong,
          all,
        );
  };

/** Longer than any term with its holidays. */
const reportDays = 170;
export const yearDays = 366;
/** As long as computers keep what they told: of an older backup something would be lost. */
export const weekDays = 7;
const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** By the line of the requirements. Lines that are not here have records to read, and no figure is made of them. */
export const recordLines: Readonly<Record<string, RecordLine>> = {
  'B-04': line('calendar', ({ lastDay }, today) => {
    if (lastDay === null) return broken('No days of school are written down yet.');
    return lastDay < today
      ? broken(`The days of school ended on ${sayDay(lastDay)}.`)
      : holds(`They are known until ${sayDay(lastDay)}.`);
  }),
  'C-08': line('passwords', ({ all, late }) => {
    if (all === 0) return nothing('None was told of in the last year.');
    return late === 0
      ? holds(`Each of ${all} in the last year was changed in a day.`)
      : broken(`${late} of ${all} in the last year took longer.`, late, all);
  }),
  ...Object.fromEntries(['D-01', 'D-05', 'D-10'].map(id => [id, signed])),
  'F-09': line('personal', ({ all, open }) => {
    if (all === 0) return notKnown('No program is marked yet as one with personal data.');
    return open === 0
      ? holds(`Each of ${many(all, 'program', 'programs')} with such data was thought through.`)
      : broken(
          `${open} of ${many(all, 'program', 'programs')} with such data ${agreeing(open, 'were')} not.`,
          open,
          all,
        );
  }),
  'H-04': line('systems', onSetDays('system')),
  'I-04': line('codes', looked('the tablets')),
  'J-04': line('documents', onSetDays('paper')),
  'K-01': line('strange', ({ all, open }) => {
    if (all === 0) return notKnown('Nothing on our network was noted yet.');
    return open === 0
      ? holds(
          `Someone has decided about each of ${many(all, 'thing', 'things')} that ${agreeing(all, 'were')} seen.`,
        )
      : broken(
          `Of ${many(all, 'thing', 'things')} that ${agreeing(all, 'were')} seen, ${open} may be strange.`,
          open,
          all,
        );
  }),
  'L-01': line('loans', ({ away, unagreed }) => {
    if (away === 0) return nothing('Nothing is lent for home now.');
    return unagreed === 0
      ? holds(`Someone agreed to each of ${many(away, 'loan', 'loans')} for home.`)
      : broken(`No one agreed to ${unagreed} of ${many(away, 'loan', 'loans')} for home.`, unagreed, away);
  }),
  'L-02': line('loans', ({ out, unsigned }) => {
    if (out === 0) return nothing('Nothing is lent now.');
    return unsigned === 0
      ? holds(`Each of ${many(out, 'loan', 'loans')} is signed.`)
      : broken(
          `${unsigned} of ${many(out, 'loan', 'loans')} ${unsigned === 1 ? 'is' : 'are'} not signed.`,
          unsigned,
          out,
        );
  }),
  'L-03': line('loans', ({ away, statements }) => {
    if (away === 0) return nothing('Nothing is lent for home now.');
    return statements === 0
      ? holds('All staff who have one at home said so within a year.')
      : broken(
          `${many(statements, 'loan has', 'loans have')} no word on own use from the last year.`,
          statements,
        );
  }),
  'N-01': line('backups', ({ all, wrong, untried }) => {
    if (all === 0) return notKnown('No backup is written down yet.');
    return wrong + untried === 0
      ? holds(`All ${many(all, 'backup is', 'backups are')} in time and tried.`)
      : broken(
          `Of ${many(all, 'backup', 'backups')}, ${wrong} ${wrong === 1 ? 'is' : 'are'} late or failed and ${untried} not tried.`,
          wrong + untried,
          all * 2,
        );
  }),
  'N-02': line('backups', ({ all, wrong, near }) => {
    if (all === 0) return notKnown('No backup is written down yet.');
    return wrong + near === 0
      ? holds(`All ${many(all, 'backup is', 'backups are')} in time and kept elsewhere too.`)
      : broken(
          `Of ${many(all, 'backup', 'backups')}, ${wrong} ${wrong === 1 ? 'is' : 'are'} late or failed and ${near} kept here only.`,
          wrong + near,
          all * 2,
        );
  }),
  'N-05': line('own', ({ madeOn, triedOn }, today) => {
    if (madeOn === null) return broken('No backup of these records was made yet.');
    const made = `The last backup of these records is of ${sayDay(madeOn)}.`;
    const tried =
      triedOn === null
        ? 'Bringing it back was never tried.'
        : `Bringing it back was tried on ${sayDay(triedOn)}.`;
    const well =
      madeOn >= daysBefore(today, weekDays) && triedOn !== null && triedOn >= daysBefore(today, yearDays);
    return well ? holds(`${made} ${tried}`) : broken(`${made} ${tried}`);
  }),
  'O-04': line('counting', ({ lastSignedOn, unsigned }, today) => {
    const waits = unsigned === 0 ? '' : ` ${many(unsigned, 'count waits', 'counts wait')} for a second name.`;
    if (lastSignedOn === null) return broken(`No count was signed by two people yet.${waits}`);
    const last = `The last count was signed on ${sayDay(lastSignedOn)}.${waits}`;
    return lastSignedOn >= daysBefore(today, yearDays) && unsigned === 0 ? holds(last) : broken(last);
  }),
  'O-05': line('tests', looked('the things that are tested')),
  'O-08': line('servers', ({ all, open }) => {
    if (all === 0) return nothing('No server is on our list of things.');
    return open === 0
      ? holds(`All ${many(all, 'server stands', 'servers stand')} in a locked room.`)
      : broken(
          `Of ${many(all, 'server', 'servers')}, ${open} ${agreeing(open, 'have')} no locked room, or no one looked for a year.`,
          open,
          all,
        );
  }),
  'O-10': line('contracts', ({ all, over, unagreed }) => {
    if (all === 0) return notKnown('No firm is written down yet.');
    return over + unagreed === 0
      ? holds(`Of ${many(all, 'firm', 'firms')}, nothing is over or missing.`)
      : broken(
          `Of ${many(all, 'firm', 'firms')}, ${over} ${over === 1 ? 'deal is' : 'deals are'} over and ${unagreed} lack words on data.`,
          over + unagreed,
        );
  }),
  ...Object.fromEntries(['P-02', 'P-03', 'P-04', 'P-05', 'P-06', 'P-07'].map(id => [id, papers])),
  'R-01': line('report', ({ day }, today) => {
    if (day === null) return broken('No report was kept yet.');
    const last = `The last report is of ${sayDay(day)}.`;
    return day < daysBefore(today, reportDays) ? broken(`${last} One is due each term.`) : holds(last);
  }),
  'S-01': line('look', ({ state, sentence }) =>
    ({ none: notKnown, in_time: holds, overdue: broken })[state](sentence),
  ),
};
