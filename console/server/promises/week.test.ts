import { expect } from 'chai';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { linesOf } from './week.ts';

const promise = (key: string, verdict: PromiseView['verdict']): PromiseView => ({
  ...{ key, control: key, sentence: `We keep ${key}.`, verdict, parts: [], excepted: 0 },
  counts: { met: 1, not_met: 0, unknown: 0, not_applicable: 0 },
  ...{ answer: '', doing: null, oldestAt: null },
});
const page = (promises: PromiseView[], devices = 43): Promises => ({
  ...{ at: 0, school: 'A school', timeZone: 'Europe/London', headline: 'Some hold.', devices, promises },
  ...{ unknown: [], unproved: [], changed: [], decision: null },
});
const wordsOf = (now: Promises, then: Promises | null) => linesOf(now, then).map(one => one.words);

describe('the week in five lines', () => {
  it('says what came to hold, what no longer does, and how many computers came', () => {
    const then = page([promise('firewall', 'holds'), promise('power', 'does_not_hold')], 41);
    const now = page([promise('firewall', 'cannot_be_known'), promise('power', 'holds')]);
    expect(wordsOf(now, then)).to.deep.equal([
      'Some hold. As many as a week before.',
      '“We keep firewall”.',
      '“We keep power”.',
      '43 computers are looked after. Two more than a week before.',
      'Nothing.',
    ]);
  });

  it('has five lines without news too, and before there is a week to look back on', () => {
    const now = page([promise('firewall', 'holds')]);
    expect(wordsOf(now, now).slice(1, 3)).to.deep.equal(['None.', 'None.']);
    expect(wordsOf(now, null)).to.have.length(5);
    expect(wordsOf(now, null)[1]).to.match(/no day of a week ago/);
  });

  it('tells no promise as broken that is new or about no computer', () => {
    const now = page([promise('firewall', 'does_not_hold'), promise('power', 'nothing_to_check')]);
    expect(wordsOf(now, page([promise('power', 'holds')]))[1]).to.equal('None.');
  });
});
