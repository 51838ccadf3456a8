import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import type { Observation } from './observation.ts';
import { policy } from './policy.ts';

const now = Date.UTC(2026, 10, 21);
const day = 24 * 3600_000;

const seen = (over: Partial<Observation> = {}): Observation => ({
  minLength: 12,
  complexity: false,
  denyList: false,
  lockoutAfter: 10,
  maxAgeDays: 0,
  people: [],
  directory: null,
  ...over,
});
const judged = (over: Partial<Observation>, rule = {}) => {
  const { state, reason } = evaluate(seen(over), policy.parse(rule), now);
  return [state, reason];
};
const beside = (over: Partial<Observation>, rule = {}) => {
  const { baseline } = evaluate(seen(over), policy.parse(rule), now);
  return [baseline?.state, baseline?.reason];
};

describe('rules for passwords, judged', () => {
  it('are in force when length and guesses hold', () =>
    expect(judged({})).to.deep.equal(['met', 'rules_in_force']));

  it('are not when a short password is accepted', () => {
    expect(judged({ minLength: 11 })).to.deep.equal(['not_met', 'too_short']);
    expect(judged({ minLength: 8 }, { minLength: 8 })[0]).to.equal('met');
  });

  it('are not when guessing has no end or too late a one, unless that is not asked for', () => {
    expect(judged({ lockoutAfter: 0 })).to.deep.equal(['not_met', 'never_locks_out']);
    expect(judged({ lockoutAfter: 11 })).to.deep.equal(['not_met', 'locks_out_late']);
    expect(judged({ lockoutAfter: 0 }, { lockoutAfter: 0 })[0]).to.equal('met');
  });

  it('ask for several kinds of characters only where the school does', () => {
    expect(judged({})[0]).to.equal('met');
    expect(judged({}, { complexity: true })).to.deep.equal(['not_met', 'not_complex']);
  });

  it('do not ask that passwords run out, as national advice has it', () =>
    expect(evaluate(seen(), policy.parse({}), now).evidence?.parts).to.deep.include({
      name: 'Running out',
      state: 'not_applicable',
      reason: 'not_asked_for',
      facts: { maxAgeDays: 0 },
    }));

  it('follow a school that asks for 90 days, and say beside it that national advice is against that', () => {
    const rule = { maxAgeDays: 90 };
    expect(judged({}, rule)).to.deep.equal(['not_met', 'never_runs_out']);
    expect(judged({ maxAgeDays: 120 }, rule)).to.deep.equal(['not_met', 'runs_out_late']);
    expect(judged({ maxAgeDays: 90 }, rule)).to.deep.equal(['met', 'rules_in_force']);
    expect(beside({ maxAgeDays: 90 }, rule)).to.deep.equal(['not_met', 'expiry_advised_against']);
  });

  it('look at the passwords in use, without names, where the school asks for an age', () => {
    const of = (setAt: number | null, maxAgeDays: number | null) =>
      judged({ maxAgeDays: 90, people: [{ setAt, maxAgeDays }] }, { maxAgeDays: 90 });
    expect(of(now - 89 * day, 90)[0]).to.equal('met');
    expect(of(now - 91 * day, 90)).to.deep.equal(['not_met', 'passwords_too_old']);
    expect(of(now - 1 * day, 0)).to.deep.equal(['not_met', 'people_exempt']);
    expect(of(null, 90)).to.deep.equal(['unknown', 'not_read']);
    expect(of(now + 9 * day, 90), 'a wrong clock').to.deep.equal(['unknown', 'not_read']);
    expect(judged({ maxAgeDays: 90, people: null }, { maxAgeDays: 90 })[0]).to.equal('unknown');
  });

  it('are not known where one that is asked for could not be read', () => {
    for (const over of [{ minLength: null }, { lockoutAfter: null }])
      expect(judged(over)).to.deep.equal(['unknown', 'not_read']);
    expect(judged({ complexity: null, maxAgeDays: null, people: null })[0], 'not asked for').to.equal('met');
  });

  it('are not known for people of a directory, and are wrong if one here is wrong', () => {
    expect(judged({ directory: 'sssd' })).to.deep.equal(['unknown', 'directory_managed']);
    expect(judged({ directory: 'sssd', minLength: 6 })[0]).to.equal('not_met');
  });

  it('are measured by Cyber Essentials: 12 characters, or 8 where common passwords are refused', () => {
    expect(beside({ minLength: 8 }, { minLength: 8 })).to.deep.equal(['not_met', 'too_short']);
    expect(beside({ minLength: 8, denyList: true }, { minLength: 8 })[0]).to.equal('met');
    expect(beside({ lockoutAfter: 0 }, { lockoutAfter: 0 })).to.deep.equal(['not_met', 'never_locks_out']);
  });
});
