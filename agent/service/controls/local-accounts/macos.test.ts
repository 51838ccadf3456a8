/** Composed after dscl(1): nothing here was seen on a live machine. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/local-accounts/evaluate.ts';
import { policy } from '../../../../shared/controls/local-accounts/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { macos } from './macos.ts';

const never = new AbortController().signal;
const list = (values: string[]) =>
  `<array>${values.map(value => `<string>${value}</string>`).join('')}</array>`;
const attribute = (name: string, values: string[]) => `<key>dsAttrTypeStandard:${name}</key>${list(values)}`;
const user = (name: string, uid: number, ways = [';ShadowHash;']) =>
  `<dict>${attribute('RecordName', [name])}${attribute('UniqueID', [`${uid}`])}${attribute('AuthenticationAuthority', ways)}</dict>`;
const plist = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">${body}</plist>\n`;

const users = (...further: string[]) =>
  plist(
    `<array>${user('root', 0, [])}${user('_spotlight', 89)}${user('ajones', 501)}${user('bsmith', 502)}${further.join('')}</array>`,
  );
const admins = plist(`<dict>${attribute('GroupMembership', ['root', 'ajones'])}</dict>`);

const machine = (text: string, loginWindow: Partial<Script> = {}, settings = '') =>
  scriptedMachine({
    commands: {
      dscl: args => ended(args.includes('-readall') ? text : admins),
      plutil: ended(settings),
    },
    ...loginWindow,
  });
async function verdictOf(text: string, settings?: string): Promise<string> {
  const there =
    settings === undefined ? {} : { modified: { '/Library/Preferences/com.apple.loginwindow.plist': 1 } };
  const seen = await macos.observe(machine(text, there, settings), never);
  const { state, reason } = evaluate(seen, policy.parse({ approvedAdministrators: ['ajones'] }), 0);
  return `${state} ${reason}`;
}

describe('accounts on macOS', () => {
  it('are never called in order, because macOS does not tell whether a password is empty', async () => {
    expect(await verdictOf(users())).to.equal('unknown not_seen');
    const seen = await macos.observe(machine(users()), never);
    expect(seen.unseen).to.deep.equal(['passwords']);
    expect(seen.accounts.map(({ name }) => name)).to.deep.equal(['ajones']);
    expect(seen.others).to.equal(1);
  });

  it('are found when one is shared, the guest is on, or the computer signs in by itself', async () => {
    expect(await verdictOf(users(user('pupil', 503)))).to.equal('not_met shared_name');
    expect(await verdictOf(users(user('pupil', 503, [';DisabledUser;;ShadowHash;'])))).to.equal(
      'unknown not_seen',
    );
    const settings = (body: string) => plist(`<dict>${body}</dict>`);
    expect(await verdictOf(users(), settings('<key>GuestEnabled</key><true/>'))).to.equal('not_met guest_on');
    expect(await verdictOf(users(), settings('<key>autoLoginUser</key><string>bsmith</string>'))).to.equal(
      'not_met auto_logon',
    );
  });

  it('cut at any byte are never in order', () => neverMetWhenCut(users().trim(), verdictOf));
});
