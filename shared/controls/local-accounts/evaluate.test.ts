import { expect } from 'chai';
import type { Finding } from '../../finding.ts';
import { evaluate } from './evaluate.ts';
import { isGenericName } from './generic-names.ts';
import type { Account, Observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

const anAccount = (over: Partial<Account> = {}): Account => ({
  name: 'a.jones',
  kind: 'person',
  administrator: false,
  password: 'set',
  autoLogon: false,
  ...over,
});
const seen = (accounts: Account[], over: Partial<Observation> = {}): Observation => ({
  accounts,
  others: 2,
  autoLogonElsewhere: false,
  unseen: [],
  directory: null,
  directoryAdministrators: null,
  ...over,
});
const now = Date.UTC(2026, 10, 22, 9);
const judged = (observation: Observation, rule = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule), now);
  return [state, reason];
};
const ofOne = (over: Partial<Account>, rule = {}) => judged(seen([anAccount(over)]), rule);

describe('accounts, judged', () => {
  it('are in order when nobody gives cause', () =>
    expect(judged(seen([]))).to.deep.equal(['met', 'accounts_in_order']));

  it('are not when one has no password, or needs none', () => {
    expect(ofOne({ password: 'none' })).to.deep.equal(['not_met', 'no_password']);
    expect(ofOne({ password: 'not_required' })).to.deep.equal(['not_met', 'password_not_required']);
    expect(ofOne({ password: 'none', kind: 'system' })).to.deep.equal(['not_met', 'no_password']);
    expect(ofOne({ password: 'locked' })[0]).to.equal('met');
  });

  it('are not while the guest account is on', () =>
    expect(ofOne({ kind: 'guest', name: 'Gwestai' })).to.deep.equal(['not_met', 'guest_on']));

  it('are not when the computer signs in by itself, unless the school allows that', () => {
    expect(ofOne({ autoLogon: true })).to.deep.equal(['not_met', 'auto_logon']);
    expect(ofOne({ autoLogon: true }, { allowAutoLogon: true })[0]).to.equal('met');
    expect(judged(seen([], { autoLogonElsewhere: true }))).to.deep.equal(['not_met', 'auto_logon']);
  });

  it('compare administrators with the list, without regard to capitals', () => {
    const rule = { approvedAdministrators: ['A.Jones'] };
    expect(ofOne({ administrator: true }, rule)[0]).to.equal('met');
    expect(ofOne({ administrator: true, name: 'b.smith' }, rule)).to.deep.equal([
      'not_met',
      'administrator_not_approved',
    ]);
    expect(ofOne({ administrator: true, name: 'root', kind: 'system' }, rule)[0]).to.equal('met');
  });

  it('show administrators and do not judge them while there is no list', () => {
    const verdict = evaluate(seen([anAccount({ administrator: true })]), policy.parse({}), now);
    expect(verdict.state).to.equal('met');
    expect(verdict.evidence?.parts?.[0]).to.deep.include({
      name: 'a.jones',
      reason: 'administrator_not_judged',
    });
  });

  it('flag a name that belongs to nobody, unless it is allowed or an approved administrator’s', () => {
    expect(ofOne({ name: 'Year5' })).to.deep.equal(['not_met', 'shared_name']);
    expect(ofOne({ name: 'Year5' }, { allowedShared: ['year5'] })[0]).to.equal('met');
    expect(ofOne({ name: 'admin', administrator: true }, { approvedAdministrators: ['admin'] })[0]).to.equal(
      'met',
    );
  });

  it('of guests end with their last day', () => {
    const guest = (endsOn: string) => ({ guests: [{ name: 'Supply2', endsOn }] });
    const supply = { name: 'supply2' };
    expect(ofOne(supply, guest('2026-11-21'))).to.deep.equal(['not_met', 'guest_past_end']);
    expect(ofOne(supply, guest('2026-11-22'))[0]).to.equal('met');
    expect(ofOne({ ...supply, password: 'locked' }, guest('2026-11-21'))[0]).to.equal('met');
    expect(ofOne({ ...supply, password: 'none' }, guest('2026-11-22'))).to.deep.equal([
      'not_met',
      'no_password',
    ]);
    expect(ofOne({ ...supply, password: 'not_seen' }, guest('2026-11-22'))).to.deep.equal([
      'unknown',
      'not_seen',
    ]);
    expect(ofOne({ ...supply, administrator: true }, guest('2026-11-22'))).to.deep.equal([
      'not_met',
      'guest_administrator',
    ]);
    expect(policy.safeParse(guest('22/11/2026')).success).to.equal(false);
  });

  it('of a guest are named with the last day', () => {
    const rule = policy.parse({ guests: [{ name: 'm.visitor', endsOn: '2026-11-20' }] });
    const verdict = evaluate(seen([anAccount({ name: 'm.visitor' })]), rule, now);
    const evidence = { facts: {}, parts: [], ...verdict.evidence };
    const finding = {
      ...verdict,
      control: 'local-accounts',
      how: 'watching',
      evidence,
    } as unknown as Finding;
    expect(words.say(finding).sentence).to.equal(
      'm.visitor is a guest’s account and still open after its last day, 20 Nov 2026.',
    );
  });

  it('are not known where something could not be looked at', () => {
    for (const what of ['passwords', 'administrators', 'auto_logon', 'guest'] as const)
      expect(judged(seen([], { unseen: [what] }))).to.deep.equal(['unknown', 'not_seen']);
    expect(ofOne({ password: 'not_seen' })).to.deep.equal(['unknown', 'not_seen']);
  });

  it('are not known where a directory keeps more of them, and are wrong if one here is wrong', () => {
    expect(judged(seen([], { directory: 'sssd' }))).to.deep.equal(['unknown', 'directory_managed']);
    expect(judged(seen([anAccount({ password: 'none' })], { directory: 'sssd' }))[0]).to.equal('not_met');
  });

  it('tell a role from a person', () => {
    for (const name of ['pupil', 'Pupil1', 'class-3b', 'IT Suite 2', 'guest', 'STAFF'])
      expect(isGenericName(name), name).to.equal(true);
    for (const name of ['a.jones', 'head.jones', 'jsmith2', 'b', '42', 'Élodie'])
      expect(isGenericName(name), name).to.equal(false);
  });
});
