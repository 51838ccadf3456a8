/** Answers marked composed are written by hand after what the cmdlets document; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/firewall/evaluate.ts';
import { policy } from '../../../../shared/controls/firewall/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import { macos, parseGlobalState } from './macos.ts';
import { windows } from './windows.ts';

const never = new AbortController().signal;

/** Composed. */
const answer = (over: object = {}, publicOnes: object = {}) => ({
  service: 4,
  profiles: ['Domain', 'Private', 'Public'].map(name => ({
    name,
    enabled: 1,
    inbound: 4,
    ...(name === 'Public' ? publicOnes : {}),
  })),
  others: { error: '0x8004100e' },
  ...over,
});

const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });

async function verdictOf(given: object | string): Promise<string> {
  const text = typeof given === 'string' ? given : whole(given);
  const machine = scriptedMachine({ commands: { powershell: ended(text) } });
  const { state, reason } = evaluate(await windows.observe(machine, never), policy.parse({}));
  return `${state} ${reason}`;
}
const failureOf = (given: object | string) => verdictOf(given).catch((error: ProbeError) => error.reason);

describe('the firewall on Windows', () => {
  it('is met when all three profiles block and the service runs', async () =>
    expect(await verdictOf(answer())).to.equal('met turns_away'));

  it('is only as good as its worst profile', async () => {
    expect(await verdictOf(answer({}, { enabled: 0 }))).to.equal('not_met firewall_off');
    expect(await verdictOf(answer({}, { inbound: 2 }))).to.equal('not_met lets_everything_in');
    expect(await verdictOf(answer({}, { enabled: 2 }))).to.equal('unknown not_understood');
    expect(await verdictOf(answer({}, { inbound: 0 }))).to.equal('unknown not_understood');
  });

  it('believes no profile while the service is stopped', async () =>
    expect(await verdictOf(answer({ service: 1 }))).to.equal('not_met service_stopped'));

  it('takes two profiles, or none, for no answer', async () => {
    expect(await failureOf(answer({ profiles: answer().profiles.slice(1) }))).to.equal('unrecognised_output');
    expect(await failureOf(answer({ profiles: [] }))).to.equal('unrecognised_output');
  });

  it('counts another maker’s firewall that is on, but not one that was left behind or is snoozed', async () => {
    const off = answer().profiles.map(profile => ({ ...profile, enabled: 0 }));
    const beside = (state: number, there: boolean | null) =>
      verdictOf(answer({ profiles: off, others: { rows: [{ name: 'Shield', state, there }] } }));
    expect(await beside(266240, true)).to.equal('met other_firewall_on');
    expect(await beside(266240, false)).to.equal('not_met firewall_off');
    expect(await beside(266240, null)).to.equal('unknown other_firewall_not_understood');
    expect(await beside(262144, true)).to.equal('not_met firewall_off');
    expect(await beside(0x42000, true)).to.equal('not_met firewall_off');
  });

  it('tells missing rights from a language mode that refuses', async () => {
    expect(await failureOf({ language: 'FullLanguage', error: '0x80041003' })).to.equal('no_privilege');
    expect(await failureOf({ language: 'ConstrainedLanguage', error: '0x80131501' })).to.equal(
      'probe_failed',
    );
  });

  it('cut at any byte is never met', () => neverMetWhenCut(whole(answer()), verdictOf));

  itOnRecorded('does not read the tables and sentences that Windows prints for people', async () => {
    for (const path of ['get-netfirewallprofile/table-all-off.txt', 'netsh-advfirewall/en-domain-off.txt'])
      expect(await failureOf(recorded(`windows/${path}`))).to.equal('unrecognised_output');
  });

  itOnRecorded('judges the profiles that were recorded as all off', async () => {
    const rows = [
      ...recorded('windows/get-netfirewallprofile/table-all-off.txt').matchAll(/^(\w+) +(True|False)/gm),
    ];
    const profiles = rows.map(([, name, on]) => ({ name, enabled: on === 'True' ? 1 : 0, inbound: 4 }));
    expect(await verdictOf(answer({ profiles }))).to.equal('not_met firewall_off');
  });
});

describe('the firewall on macOS', () => {
  it('goes by the digit of the state, in any language', () => {
    expect(parseGlobalState('Firewall is disabled. (State = 0)\n').incoming).to.equal('off');
    expect(parseGlobalState('Mae’r wal dân ymlaen. (State = 1)\n').incoming).to.equal('blocked');
    expect(parseGlobalState('Firewall is blocking all. (State = 2)\n').incoming).to.equal('blocked');
    for (const text of ['Firewall is enabled.', '(State = 7)', '(State = 1', '1\n'])
      expect(() => parseGlobalState(text), text).to.throw('no state');
  });

  it('cut at any byte is never met', () =>
    neverMetWhenCut('Firewall is enabled. (State = 1)', async text => {
      const machine = scriptedMachine({ commands: { socketfilterfw: ended(text) } });
      const { state, reason } = evaluate(await macos.observe(machine, never), policy.parse({}));
      return `${state} ${reason}`;
    }));
});
