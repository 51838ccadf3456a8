import { expect } from 'chai';
import { dueAt } from './due.ts';
import { evaluate } from './evaluate.ts';
import type { Evening, Observation } from './observation.ts';
import { switchOffWords, waitedWords } from './person-words.ts';
import { policy } from './policy.ts';
import { whatIf } from './what-if.ts';

const minute = 60_000;
/** Friday 20 November 2026: lessons until 15:15, closed at 17:30. */
const lessons = Date.UTC(2026, 10, 20, 15, 15);
const closing = Date.UTC(2026, 10, 20, 17, 30);
const anEvening = (over: Partial<Evening> = {}): Evening => ({
  lessons,
  closing,
  onUntil: null,
  over: true,
  ...over,
});
const seen = (over: Partial<Observation> = {}): Observation => ({
  startedAt: lessons - 8 * 60 * minute,
  powerOffs: [],
  calendar: 'in_force',
  evenings: [anEvening()],
  today: null,
  ...over,
});
const judged = (observation: Observation, rule = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule));
  return `${state} ${reason}`;
};
const off = (inSchool: boolean | null) => ({ at: lessons, inSchool });

describe('switching off, judged', () => {
  it('is met when the computer was off or asleep after school', () =>
    expect(judged(seen())).to.equal('met off_in_time'));

  it('is met within what may be waited for and an hour, to the minute', () => {
    // Due at 18:00; twice 30 minutes and an hour more: 20:00.
    const until = (at: number) => judged(seen({ evenings: [anEvening({ onUntil: at })] }));
    expect(until(Date.UTC(2026, 10, 20, 20, 0))).to.equal('met off_in_time');
    expect(until(Date.UTC(2026, 10, 20, 20, 0) + 1)).to.equal('not_met left_on');
  });

  it('of an evening that is not over yet says nothing before it is too late', () => {
    const now = anEvening({ over: false, onUntil: closing });
    expect(judged(seen({ evenings: [now] }))).to.equal('unknown no_evening_yet');
    expect(judged(seen({ evenings: [now, anEvening()] }))).to.equal('met off_in_time');
    expect(judged(seen({ evenings: [{ ...now, onUntil: closing + 300 * minute }] }))).to.equal(
      'not_met left_on',
    );
  });

  it('is due after the last bell or after closing, and after closing where there were no lessons', () => {
    expect(dueAt(anEvening(), policy.parse({ after: 'lessons' }))).to.equal(lessons + 30 * minute);
    expect(dueAt(anEvening(), policy.parse({}))).to.equal(closing + 30 * minute);
    expect(dueAt(anEvening({ lessons: null }), policy.parse({ after: 'lessons' }))).to.equal(
      closing + 30 * minute,
    );
  });

  it('counts sudden power-offs only while school was open, and only above what is allowed', () => {
    expect(judged(seen({ powerOffs: [off(true), off(true), off(false), off(null)] }))).to.equal(
      'met off_in_time',
    );
    expect(judged(seen({ powerOffs: [off(true), off(true), off(true)] }))).to.equal('not_met power_lost');
  });

  it('takes power-offs that could not be read for none in no case, and says first what is sure', () => {
    const unread = (over: Partial<Observation> = {}) => judged(seen({ powerOffs: null, ...over }));
    expect(unread()).to.equal('unknown power_offs_not_seen');
    expect(unread({ evenings: [anEvening({ onUntil: closing + 300 * minute })] })).to.equal(
      'not_met left_on',
    );
    expect(unread({ evenings: [] })).to.equal('unknown no_evening_yet');
  });

  it('without a calendar, beyond it, or without anything that keeps watch is not known', () => {
    expect(judged(seen({ calendar: 'none' }))).to.equal('unknown no_calendar');
    expect(judged(seen({ calendar: 'ended' }))).to.equal('unknown calendar_ended');
    expect(judged(seen({ calendar: 'not_told' }))).to.equal('unknown not_watched');
  });

  it('tells what is not recorded from what did not happen, and today in words', () => {
    const facts = (over: Partial<Observation>) => evaluate(seen(over), policy.parse({})).evidence?.facts;
    expect(facts({}))
      .to.include({ powerOffs: 0, lastEvening: '20 Nov 2026' })
      .and.not.have.any.keys('onUntilAt', 'lastPowerOffAt', 'today');
    expect(facts({ powerOffs: null })).to.include({ powerOffs: null });
    const today = { state: 'switched_on_later', at: null, deferred: 0, why: null } as const;
    expect(facts({ today })).to.include({ today: 'switched on later', deferred: 0 });
  });

  it('names the evenings on which enforcing would have switched it off', () => {
    const evenings = [anEvening({ onUntil: closing + 31 * minute }), anEvening({ onUntil: closing })];
    expect(whatIf(seen({ evenings }), policy.parse({}))).to.deep.equal([
      {
        one: 'evening on which it would have been switched off',
        many: 'evenings on which it would have been switched off',
        names: ['20 Nov 2026'],
      },
    ]);
    expect(whatIf(seen(), policy.parse({}))).to.deep.equal([]);
  });
});

describe('what a person at the computer reads', () => {
  it('says what will happen, when, and what they can do, in three sentences at most', () => {
    expect(switchOffWords('15:45', 2)).to.equal(
      'The computer will turn off at 15:45. Save your work now. You can wait 2 more times.',
    );
    expect(switchOffWords('15:45', 0)).to.equal('The computer will turn off at 15:45. Save your work now.');
    expect(waitedWords('16:15', 0)).to.equal(
      'The computer stays on until 16:15. You cannot wait again today.',
    );
    expect(waitedWords('16:15', 1)).to.contain('1 more time.');
  });

  it('has no “please”, no blame and no exclamation mark', () => {
    for (const waits of [0, 1, 2])
      for (const text of [switchOffWords('15:45', waits), waitedWords('15:45', waits)])
        expect(text).to.not.match(/please|oops|!|sorry/i);
  });
});
