import { expect } from 'chai';
import fc from 'fast-check';
import * as z from 'zod';
import { probeFailures } from '../control.ts';
import { judge } from '../judge.ts';
import { evaluate } from './evaluate.ts';
import { idleLock } from './index.ts';
import {
  type AgentLock,
  type Desktop,
  type LastLock,
  lockCauses,
  lockProofs,
  type Observation,
  type Session,
} from './observation.ts';
import { policy } from './policy.ts';
import { whatIf } from './what-if.ts';

const beside = { told: [], hash: (serial: string) => serial };

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
const aTry = (over: Partial<LastLock> = {}): LastLock => ({
  at: 1_000,
  desktop: 'GNOME',
  cause: 'agent',
  proof: 'desktop_said',
  tookMs: 400,
  ...over,
});
const agentLocks = (tried: Partial<LastLock> = {}, over: Partial<AgentLock> = {}) => {
  const last = aTry(tried);
  return { agentLock: { state: 'locks' as const, limitSeconds: 1200, last, tries: [last], ...over } };
};
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
  it('is not met by settings or by Caretaker’s lock where sessions should have been read and were not', () => {
    const unread = { sessions: null };
    expect(judged(seen([aDesktop()], unread))).to.deep.equal(['unknown', 'sessions_not_read']);
    expect(judged(seen([aDesktop({ fixed: false })], { ...unread, ...agentLocks() }))).to.deep.equal([
      'unknown',
      'sessions_not_read',
    ]);
    expect(judged(seen([aDesktop({ lockEnabled: false })], unread))).to.deep.equal([
      'not_met',
      'lock_disabled',
    ]);
    expect(judged({ desktops: [], noDesktop: true, sessions: null })[0]).to.equal('not_applicable');
  });

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

  it('has its ceiling to the second: 19:59 and 20:00 are met, 20:01 is not', () => {
    const locksAfter = (idleSeconds: number) => judged(seen([aDesktop({ idleSeconds })]))[0];
    expect([locksAfter(1199), locksAfter(1200), locksAfter(1201)]).to.deep.equal(['met', 'met', 'not_met']);
    const national = (idleSeconds: number) =>
      evaluate(seen([aDesktop({ idleSeconds })]), policy.parse({})).baseline?.state;
    expect([national(899), national(900), national(901)]).to.deep.equal(['met', 'met', 'not_met']);
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

  it('says of a presentation that its limits stay in bounds, and that staff have none unless the school says so', () => {
    expect(policy.parse({})).to.deep.include({ presentationAllowed: false, presentationMinutes: 60 });
    expect(policy.safeParse({ presentationMinutes: 120 }).success).to.equal(true);
    expect(policy.safeParse({ presentationMinutes: 121 }).success).to.equal(false);
  });

  it('offers the school’s 20 minutes and the national 15 by name', () => {
    const { properties } = z.toJSONSchema(policy, { io: 'input' }) as {
      properties: { afterMinutes: { presets: { value: number }[] } };
    };
    expect(properties.afterMinutes.presets.map(({ value }) => value)).to.deep.equal([20, 15]);
  });

  it('tells beforehand which desktops would lock sooner and which screens would have been locked', () => {
    const desktops = [aDesktop({ idleSeconds: 1201 }), aDesktop({ name: 'KDE Plasma' })];
    const sessions = [
      aSession({ idleSeconds: 4000 }),
      aSession({ id: '4', idleSeconds: 4000, locked: true }),
      aSession({ id: '5', graphical: false, idleSeconds: 4000 }),
      aSession({ id: '6', graphical: false }),
    ];
    const named = whatIf(seen(desktops, { sessions }), policy.parse({}), beside).map(({ names }) => names);
    expect(named).to.deep.equal([['GNOME'], ['Session 3'], ['Session 5']]);
    expect(whatIf(seen([aDesktop({ idleSeconds: null })]), policy.parse({}), beside)).to.deep.equal([]);
  });

  it('names the days of the week on which a screen was left open for as long as that', () => {
    const told = (day: string, facts: object) => ({ name: 'lock.would_lock', day, facts: { ...facts } });
    const week = [
      told('2026-11-18', { limitSeconds: 1200 }),
      told('2026-11-18', { limitSeconds: 1200, kind: 'graphical' }),
      told('2026-11-19', { limitSeconds: 900, kind: 'graphical' }),
      told('2026-11-20', { limitSeconds: 1200, kind: 'text' }),
      told('2026-11-23', { limitSeconds: 'long' }),
    ];
    const days = (afterMinutes: number) =>
      whatIf(seen([]), policy.parse({ afterMinutes }), { ...beside, told: week }).map(({ names }) => names);
    expect(days(20)).to.deep.equal([['18 Nov 2026']]);
    expect(days(15)).to.deep.equal([['18 Nov 2026', '19 Nov 2026']]);
  });

  it('allows presentations to no pupil by any preset', () => {
    expect(idleLock.presets?.pupil?.presentationAllowed).to.equal(false);
    expect(idleLock.presets?.early_years?.presentationAllowed).to.equal(false);
  });
});

describe('a lock that was seen', () => {
  const unsure = [aDesktop({ fixed: false })];
  const foreign = [aDesktop({ name: 'Sway', understood: false })];

  it('makes up for settings that cannot be known, and is called no more than best effort', () => {
    const verdict = evaluate(seen(unsure, agentLocks()), policy.parse({}));
    expect(verdict).to.deep.include({ state: 'met', reason: 'agent_locks_in_time', how: 'best_effort' });
    const covered = agentLocks({ desktop: 'Sway', proof: 'lock_program' });
    expect(judged(seen(foreign, covered))).to.deep.equal(['met', 'agent_locks_in_time']);
    expect(judged(seen(foreign, agentLocks({ desktop: null })))).to.deep.equal([
      'met',
      'agent_locks_in_time',
    ]);
  });

  it('proves nothing where it was another desktop’s, a person’s, too late, or not seen to cover the screen', () => {
    const unproved = [
      agentLocks({ desktop: 'KDE Plasma' }),
      agentLocks({ cause: 'order' }),
      agentLocks({ proof: 'not_shown' }),
      agentLocks({}, { limitSeconds: 1201 }),
      agentLocks({}, { state: 'watches' }),
      agentLocks({}, { state: 'suspended' }),
    ];
    for (const one of unproved)
      expect(judged(seen(unsure, one))).to.deep.equal(['unknown', 'people_can_change']);
    const two = [...foreign, aDesktop({ name: 'Xfce', understood: false })];
    expect(judged(seen(two, agentLocks({ desktop: null })))[0]).to.equal('unknown');
  });

  it('makes good for no setting that is wrong', () => {
    expect(judged(seen([aDesktop({ idleSeconds: 3600 })], agentLocks()))[0]).to.equal('not_met');
    expect(judged(seen([aDesktop({ lockEnabled: false })], agentLocks()))[0]).to.equal('not_met');
  });

  it('contradicts good settings where the desktop was asked and stayed open', () => {
    const failed = agentLocks({ proof: 'did_not_lock', tookMs: null });
    expect(judged(seen([aDesktop()], failed))).to.deep.equal(['not_met', 'did_not_lock']);
    expect(judged(seen([aDesktop({ name: 'KDE Plasma' })], failed))[0]).to.equal('met');
  });

  it('does not hold a session open in a presentation against the computer', () => {
    const open = { sessions: [aSession({ idleSeconds: 5000 })] };
    const presenting = { ...open, ...agentLocks({}, { state: 'holding' }) };
    expect(judged(seen([aDesktop()], open))[0]).to.equal('not_met');
    expect(judged(seen([aDesktop()], presenting))).to.deep.equal(['met', 'locks_in_time']);
  });
});

describe('the screen lock, of whatever was seen', () => {
  const seconds = fc.option(fc.integer({ min: 0, max: 5000 }));
  const flag = fc.option(fc.boolean());
  const desktop = fc.record({
    name: fc.constantFrom('GNOME', 'KDE Plasma', 'Sway'),
    understood: fc.boolean(),
    lockEnabled: flag,
    idleSeconds: seconds,
    delaySeconds: seconds,
    fixed: flag,
    detail: fc.constant(null),
  });
  const lock = fc.record({
    at: fc.constant(1),
    desktop: fc.constantFrom('GNOME', 'KDE Plasma', 'Sway', null),
    cause: fc.constantFrom(...lockCauses),
    proof: fc.constantFrom(...lockProofs),
    tookMs: fc.constant(null),
  });
  const session = fc.record({
    id: fc.constant('1'),
    graphical: fc.boolean(),
    locked: flag,
    idleSeconds: seconds,
  });
  const anything = fc.record({
    desktops: fc.array(desktop, { maxLength: 3 }),
    noDesktop: fc.boolean(),
    sessions: fc.option(fc.array(session, { maxLength: 3 })),
    agentLock: fc.record({
      state: fc.constantFrom('watches', 'locks', 'holding', 'suspended'),
      limitSeconds: fc.integer({ min: 1, max: 2400 }),
      last: fc.option(lock),
      tries: fc.array(lock, { maxLength: 3 }),
    }),
  }) as fc.Arbitrary<Observation>;

  it('is met only where each desktop was seen to lock in time, or is sure to', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (observation, afterMinutes) => {
        const { state } = evaluate(observation, policy.parse({ afterMinutes }));
        if (state !== 'met') return;
        expect(observation.desktops).to.not.be.empty;
        for (const one of observation.desktops) {
          const sure =
            one.understood &&
            one.lockEnabled === true &&
            one.fixed === true &&
            (one.idleSeconds ?? 0) > 0 &&
            (one.idleSeconds ?? 0) + (one.delaySeconds ?? Number.POSITIVE_INFINITY) <= afterMinutes * 60;
          const shown = observation.agentLock?.tries.some(
            ({ proof, cause }) => cause === 'agent' && (proof === 'desktop_said' || proof === 'lock_program'),
          );
          expect(sure || shown).to.equal(true);
        }
      }),
    );
  });

  it('is unknown whenever the look failed, whatever the policy asks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...probeFailures),
        fc.constantFrom('watch', 'enforce'),
        fc.integer({ min: 1, max: 20 }),
        (reason, mode, afterMinutes) => {
          const failed = { ok: false, reason, detail: '', source: 'a test', at: 1 } as const;
          const rule = policy.parse({ mode, afterMinutes });
          expect(judge(idleLock, failed, rule, 'caretaker test').state).to.equal('unknown');
        },
      ),
    );
  });
});
