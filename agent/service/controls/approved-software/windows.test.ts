/** Answers are composed after what the cmdlets document; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/approved-software/evaluate.ts';
import { policy } from '../../../../shared/controls/approved-software/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import type { FileValue } from '../plan.ts';
import { appLockerPolicy } from './applocker/policy-xml.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;
const none = '<AppLockerPolicy Version="1" />';
const enforcing = appLockerPolicy([], 'Enabled');

const rows = (...values: unknown[]) => ({ rows: values });
/** Composed. */
const answer = (over: object = {}) => ({
  ...{
    service: 4,
    boot: '2026-11-20T07:00:00Z',
    users: ['1001'],
    effective: rows(enforcing),
    local: rows(enforcing),
  },
  ...{ events: rows(), running: rows(), found: rows(), canary: rows('DeniedByDefault') },
  browsers: [{ name: 'Edge', value: 1 }],
  ...over,
});
const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });

async function machineOf(given: object | string, memory: object | null = {}) {
  const text = typeof given === 'string' ? given : whole(given);
  const machine = scriptedMachine({ now, commands: { powershell: ended(text) } });
  const learned = {
    since: now - 20 * dayMs,
    boots: ['a', 'b', 'c'],
    users: [1, 2],
    programs: {},
    search: null,
    watching: null,
    enforcing: null,
    proved: null,
  };
  if (memory)
    await machine.memory.set('approved-software-learned', JSON.stringify({ ...learned, ...memory }));
  return machine;
}
async function verdictOf(given: object | string, asked: object = { mode: 'enforce' }): Promise<string> {
  const { state, reason } = evaluate(
    await windows.observe(await machineOf(given), never),
    policy.parse(asked),
    now,
  );
  return `${state} ${reason}`;
}
const failureOf = (given: object | string) => verdictOf(given).catch((error: ProbeError) => error.reason);

/** Composed after the documented event. */
const blocked = (id: number, record: number) => ({
  log: 'Microsoft-Windows-AppLocker/EXE and DLL',
  xml: `<Event><System><EventID>${id}</EventID><EventRecordID>${record}</EventRecordID></System><UserData><RuleAndFileData><FilePath>%OSDRIVE%\\USERS\\SAM\\GAME.EXE</FilePath><FileHash>${'0A'.repeat(32)}</FileHash><Fqbn>O=GAMES, C=US\\GAME\\GAME.EXE\\1.0</Fqbn></RuleAndFileData></UserData></Event>`,
});

describe('approved software on Windows', () => {
  it('is met when AppLocker enforces, its service runs, and Windows would deny an unknown program', async () => {
    expect(await verdictOf(answer())).to.equal('met enforced');
    expect(await verdictOf(answer({ service: 1 }))).to.equal('not_met service_stopped');
    expect(await verdictOf(answer({ canary: rows('Allowed') }))).to.equal('not_met not_in_force');
    expect(await verdictOf(answer({ canary: rows() }))).to.equal('unknown not_proved');
  });

  it('tells rules that only watch, none, and another manager’s', async () => {
    const watching = appLockerPolicy([], 'AuditOnly');
    expect(await verdictOf(answer({ effective: rows(watching), local: rows(watching) }))).to.equal(
      'not_met not_enforced',
    );
    expect(await verdictOf(answer({ effective: rows(none), local: rows(none) }))).to.equal(
      'not_met not_enforced',
    );
    const foreign = enforcing.replaceAll('caretaker:', 'School ');
    expect(await verdictOf(answer({ effective: rows(foreign), local: rows(none) }))).to.equal(
      'met managed_elsewhere',
    );
  });

  it('reads each event once, and tells the program by its signature', async () => {
    const machine = await machineOf(answer({ events: rows(blocked(8004, 7)) }), { enforcing: now - 1 });
    const seen = await windows.observe(machine, never);
    expect(seen.programs).to.have.length(1);
    expect(seen.programs[0]).to.include({ publisher: 'O=GAMES, C=US', product: 'GAME', stopped: 'was' });
    expect(JSON.stringify(seen)).to.not.contain('SAM');
    expect(await machine.memory.get('approved-software-bookmarks')).to.equal('[7,0,0]');
    expect(windowsScript({ after: [7, 0, 0], search: false, canary: false })).to.contain(
      'EventRecordID > 7]]',
    );
  });

  it('watching, tells what ran and what lies in people’s folders, and not what is installed', async () => {
    const row = (folder: string, over = {}) => ({
      folder,
      publisher: '',
      product: '',
      hash: `0x${'0B'.repeat(32)}`,
      ...over,
    });
    const watching = rows(appLockerPolicy([], 'AuditOnly'));
    const quiet = { effective: watching, local: watching };
    const asked = { mode: 'watch' };
    expect(await verdictOf(answer(quiet), asked)).to.equal('met only_approved_seen');
    const theirs = rows(appLockerPolicy([], 'AuditOnly').replaceAll('caretaker:', 'School '));
    expect(await verdictOf(answer({ effective: theirs, local: theirs }), asked), 'another’s rules').to.equal(
      'unknown starts_not_seen',
    );
    const unseen = { effective: rows(none), local: rows(none), service: 1 };
    expect(await verdictOf(answer(unseen), asked)).to.equal('unknown starts_not_seen');
    expect(await verdictOf(answer({ ...quiet, running: rows(row('%OSDRIVE%\\')) }), asked)).to.equal(
      'not_met unapproved_ran',
    );
    expect(await verdictOf(answer({ ...quiet, running: rows(row('%PROGRAMFILES%\\')) }), asked)).to.equal(
      'met only_approved_seen',
    );
    const found = rows({ ...row('%OSDRIVE%\\'), place: 'downloads', extension: '.exe' });
    expect(await verdictOf(answer({ ...quiet, found }), asked)).to.equal('not_met unapproved_found');
    expect(
      await verdictOf(answer({ ...quiet, browsers: [{ name: 'Chrome', value: null }] }), asked),
    ).to.equal('not_met downloads_not_restricted');
  });

  it('reads Firefox’s filter wherever the school wrote it, and promises no more than it does', async () => {
    const quiet = rows(appLockerPolicy([], 'AuditOnly'));
    const said = (filter: object | null) =>
      verdictOf(
        answer({ effective: quiet, local: quiet, browsers: [{ name: 'Firefox', value: null, filter }] }),
        { mode: 'watch' },
      );
    const block = ['*://*/*.exe', '*://*/*.msi'];
    const file = JSON.stringify({ policies: { WebsiteFilter: { Block: block } } });
    for (const filter of [{ json: JSON.stringify({ Block: block }) }, { block }, { file }])
      expect(await said(filter), JSON.stringify(filter)).to.equal('unknown downloads_by_address');
    expect(await said(null)).to.equal('not_met downloads_not_restricted');
    expect(await said({ file: '{"policies":{}}' })).to.equal('not_met downloads_not_restricted');
    expect(await said({ json: '{' })).to.equal('unknown partly_seen');
  });

  it('takes a folder that it could not look into for not searched', async () => {
    const quiet = rows(appLockerPolicy([], 'AuditOnly'));
    const looked = (closed: number) =>
      verdictOf(answer({ effective: quiet, local: quiet, found: rows({ closed }) }), { mode: 'watch' });
    expect([await looked(0), await looked(2)]).to.deep.equal([
      'met only_approved_seen',
      'unknown partly_seen',
    ]);
  });

  it('finds folders for programs that everybody may change, and trusts none of them', async () => {
    const open = ['Old', 'Old\\data', 'a"b'].map(name => `%PROGRAMFILES%\\${name}`);
    const machine = await machineOf(
      answer({ effective: rows(none), local: rows(none), open: rows(...open) }),
    );
    const seen = await windows.observe(machine, never);
    expect(seen.openFolders).to.equal(1);
    expect(JSON.stringify(seen)).to.not.contain('Old');
    const made = await windows.plan?.(machine, policy.parse({ mode: 'enforce' }), never);
    const value = made?.wanted[0]?.value as FileValue | undefined;
    expect(value?.text).to.contain(
      '<Exceptions><FilePathCondition Path="%PROGRAMFILES%\\Old\\*" /></Exceptions>',
    );
    expect(windowsScript({ after: [0, 0, 0], search: true, canary: false })).to.contain('open = Part {');
  });

  it('takes ConstrainedLanguage, missing rights and half an answer for what they are', async () => {
    expect(await failureOf({ language: 'ConstrainedLanguage', error: '0x80131501' })).to.equal(
      'probe_failed',
    );
    expect(await failureOf({ language: 'FullLanguage', error: '0x80070005' })).to.equal('no_privilege');
    expect(await failureOf(answer({ effective: { error: '0x80070005' } }))).to.equal('no_privilege');
    expect(await failureOf(answer({ effective: rows('<AppLockerPolicy') }))).to.equal('unrecognised_output');
    expect(await failureOf(answer({ events: rows({ log: 'x', xml: '<Event>' }) }))).to.equal(
      'unrecognised_output',
    );
  });

  it('cut at any byte is never met', function () {
    this.timeout(20_000);
    const small =
      '<AppLockerPolicy Version="1"><RuleCollection Type="Exe" EnforcementMode="Enabled"><FilePathRule Id="a" Name="caretaker:x" Description="" UserOrGroupSid="S-1-1-0" Action="Allow"><Conditions><FilePathCondition Path="%WINDIR%\\*" /></Conditions></FilePathRule></RuleCollection></AppLockerPolicy>';
    return neverMetWhenCut(whole(answer({ effective: rows(small), local: rows(small) })), verdictOf);
  });

  itOnRecorded('does not read the table that Windows prints for people', () =>
    failureOf(recorded('windows/test-applockerpolicy/denied-table.txt')).then(reason =>
      expect(reason).to.equal('unrecognised_output'),
    ),
  );
});

describe('the plan for Windows', () => {
  const plan = async (given: object, memory: object = {}, asked: object = {}) =>
    windows.plan?.(await machineOf(given, memory), policy.parse({ mode: 'enforce', ...asked }), never);
  const clean = answer({ effective: rows(none), local: rows(none), found: null, canary: null });
  const textOf = (made: Awaited<ReturnType<typeof plan>>) =>
    (made?.wanted[0]?.value as FileValue | undefined)?.text ?? '';

  it('watches before it enforces, and checks every candidate with Windows’ own reader', async () => {
    const first = await plan(clean);
    expect([first?.how, first?.wanted.length]).to.deep.equal(['detective', 1]);
    expect(textOf(first)).to.contain('EnforcementMode="AuditOnly"').and.not.contain('"Enabled"');
    expect(first?.wanted[0]?.check?.args.at(-1))
      .to.contain('Test-AppLockerPolicy')
      .and.contain('{candidate}');
    const proved = await plan(clean, { proved: now - 1 });
    expect(proved?.how).to.equal('enforced');
    expect(textOf(proved)).to.contain('EnforcementMode="Enabled"').and.not.contain('AuditOnly');
    const watched = await plan(clean, { proved: now - 1 }, { mode: 'watch', watchEveryStart: true });
    expect([watched?.how, watched?.wanted.length], 'asked only to watch').to.deep.equal(['detective', 1]);
    expect(textOf(watched)).to.equal(textOf(first));
    expect(proved?.wanted[1]).to.deep.include({ value: { kind: 'registry', type: 'dword', data: 1 } });
    const browsers = [
      { name: 'Chrome', value: 2 },
      { name: 'Edge', value: 0 },
      { name: 'Firefox', value: null },
    ];
    const others = await plan({ ...clean, browsers }, { proved: now - 1 });
    expect(others?.wanted.slice(1).map(({ setting }) => setting)).to.deep.equal([
      { kind: 'registry', key: 'HKLM\\SOFTWARE\\Policies\\Mozilla\\Firefox', name: 'WebsiteFilter' },
    ]);
  });

  it('lets assistive technology run that was only ever seen to be stopped', async () => {
    const seen = blocked(8003, 3);
    const machine = await machineOf(
      answer({
        events: rows({ ...seen, xml: seen.xml.replace('O=GAMES, C=US', 'O=NV ACCESS LIMITED, C=AU') }),
      }),
    );
    await windows.observe(machine, never);
    const made = await windows.plan?.(machine, policy.parse({ mode: 'enforce' }), never);
    expect(textOf(made)).to.contain('PublisherName="O=NV ACCESS LIMITED, C=AU"');
  });

  it('refuses where rules are not ours, and where a rule would deny what is protected', async () => {
    const reason = (made: Promise<unknown>) => made.catch((error: { reason: string }) => error.reason);
    const foreign = enforcing.replaceAll('caretaker:', 'School ');
    expect(await reason(plan({ ...clean, effective: rows(foreign) }))).to.equal('managed_elsewhere');
    const rules = [{ id: 'x', decision: 'deny', value: 'O=Microsoft Corporation, C=US' }];
    expect(await reason(plan(clean, {}, { rules }))).to.equal('would_deny_protected');
  });
});
