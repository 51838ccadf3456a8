import { expect } from 'chai';
import { answerOf, doingOf, verdictOf } from './answer.ts';

const counts = (met: number, not_met: number, unknown: number, not_applicable = 0) => ({
  met,
  not_met,
  unknown,
  not_applicable,
});
const now = Date.UTC(2026, 10, 20, 9);
const answer = (of: ReturnType<typeof counts>, silent = 0, excepted = 0) =>
  answerOf(
    {
      counts: of,
      broken: 'do not lock by themselves in time',
      silent,
      silentSince: now - 4 * 86_400_000,
      excepted,
      exceptedUntil: excepted === 0 ? null : Date.UTC(2026, 11, 12),
    },
    now,
    'Europe/London',
  );

describe('a promise in plain words', () => {
  it('says on how many it holds, and says the unknown apart', () => {
    expect(answer(counts(41, 1, 1), 1)).to.equal(
      'Holds on 41 of 43 computers. One does not lock by itself in time. One has not been seen since Monday.',
    );
    expect(answer(counts(2, 0, 0))).to.equal('Holds on all 2 computers.');
    expect(answer(counts(1, 0, 3))).to.equal('Holds on 1 of 4 computers. Of three it is not known.');
  });

  it('says exceptions apart, with their end', () => {
    expect(answer(counts(41, 0, 0), 0, 1)).to.equal(
      'Holds on all 41 computers. One more is let off until 12 December.',
    );
    expect(answer(counts(0, 0, 0), 0, 2)).to.equal('Two are let off, the last until 12 December.');
    expect(answer(counts(1, 0, 0), 0, 1)).to.equal(
      'Holds on the one computer that is asked. One more is let off until 12 December.',
    );
    expect(answer(counts(0, 1, 0), 0, 2)).to.equal(
      'The only computer that is asked does not lock by itself in time. Two more are let off, the last until 12 December.',
    );
  });

  it('speaks of one device as of one', () => {
    expect(answer(counts(0, 0, 1))).to.equal('Not known for the only computer.');
    expect(answer(counts(0, 0, 1), 1)).to.equal(
      'Not known for the only computer: it has not been seen since Monday.',
    );
    expect(answer(counts(1, 0, 0))).to.equal('Holds on the one computer there is.');
    expect(answer(counts(1, 0, 0, 2))).to.equal(
      'Holds on the one computer that needs it. Two do not need it.',
    );
    expect(answer(counts(0, 1, 0, 2))).to.equal(
      'The only computer that needs it does not lock by itself in time. Two do not need it.',
    );
  });

  it('says what would make it known by why it is not', () => {
    const doing = (why: Record<string, number>) => doingOf('cannot_be_known', new Map(Object.entries(why)));
    expect(doing({ stale: 1, silent: 1 })).to.match(
      /^It will be known when these computers have been switched on/,
    );
    expect(doing({ tool_missing: 1 })).to.equal(
      'The check could not look on this computer; the technician’s list says why.',
    );
    expect(doing({ no_privilege: 2, silent: 1 })).to.match(
      /^The check could not look on these .+ For the others /,
    );
    expect(doing({ update_age_not_known: 1, stale: 1 })).to.equal(
      'The check looked at 1 computer and came to no clear answer; the technician’s list says why. For the others it will be known when they have been switched on and checked.',
    );
    expect(doing({ cloned: 1 })).to.equal('1 computer is set aside; the technician has to decide.');
  });

  it('holds only when all is known, nothing is broken and something proves it', () => {
    expect(verdictOf(counts(5, 0, 0, 2))).to.equal('holds');
    expect(verdictOf(counts(5, 0, 1))).to.equal('cannot_be_known');
    expect(verdictOf(counts(5, 1, 1))).to.equal('does_not_hold');
    expect(verdictOf(counts(0, 0, 0, 9))).to.equal('nothing_to_check');
    expect(verdictOf(counts(0, 0, 0))).to.equal('nothing_to_check');
  });
});
