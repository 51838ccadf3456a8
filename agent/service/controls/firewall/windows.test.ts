/** Answers marked composed are written by hand after what the cmdlets document; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/firewall/evaluate.ts';
import { policy } from '../../../../shared/controls/firewall/policy.ts';
import { words } from '../../../../shared/controls/firewall/words.ts';
import type { Finding } from '../../../../shared/finding.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import { macos, parseGlobalState } from './macos.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const never = new AbortController().signal;

/** As [MS-GPFAS] 2.2.2.19 writes them. */
const rulesOf = (texts: string[], local = true, over: object = {}) => ({
  rows: [{ count: 412, open: texts.map(text => ({ local, text })), cut: false, ...over }],
});
const aRule = (words: string) => `v2.30|Action=Allow|Active=TRUE|Dir=In|${words}Name=All in|`;

/** Composed. */
const answer = (over: object = {}, publicOnes: object = {}) => ({
  service: 4,
  profiles: ['Domain', 'Private', 'Public'].map(name => ({
    name,
    enabled: 1,
    inbound: 4,
    rules: 1,
    localRules: 1,
    ...(name === 'Public' ? publicOnes : {}),
  })),
  others: { error: '0x8004100e' },
  rules: rulesOf([]),
  ...over,
});

/** Whether the script hands a rule on: its own conditions, taken out of it and read as PowerShell does (no case). */
function handedOn(text: string): boolean {
  const line = windowsScript.split('\n').find(one => one.includes('Action=Allow')) ?? '';
  const conditions = [...line.matchAll(/\$text -(like|notmatch) '([^']+)'/g)];
  expect(conditions).to.have.length(4);
  return conditions.every(([, operator, pattern = '']) => {
    if (operator === 'notmatch') return !new RegExp(pattern, 'i').test(text);
    const literal = pattern.split('*').map(part => part.replace(/[.?+^$|(){}[\]\\]/g, '\\$&'));
    return new RegExp(`^${literal.join('.*')}$`, 'i').test(text);
  });
}

const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });

async function verdictOf(given: object | string, rule: object = {}): Promise<string> {
  const asked = policy.parse(rule);
  const text = typeof given === 'string' ? given : whole(given);
  const machine = scriptedMachine({ commands: { powershell: ended(text) } });
  const { state, reason } = evaluate(await windows.observe(machine, never, asked), asked);
  return `${state} ${reason}`;
}
const failureOf = (given: object | string) => verdictOf(given).catch((error: ProbeError) => error.reason);

describe('the firewall on Windows', () => {
  it('is met when all three profiles block and the service runs', async () =>
    expect(await verdictOf(answer())).to.equal('met turns_away'));

  it('is only as good as its worst profile', async () => {
    expect(await verdictOf(answer({}, { enabled: 0 }))).to.equal('not_met firewall_off');
    expect(await verdictOf(answer({}, { inbound: 2 }))).to.equal('not_met lets_everything_in');
    expect(await verdictOf(answer({}, { inbound: 2 }), { blockIncoming: false })).to.equal('met on');
    expect(await verdictOf(answer({}, { enabled: 2 }))).to.equal('unknown not_understood');
    expect(await verdictOf(answer({}, { inbound: 0 }))).to.equal('unknown not_understood');
  });

  it('is not met by a single rule that lets everything in, in whichever way it is written', async () => {
    const under = (words: string) => verdictOf(answer({ rules: rulesOf([aRule(words)]) }));
    for (const words of [
      '',
      'Protocol=6|',
      'Protocol=256|Profile=Public|',
      'Protocol=17|LPort2_10=1-65535|',
      'Protocol=4294967295|',
      'Protocol=1e+21|',
      'Protocol=006|',
      'Protocol=|',
      'RA4=0.0.0.0-255.255.255.255|RA6=::/0|Edge=TRUE|EmbedCtxt=Games|',
    ])
      expect(await under(words), words).to.equal('not_met lets_everything_in');
    for (const words of [
      'Protocol=6|LPort=3389|',
      'Protocol=1|',
      'RA4=LocalSubnet|',
      'RA4=10.0.0.0/255.0.0.0|',
      'App=C:\\x.exe|',
      'IFType=Wireless|',
      'Security=Authenticate|',
      'Protocol=6|LPort2_10=49152-65535|',
      'Word=not known yet|',
    ])
      expect(await under(words), words).to.equal('met turns_away');
    const passive = ['Active=FALSE', 'Dir=Out', 'Action=Block'].map(word =>
      aRule('').replace(new RegExp(`${word.split('=')[0]}=\\w+`), word),
    );
    expect(await verdictOf(answer({ rules: rulesOf(passive) }))).to.equal('met turns_away');
  });

  it('asks for the rules that are for no single program, and for those alone', async () => {
    const wide = [aRule(''), aRule('Protocol=6|Profile=Public|')];
    expect(wide.filter(handedOn)).to.deep.equal(wide);
    expect(await verdictOf(answer({ rules: rulesOf(wide.filter(handedOn)) }))).to.equal(
      'not_met lets_everything_in',
    );
    const narrow = [
      aRule('App=%SystemRoot%\\system32\\svchost.exe|Svc=dosvc|Protocol=6|LPort=7680|'),
      aRule('Protocol=17|Svc=Dnscache|'),
      aRule('LUOwn=S-1-5-21-1-2-3-1001|AppPkgId=S-1-15-2-1|'),
      aRule('').replace('Action=Allow', 'Action=Block'),
      aRule('').replace('Active=TRUE', 'Active=FALSE'),
      aRule('').replace('Dir=In', 'Dir=Out'),
    ];
    expect(narrow.filter(handedOn)).to.deep.equal([]);
  });

  it('leaves a rule aside where its profile does', async () => {
    const rules = rulesOf([aRule('Profile=Public|')]);
    expect(await verdictOf(answer({ rules }, { localRules: 0 }))).to.equal('met turns_away');
    expect(await verdictOf(answer({ rules }, { rules: 0 }))).to.equal('met turns_away');
    const ofPolicy = rulesOf([aRule('Profile=Public|')], false);
    expect(await verdictOf(answer({ rules: ofPolicy }, { localRules: 0 }))).to.equal(
      'not_met lets_everything_in',
    );
  });

  it('does not call a firewall shut whose single rules were not all seen', async () => {
    for (const rules of [
      { error: '0x80070005' },
      { rows: [] },
      rulesOf([], true, { count: 0 }),
      rulesOf([], true, { cut: true }),
    ])
      expect(await verdictOf(answer({ rules }))).to.equal('unknown not_understood');
    expect(await verdictOf(answer({ rules: { error: '0x80070005' } }, { enabled: 0 }))).to.equal(
      'not_met firewall_off',
    );
  });

  it('names the rule and says what to do about it', async () => {
    const text = whole(answer({ rules: rulesOf([aRule('Profile=Public|')]) }));
    const machine = scriptedMachine({ commands: { powershell: ended(text) } });
    const verdict = evaluate(await windows.observe(machine, never), policy.parse({}));
    const said = words.say({ ...verdict, control: 'firewall' } as unknown as Finding);
    expect(said.sentence).to.equal(
      'The firewall (Windows Defender Firewall) lets every incoming connection in for Public, by the rule “All in”.',
    );
    expect(said.next).to.contain('Take that rule away');
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
    const profiles = rows.map(([, name, on]) => ({
      name,
      enabled: on === 'True' ? 1 : 0,
      ...{ inbound: 4, rules: 1, localRules: 1 },
    }));
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
