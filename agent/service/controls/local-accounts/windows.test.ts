/** Answers marked composed are written by hand after what the classes document; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/local-accounts/evaluate.ts';
import { policy } from '../../../../shared/controls/local-accounts/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import type { RawAccount } from './parse-windows.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const never = new AbortController().signal;
const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;

const anAccount = (name: string, number: number, over: Partial<RawAccount> = {}): RawAccount => ({
  name,
  sid: sid(number),
  disabled: false,
  passwordRequired: true,
  ...over,
});

/** Composed: a laptop with one administrator and one person, and Windows' own accounts switched off. */
const answer = (over: object = {}, further: RawAccount[] = []) => ({
  computer: 'LAPTOP-7',
  domain: false,
  role: 0,
  entra: { error: '0x80070002' },
  autoLogon: '',
  autoLogonName: '',
  autoLogonDomain: '',
  accounts: [
    anAccount('Administrator', 500, { disabled: true }),
    anAccount('Guest', 501, { disabled: true, passwordRequired: false }),
    anAccount('DefaultAccount', 503, { disabled: true, passwordRequired: false }),
    anAccount('ajones', 1001),
    anAccount('bsmith', 1002),
    ...further,
  ],
  administrators: {
    rows: [
      { sid: sid(500), local: true },
      { sid: sid(1001), local: true },
    ],
  },
  ...over,
});

const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });
const observe = (given: object | string) =>
  windows.observe(
    scriptedMachine({ commands: { powershell: ended(typeof given === 'string' ? given : whole(given)) } }),
    never,
  );
async function verdictOf(given: object | string): Promise<string> {
  const { state, reason } = evaluate(
    await observe(given),
    policy.parse({ approvedAdministrators: ['ajones'] }),
    Date.UTC(2026, 10, 22),
  );
  return `${state} ${reason}`;
}
const failureOf = (given: object | string) => verdictOf(given).catch((error: ProbeError) => error.reason);

describe('accounts on Windows', () => {
  it('are in order, and people who give no cause are counted and not named', async () => {
    expect(await verdictOf(answer())).to.equal('met accounts_in_order');
    const seen = await observe(answer());
    expect(seen.others).to.equal(1);
    expect(JSON.stringify(seen)).to.not.contain('bsmith');
    const asked = policy.parse({ guests: [{ name: 'BSmith', endsOn: '2026-11-20' }] });
    const machine = scriptedMachine({ commands: { powershell: ended(whole(answer())) } });
    const asGuest = await windows.observe(machine, never, asked);
    expect(evaluate(asGuest, asked, Date.UTC(2026, 10, 22)).reason).to.equal('guest_past_end');
  });

  it('are found when one may be without a password, is a guest, or is the built-in administrator', async () => {
    const withOne = (...one: Parameters<typeof anAccount>) => verdictOf(answer({}, [anAccount(...one)]));
    expect(await withOne('csmith', 1003, { passwordRequired: false })).to.equal(
      'not_met password_not_required',
    );
    expect(await withOne('Invité', 501, { passwordRequired: false })).to.equal('not_met guest_on');
    expect(await withOne('Administrateur', 500)).to.equal('not_met administrator_not_approved');
    expect(await withOne('Pupil3', 1004)).to.equal('not_met shared_name');
  });

  it('are found when Windows signs in by itself, here or in the domain', async () => {
    const auto = (autoLogonName: string, autoLogonDomain = '') =>
      verdictOf(answer({ autoLogon: '1', autoLogonName, autoLogonDomain }));
    expect(await auto('BSmith', 'laptop-7')).to.equal('not_met auto_logon');
    expect(await auto('bsmith', 'SCHOOL')).to.equal('not_met auto_logon');
    expect(await verdictOf(answer({ autoLogon: '0', autoLogonName: 'bsmith' }))).to.equal(
      'met accounts_in_order',
    );
    const seen = await observe(
      answer({ autoLogon: '1', autoLogonName: 'zdomainuser', autoLogonDomain: 'SCHOOL' }),
    );
    expect(JSON.stringify(seen)).to.not.contain('zdomainuser');
  });

  it('say that a directory keeps more of them, and count its administrators', async () => {
    const joined = {
      domain: true,
      administrators: {
        rows: [
          { sid: sid(1001), local: true },
          { sid: 'S-1-5-21-9-512', local: false },
        ],
      },
    };
    expect(await verdictOf(answer(joined))).to.equal('unknown directory_managed');
    expect(await observe(answer(joined))).to.deep.include({
      directory: 'Active Directory',
      directoryAdministrators: 1,
    });
    expect((await observe(answer({ entra: { rows: [{ found: true }] } }))).directory).to.equal(
      'Microsoft Entra',
    );
  });

  it('are not known where the administrators could not be listed, or none were', async () => {
    expect(await verdictOf(answer({ administrators: { error: '0x80131500' } }))).to.equal('unknown not_seen');
    expect(await verdictOf(answer({ administrators: { rows: [] } }))).to.equal('unknown not_seen');
    expect(await failureOf(answer({ accounts: [] }))).to.equal('unrecognised_output');
    expect(await failureOf({ language: 'FullLanguage', error: '0x80070005' })).to.equal('no_privilege');
  });

  it('cut at any byte are never in order', () => neverMetWhenCut(whole(answer()), verdictOf));

  it('are asked for without any password', () =>
    expect(windowsScript).to.not.match(/DefaultPassword|Password\b(?!Required)|SecureString|Get-Credential/));

  itOnRecorded(
    'of a recorded French Windows: one that needs no password, and Windows’ own are off',
    async () => {
      const rows = recorded('windows/win32-useraccount/win10-standalone-fr.txt')
        .split(/(?:\r?\r?\n){2,}/)
        .map(
          block =>
            new Map(
              [...block.matchAll(/^(\w+)=(.*?)\r*$/gm)].map(([, key = '', value = '']) => [key, value]),
            ),
        )
        .filter(row => row.has('SID'));
      const accounts = rows.map(row => ({
        name: row.get('Name'),
        sid: row.get('SID'),
        disabled: row.get('Disabled') === 'TRUE',
        passwordRequired: row.get('PasswordRequired') === 'TRUE',
      }));
      const seen = await observe(answer({ accounts }));
      expect(seen.accounts.map(({ name, password }) => [name, password])).to.deep.equal([
        ['schoolx', 'not_required'],
      ]);
      expect(await verdictOf(answer({ accounts }))).to.equal('not_met password_not_required');
    },
  );

  itOnRecorded('of a recorded server: its built-in administrator is on, its guest is off', async () => {
    const rows = JSON.parse(recorded('windows/adsi-users/winnt-provider.json')) as {
      username: string;
      uid: string;
      userflags: string[];
    }[];
    const accounts = rows.map(({ username, uid, userflags }) => ({
      name: username,
      sid: uid,
      disabled: userflags.includes('ACCOUNTDISABLE'),
      passwordRequired: !userflags.includes('PASSWD_NOTREQD'),
    }));
    const seen = await observe(answer({ accounts, role: 2 }));
    expect(seen.accounts.map(({ name, administrator }) => [name, administrator])).to.deep.equal([
      ['Administrator', true],
    ]);
  });
});
