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
  entra: { rows: [] },
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
      { sid: sid(500), name: 'LAPTOP-7\\Administrator' },
      { sid: sid(1001), name: 'LAPTOP-7\\ajones' },
    ],
  },
  remote: { rows: [] },
  ...over,
});

const whole = (given: object) =>
  JSON.stringify('error' in given ? given : { language: 'FullLanguage', answer: given });
const observe = (given: object | string) =>
  windows.observe(
    scriptedMachine({ commands: { powershell: ended(typeof given === 'string' ? given : whole(given)) } }),
    never,
  );
/** But for empty passwords, which are never seen: that has a test of its own. */
async function verdictOf(given: object | string, approved = ['ajones']): Promise<string> {
  const seen = await observe(given);
  const { state, reason } = evaluate(
    { ...seen, unseen: seen.unseen.filter(what => what !== 'passwords') },
    policy.parse({ approvedAdministrators: approved }),
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
          { sid: sid(1001), name: 'LAPTOP-7\\ajones' },
          { sid: 'S-1-5-21-9-8-7-512', name: 'SCHOOL\\Domain Admins' },
        ],
      },
    };
    expect(await verdictOf(answer(joined))).to.equal('not_met administrator_not_approved');
    expect(await verdictOf(answer(joined), ['ajones', 'school\\domain admins'])).to.equal(
      'unknown directory_managed',
    );
    expect(await verdictOf(answer(joined), [])).to.equal('unknown directory_managed');
    expect(await observe(answer(joined))).to.deep.include({
      directory: 'Active Directory',
      directoryAdministrators: 1,
    });
    expect((await observe(answer({ entra: { rows: [{ found: true }] } }))).directory).to.equal(
      'Microsoft Entra',
    );
  });

  it('are not in order where a group that holds everybody is an administrator, listed or not', async () => {
    for (const sid of ['S-1-1-0', 'S-1-5-113', 'S-1-5-14', 'S-1-2-1', 'S-1-5-21-9-8-7-513']) {
      const rows = [...answer().administrators.rows, { sid, name: 'Pawb' }];
      for (const approved of [['ajones', 'Pawb', 'Everybody who signs in'], []])
        expect(await verdictOf(answer({ administrators: { rows } }), approved), sid).to.equal(
          'not_met administrator_not_approved',
        );
    }
  });

  it('are not known where an administrator is of a kind that nobody here knows, and Windows’ own are none', async () => {
    const withOne = (sid: string) =>
      verdictOf(
        answer({
          administrators: { rows: [...answer().administrators.rows, { sid, name: '' }] },
        }),
      );
    for (const sid of ['S-1-5-21-9-8-7-1105', 'S-1-5-1000', 'S-1-15-2-1', 'nonsense'])
      expect(await withOne(sid), sid).to.equal('unknown not_seen');
    for (const sid of ['S-1-5-18', 'S-1-5-80-1-2-3-4-5'])
      expect(await withOne(sid), sid).to.equal('met accounts_in_order');
  });

  it('show who may sign in from another computer, and judge nobody for it', async () => {
    const remote = { rows: [{ sid: sid(1002), name: 'LAPTOP-7\\bsmith' }] };
    expect((await observe(answer({ remote }))).remote).to.deep.equal(['LAPTOP-7\\bsmith']);
    expect(await verdictOf(answer({ remote }))).to.equal('met accounts_in_order');
    expect(await verdictOf(answer({ remote: { error: '0x80131500' } }))).to.equal('unknown not_seen');
  });

  it('are not known where Entra could not be looked at', async () =>
    expect(await verdictOf(answer({ entra: { error: '0x80070005' } }))).to.equal('unknown not_seen'));

  it('are never in order while somebody could sign in with an empty password, which Windows does not tell', async () => {
    const asked = policy.parse({ approvedAdministrators: ['ajones'] });
    const judged = async (given: object) => evaluate(await observe(given), asked, 0);
    const { state, reason, evidence } = await judged(answer());
    expect([state, reason]).to.deep.equal(['unknown', 'not_seen']);
    expect(evidence?.parts?.find(part => part.reason === 'not_seen')?.name).to.equal(
      'Whether each account has a password',
    );
    const nobody = answer({ accounts: answer().accounts.map(one => ({ ...one, disabled: true })) });
    expect((await judged(nobody)).state).to.equal('met');
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
