import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import { isGenericName } from './generic-names.ts';
import type { Account, Observation } from './observation.ts';
import { policy } from './policy.ts';

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
const judged = (observation: Observation, rule = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule));
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
    const verdict = evaluate(seen([anAccount({ administrator: true })]), policy.parse({}));
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
