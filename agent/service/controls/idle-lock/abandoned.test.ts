/** Signing out what was left locked: only by the policy, only what nobody needs, and never on a guess. */
import { expect } from 'chai';
import { aGuard } from '../../../../test/support/pretend-guard.ts';
import { PretendLogind } from '../../../../test/support/pretend-logind.ts';
import { standingNow } from './standing.ts';

const minute = 60_000;

/** Somebody of GNOME who locked and went, with nothing that is not saved. */
function left(lab: PretendLogind, over: object = {}) {
  const session = lab.add({
    desktop: 'gnome',
    uid: 1000 + lab.sessions.length,
    inhibited: () => false,
    ...over,
  });
  lab.leave(session);
  session.locked = true;
  return session;
}

const deaf = () => Object.assign(new PretendLogind(), { hears: false });

describe('an abandoned session', () => {
  it('stays for as long as the policy does not say otherwise', async () => {
    const { lab, clock, names } = aGuard();
    left(lab);
    await clock.pass(24 * 60 * minute);
    expect([lab.signedOut, names()]).to.deep.equal([[], []]);
  });

  it('is ended after its minutes under lock, told, and counted for the finding', async () => {
    const { lab, clock, told, machine } = aGuard({ signOutAfterMinutes: 60 });
    const { id } = left(lab);
    await clock.pass(59 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(2 * minute);
    expect(lab.signedOut).to.deep.equal([id]);
    expect(told).to.deep.equal([['session.signed_out', { cause: 'abandoned', lockedMinutes: 60 }]]);
    expect((await standingNow(machine))?.signedOut).to.equal(1);
  });

  it('stays while a program asks for it, by its session or by logind, and where nobody can tell', async () => {
    const wish = 'WHAT=shutdown:sleep\nWHO=Backup\nMODE=block\nUID=1000\n';
    const asks = [
      { over: { inhibited: () => true }, why: 'unsaved' },
      { over: {}, wish, why: 'unsaved' },
      { over: { inhibited: undefined }, why: 'not_known' },
      { over: { desktop: 'KDE' }, why: 'not_known' },
    ];
    for (const { over, why, wish: held } of asks) {
      const { lab, clock, told } = aGuard({ signOutAfterMinutes: 20 });
      left(lab, over);
      if (held !== undefined) lab.wishes.set('3', held);
      await clock.pass(5 * 60 * minute);
      expect(lab.signedOut).to.deep.equal([]);
      expect(told).to.deep.equal([['session.kept_open', { cause: 'abandoned', lockedMinutes: 20, why }]]);
    }
  });

  it('is tried again later, once what was not saved is saved', async () => {
    const { lab, clock, names } = aGuard({ signOutAfterMinutes: 20 });
    let unsaved = true;
    left(lab, { inhibited: () => unsaved });
    await clock.pass(30 * minute);
    unsaved = false;
    await clock.pass(60 * minute);
    expect(names()).to.deep.equal(['session.kept_open', 'session.signed_out']);
  });

  it('begins anew with each unlocking, and one that stands open is none', async () => {
    const { lab, clock } = aGuard({ signOutAfterMinutes: 60 });
    const session = left(lab);
    await clock.pass(50 * minute);
    lab.unlock(session);
    await clock.pass(5 * minute);
    lab.lock(session);
    lab.leave(session);
    await clock.pass(50 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(11 * minute);
    expect(lab.signedOut).to.deep.equal([session.id]);
  });

  it('is let be while somebody is at its locked screen', async () => {
    const { lab, clock } = aGuard({ signOutAfterMinutes: 20 });
    const session = left(lab);
    await clock.pass(19 * minute);
    lab.use(session);
    await clock.pass(2 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    lab.leave(session);
    await clock.pass(18 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(3 * minute);
    expect(lab.signedOut).to.deep.equal([session.id]);
  });

  it('counts the time awake alone, and lets whoever opens the lid come back first', async () => {
    const { lab, clock, told } = aGuard({ signOutAfterMinutes: 60 });
    const { id } = left(lab);
    await clock.pass(30 * minute);
    await lab.sleep(8 * 60 * minute);
    await clock.pass(29 * minute);
    await lab.sleep(8 * 60 * minute);
    await clock.pass(4 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(2 * minute);
    expect(lab.signedOut).to.deep.equal([id]);
    expect(told.at(-1)?.[1].lockedMinutes).to.be.within(60, 65);
  });

  it('is not ended when it slept while its programs were asked', async () => {
    const { lab, clock, told } = aGuard({ signOutAfterMinutes: 60 });
    let slept = false;
    left(lab, {
      inhibited: () => {
        if (!slept) clock.sleptMs += 60 * minute;
        slept = true;
        return false;
      },
    });
    await clock.pass(64 * minute);
    expect([lab.signedOut, told]).to.deep.equal([[], []]);
    await clock.pass(2 * minute);
    expect(lab.signedOut).to.have.length(1);
  });

  it('begins anew where it was used and locked again while nothing told of it, asleep in between too', async () => {
    const { lab, clock } = aGuard({ signOutAfterMinutes: 60 }, { lab: deaf() });
    const session = left(lab);
    await clock.pass(55 * minute);
    lab.use(session);
    await clock.pass(5_000);
    lab.leave(session);
    await lab.sleep(5 * 60 * minute);
    await clock.pass(50 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(15 * minute);
    expect(lab.signedOut).to.deep.equal([session.id]);
  });

  it('is kept, said once and seldom looked at, where its desktop never says that nobody is there', async () => {
    const { lab, clock, told } = aGuard({ signOutAfterMinutes: 60 });
    lab.use(left(lab));
    await clock.pass(6 * 60 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    expect(told).to.deep.equal([
      ['session.kept_open', { cause: 'abandoned', lockedMinutes: 60, why: 'in_use' }],
    ]);
    expect(lab.started.filter(one => one === 'loginctl show-session').length).to.be.below(25);
  });

  it('makes room where more are signed in than the policy allows: the one locked longest, after the idle limit', async () => {
    const { lab, clock, told } = aGuard({ mostSessions: 1 });
    const first = left(lab);
    await clock.pass(10 * minute);
    left(lab);
    lab.use(lab.add({ desktop: 'gnome', uid: 1005 }));
    await clock.pass(9 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    await clock.pass(2 * minute);
    expect(lab.signedOut).to.deep.equal([first.id]);
    await clock.pass(20 * minute);
    expect(lab.signedOut).to.have.length(2);
    expect(told.map(([, facts]) => facts.cause)).to.deep.equal(['most_sessions', 'most_sessions']);
    expect(lab.sessions).to.have.length(1);
  });

  it('makes room by another where the one locked longest cannot be ended', async () => {
    const { lab, clock } = aGuard({ mostSessions: 1 });
    left(lab, { inhibited: () => true });
    await clock.pass(5 * minute);
    const { id } = left(lab);
    await clock.pass(36 * minute);
    expect(lab.signedOut).to.deep.equal([id]);
  });

  it('is only told of, once, where the policy only watches', async () => {
    const { lab, clock, names } = aGuard({ mode: 'watch', signOutAfterMinutes: 20 });
    left(lab);
    await clock.pass(3 * 60 * minute);
    expect(lab.signedOut).to.deep.equal([]);
    expect(names().filter(name => name === 'session.would_sign_out')).to.have.length(1);
  });
});
