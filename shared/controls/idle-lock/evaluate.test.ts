import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import type { Desktop, Observation, Session } from './observation.ts';
import { policy } from './policy.ts';

const aDesktop = (over: Partial<Desktop> = {}): Desktop => ({
  name: 'GNOME',
  understood: true,
  lockEnabled: true,
  idleSeconds: 900,
  delaySeconds: 0,
  fixed: true,
  detail: null,
  ...over,
});
const aSession = (over: Partial<Session> = {}): Session => ({
  id: '3',
  graphical: true,
  locked: false,
  idleSeconds: null,
  ...over,
});
const seen = (desktops: Desktop[], over: Partial<Observation> = {}): Observation => ({
  desktops,
  noDesktop: false,
  sessions: [],
  ...over,
});
const judged = (observation: Observation, rule = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule));
  return [state, reason];
};

describe('the screen lock, judged', () => {
  it('is met when the desktop locks in time and people cannot change it', () =>
    expect(judged(seen([aDesktop()]))).to.deep.equal(['met', 'locks_in_time']));

  it('is not yet met by a setting that waits for a restart, and says so', () => {
    const verdict = evaluate(seen([aDesktop({ afterRestart: true })]), policy.parse({}));
    expect(verdict).to.deep.include({
      state: 'unknown',
      reason: 'locks_after_restart',
      how: 'pending_reboot',
    });
    expect(judged(seen([aDesktop({ afterRestart: true, idleSeconds: 3600 })]))[0]).to.equal('not_met');
  });

  it('counts the wait before the password together with the wait before the screen goes dark', () => {
    expect(judged(seen([aDesktop({ idleSeconds: 1200 })]))[0]).to.equal('met');
    expect(judged(seen([aDesktop({ idleSeconds: 1200, delaySeconds: 1 })]))).to.deep.equal([
      'not_met',
      'locks_too_late',
    ]);
  });

  it('takes zero for never', () =>
    expect(judged(seen([aDesktop({ idleSeconds: 0 })]))).to.deep.equal(['not_met', 'never_locks']));

  it('is unknown while people can change it for themselves', () =>
    expect(judged(seen([aDesktop({ fixed: false })]))).to.deep.equal(['unknown', 'people_can_change']));

  it('is unknown for a desktop that it cannot read, beside one that it can', () =>
    expect(judged(seen([aDesktop(), aDesktop({ name: 'Xfce', understood: false })]))).to.deep.equal([
      'unknown',
      'desktop_not_understood',
    ]));

  it('lets a session that stands open too long contradict good settings', () => {
    const open = { sessions: [aSession({ idleSeconds: 1300 })] };
    expect(judged(seen([aDesktop()], open))).to.deep.equal(['not_met', 'session_left_open']);
    const locked = { sessions: [aSession({ idleSeconds: 1300, locked: true })] };
    expect(judged(seen([aDesktop()], locked))).to.deep.equal(['met', 'locks_in_time']);
  });

  it('does not apply only where it was proven that there is no desktop', () => {
    expect(judged(seen([], { noDesktop: true }))).to.deep.equal(['not_applicable', 'no_desktop']);
    expect(judged(seen([], { noDesktop: false }))).to.deep.equal(['unknown', 'desktop_not_recognised']);
    const somebody = { noDesktop: true, sessions: [aSession()] };
    expect(judged(seen([], somebody))).to.deep.equal(['unknown', 'desktop_not_recognised']);
  });

  it('tells beside the school’s 20 minutes whether the national 15 hold', () => {
    const verdict = evaluate(seen([aDesktop({ idleSeconds: 1200 })]), policy.parse({}));
    expect(verdict.state).to.equal('met');
    expect(verdict.baseline).to.deep.include({ state: 'not_met', reason: 'locks_too_late' });
  });

  it('has a ceiling of 20 minutes that no policy lifts', () => {
    expect(policy.safeParse({ afterMinutes: 20 }).success).to.equal(true);
    expect(policy.safeParse({ afterMinutes: 21 }).success).to.equal(false);
    expect(policy.safeParse({ afterMinutes: 0 }).success).to.equal(false);
  });
});
