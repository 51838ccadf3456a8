/** Answers marked composed are written by hand after what secedit and pwpolicy document; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/password-policy/evaluate.ts';
import { policy } from '../../../../shared/controls/password-policy/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { Backend, ProbeError } from '../control.ts';
import { macos, parseContent } from './macos.ts';
import { systemAccess } from './parse-windows.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 21);

/** Composed. */
const ini = (length = 12, lockout = 10, age = -1, complexity = 1) =>
  `[Unicode]\nUnicode=yes\n[System Access]\nMinimumPasswordAge = 0\nMaximumPasswordAge = ${age}\nMinimumPasswordLength = ${length}\nPasswordComplexity = ${complexity}\nLockoutBadCount = ${lockout}\nNewGuestName = "Gwestai"\n[Version]\nsignature="$CHICAGO$"\n`;
const answer = (over: object = {}) => ({
  domain: false,
  role: 0,
  entra: { rows: [] },
  exit: 0,
  rules: ini(),
  people: { rows: [{ setAt: '2026-11-01T08:00:00Z', runsOutAt: null }] },
  ...over,
});
const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });

const looking = (backend: Backend<Parameters<typeof evaluate>[0]>, command: string) => {
  const observe = (text: string, files: Script['files'] = {}) =>
    backend.observe(scriptedMachine({ commands: { [command]: ended(text) }, files }), never);
  return {
    observe,
    async verdictOf(text: string, rule: object = {}, files: Script['files'] = {}): Promise<string> {
      const { state, reason } = evaluate(await observe(text, files), policy.parse(rule), now);
      return `${state} ${reason}`;
    },
  };
};
const { observe, verdictOf } = looking(windows, 'powershell');
const judged = (over: object, rule?: object) =>
  verdictOf(whole(answer(over)), rule).catch((error: ProbeError) => error.reason);

describe('rules for passwords on Windows', () => {
  it('are read from what secedit exports', async () => {
    expect(await judged({})).to.equal('met rules_in_force');
    expect(await observe(whole(answer()))).to.deep.include({
      minLength: 12,
      complexity: true,
      lockoutAfter: 10,
      maxAgeDays: 0,
    });
    expect(await judged({ rules: ini(7) })).to.equal('not_met too_short');
    expect(await judged({ rules: ini(12, 0) })).to.equal('not_met never_locks_out');
    expect(await judged({ rules: ini(12, 10, -1, 0) }, { complexity: true })).to.equal('not_met not_complex');
  });

  it('compare a school’s greatest age with the rule, and with each account that never runs out', async () => {
    const rule = { maxAgeDays: 90 };
    expect(await judged({}, rule)).to.equal('not_met never_runs_out');
    expect(await judged({ rules: ini(12, 10, 200) }, rule)).to.equal('not_met runs_out_late');
    expect(await judged({ rules: ini(12, 10, 90) }, rule)).to.equal('not_met people_exempt');
    const old = { rows: [{ setAt: '2026-03-01T08:00:00Z', runsOutAt: '2026-05-30T08:00:00Z' }] };
    expect(await judged({ rules: ini(12, 10, 90), people: old }, rule)).to.equal('not_met passwords_too_old');
    const runsOut = { rows: [{ setAt: '2026-11-01T08:00:00Z', runsOutAt: '2027-01-30T08:00:00Z' }] };
    expect(await judged({ rules: ini(12, 10, 90), people: runsOut }, rule)).to.equal('met rules_in_force');
    expect(await judged({ rules: ini(12, 10, 90), people: { error: '0x80131500' } }, rule)).to.equal(
      'unknown not_read',
    );
  });

  it('of a domain or Entra are kept elsewhere', async () => {
    expect(await judged({ domain: true })).to.equal('unknown directory_managed');
    expect(await judged({ entra: { rows: [{ found: true }] } })).to.equal('unknown directory_managed');
    expect(await judged({ entra: { error: '0x80070005' } })).to.equal('unknown not_read');
  });

  it('are not there when secedit failed, or when a key is missing', async () => {
    expect(await judged({ exit: 3 })).to.equal('unrecognised_output');
    expect(await judged({ rules: '' })).to.equal('unrecognised_output');
    expect(await judged({ rules: '[System Access]\nMinimumPasswordLength = 12\n' })).to.equal(
      'unknown not_read',
    );
    expect(systemAccess('[Registry Values]\nMinimumPasswordLength = 12\n').size).to.equal(0);
  });

  it('cut at any byte are never in force', () => neverMetWhenCut(whole(answer()), verdictOf));

  it('are asked for without a name, a password or a hash', () =>
    expect(windowsScript).to.not.match(/\$_\.(Name|SID|FullName)\b|SecureString|ClearText/));

  itOnRecorded('are not read from the sentences of net accounts, which are translated', async () => {
    for (const name of ['en-primary-length-7.txt', 'en-workstation-lockout-5.txt'])
      expect(await judged({ rules: recorded(`windows/net-accounts/${name}`) })).to.equal(
        'unrecognised_output',
      );
  });

  itOnRecorded('judge the rules of a recorded workstation: 7 characters, 5 guesses', async () => {
    const text = recorded('windows/net-accounts/en-workstation-lockout-5.txt');
    const number = (label: string) => Number(new RegExp(`^${label}.*?(\\d+)\\s*$`, 'm').exec(text)?.[1]);
    const rules = ini(
      number('Minimum password length'),
      number('Lockout threshold'),
      number('Maximum password age'),
    );
    expect(await observe(whole(answer({ rules })))).to.deep.include({
      minLength: 7,
      lockoutAfter: 5,
      maxAgeDays: 42,
    });
    expect(await judged({ rules })).to.equal('not_met too_short');
  });
});

describe('rules for passwords on macOS', () => {
  const condition = (content: string, parameters = '') =>
    `<dict><key>policyContent</key><string>${content}</string><key>policyIdentifier</key><string>a</string>${parameters && `<key>policyParameters</key><dict>${parameters}</dict>`}</dict>`;
  const category = (name: string, ...all: string[]) =>
    `<key>policyCategory${name}</key><array>${all.join('')}</array>`;
  const told = (...categories: string[]) =>
    `Getting global account policies\n<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>${categories.join('')}</dict>\n</plist>\n`;
  const twelve = category('PasswordContent', condition("policyAttributePassword matches '.{12,}+'"));
  const ten = category(
    'Authentication',
    condition(
      '(policyAttributeFailedAuthentications &lt; policyAttributeMaximumFailedAuthentications) OR (policyAttributeCurrentTime &gt; 1)',
      '<key>policyAttributeMaximumFailedAuthentications</key><integer>10</integer>',
    ),
  );
  const mac = looking(macos, 'pwpolicy');

  it('are read from the account policies', async () => {
    expect(await mac.verdictOf(told(twelve, ten))).to.equal('met rules_in_force');
    expect(await mac.verdictOf(told(twelve))).to.equal('not_met never_locks_out');
    expect(await mac.verdictOf(told())).to.equal('not_met too_short');
    expect(await mac.verdictOf(told(twelve, ten), { complexity: true })).to.equal('not_met not_complex');
  });

  it('compare a school’s greatest age with the rule, and do not know that of each password', async () => {
    const rule = { maxAgeDays: 90 };
    const every = (days: number) =>
      category(
        'PasswordChange',
        condition(
          'policyAttributeCurrentTime &gt; policyAttributeLastPasswordChangeTime',
          `<key>policyAttributeExpiresEveryNDays</key><integer>${days}</integer>`,
        ),
      );
    expect(await mac.verdictOf(told(twelve, ten), rule)).to.equal('not_met never_runs_out');
    expect(await mac.verdictOf(told(twelve, ten, every(200)), rule)).to.equal('not_met runs_out_late');
    expect(await mac.verdictOf(told(twelve, ten, every(90)), rule)).to.equal('unknown not_read');
  });

  it('of a directory are kept elsewhere', async () => {
    const files = {
      '/Library/Preferences/OpenDirectory/Configurations/Active Directory': ['SCHOOL.plist'],
    };
    expect(await mac.verdictOf(told(twelve, ten), {}, files)).to.equal('unknown directory_managed');
  });

  it('are not guessed where a condition is of another form', () => {
    expect(
      parseContent([
        { policyContent: 'none policyAttributePasswordHashes in policyAttributePasswordHistory' },
      ]),
    ).to.deep.equal({
      minLength: null,
      complexity: null,
    });
    const mixed = { policyContent: "policyAttributePassword matches '(.*[0-9].*[a-zA-Z].*)+'" };
    expect(parseContent([mixed]).complexity).to.equal(true);
  });

  it('cut at any byte are never in force', () => neverMetWhenCut(told(twelve, ten).trim(), mac.verdictOf));
});
