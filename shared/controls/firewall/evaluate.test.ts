import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import type { Guard, Observation } from './observation.ts';
import { policy } from './policy.ts';

const aGuard = (incoming: Guard['incoming'], name = 'IPv4'): Guard => ({ name, incoming, detail: null });
const seen = (guards: Guard[], over: Partial<Observation> = {}): Observation => ({
  product: 'nftables',
  running: null,
  claimsToBeOn: null,
  guards,
  others: [],
  ...over,
});
const judged = (observation: Observation, rule = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule));
  return [state, reason];
};

describe('the firewall, judged', () => {
  it('is met when everything that guards the computer turns away what no rule allows', () =>
    expect(judged(seen([aGuard('blocked'), aGuard('blocked', 'IPv6')]))).to.deep.equal([
      'met',
      'turns_away',
    ]));

  it('is only as good as its worst part', () => {
    expect(judged(seen([aGuard('blocked'), aGuard('off', 'IPv6')]))).to.deep.equal([
      'not_met',
      'firewall_off',
    ]);
    expect(judged(seen([aGuard('blocked'), aGuard('not_understood', 'IPv6')]))[0]).to.equal('unknown');
  });

  it('leaves out what is not used, and knows nothing when nothing is left', () => {
    expect(judged(seen([aGuard('blocked'), aGuard('not_used', 'IPv6')]))[0]).to.equal('met');
    expect(judged(seen([aGuard('not_used')]))).to.deep.equal(['unknown', 'not_understood']);
  });

  it('takes a stopped service for no firewall, whatever the settings say', () =>
    expect(judged(seen([aGuard('blocked')], { running: false }))).to.deep.equal([
      'not_met',
      'service_stopped',
    ]));

  it('says that a firewall is not in force when its own program believes it is', () =>
    expect(judged(seen([aGuard('off')], { claimsToBeOn: true }))).to.deep.equal(['not_met', 'not_in_force']));

  it('counts another maker’s firewall that is on in place of the system’s own', () => {
    const others = [{ name: 'Shield', on: true }];
    expect(judged(seen([aGuard('off')], { others }))).to.deep.equal(['met', 'other_firewall_on']);
    expect(judged(seen([aGuard('off')], { others: [{ name: 'Shield', on: null }] }))).to.deep.equal([
      'unknown',
      'other_firewall_not_understood',
    ]);
    expect(judged(seen([aGuard('off')], { others: [{ name: 'Shield', on: false }] }))).to.deep.equal([
      'not_met',
      'firewall_off',
    ]);
  });

  it('tells beside a school’s lighter rule that Cyber Essentials asks for more', () => {
    const verdict = evaluate(seen([aGuard('open')]), policy.parse({ blockIncoming: false }));
    expect(verdict.state).to.equal('met');
    expect(verdict.baseline).to.deep.include({ state: 'not_met', reason: 'lets_everything_in' });
    expect(judged(seen([aGuard('open')]))).to.deep.equal(['not_met', 'lets_everything_in']);
  });
});
