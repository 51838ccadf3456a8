import { expect } from 'chai';
import fc from 'fast-check';
import { issuesOf, type Layer, resolve } from '../../policies/settings.ts';
import { settingsFor } from '../../policy.ts';
import { modes } from '../control.ts';
import { idleLock } from './index.ts';
import type { Observation } from './observation.ts';
import { type Policy, policy } from './policy.ts';

type Fields = Record<string, unknown>;

const layer = (from: Layer['from'], fields: Fields): Layer => ({
  from,
  settings: { controls: { 'idle-lock': fields }, silentAfterSchoolDays: null },
});
const resolved = (...layers: Layer[]) => resolve(idleLock, layers);

const fields = fc.record(
  {
    mode: fc.constantFrom(...modes),
    afterMinutes: fc.integer({ min: 1, max: 20 }),
    presentationAllowed: fc.boolean(),
    presentationMinutes: fc.integer({ min: 5, max: 120 }),
    secureData: fc.boolean(),
    signOutAfterMinutes: fc.option(fc.integer({ min: 20, max: 720 })),
    mostSessions: fc.option(fc.integer({ min: 1, max: 10 })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Fields>;

/** Whether a rule asks no less than another, in every way in which a lock can be loosened. */
function isNoLooser(is: Policy, was: Policy): boolean {
  const most = (minutes: number | null) => minutes ?? Number.POSITIVE_INFINITY;
  return (
    is.secureData &&
    modes.indexOf(is.mode) >= modes.indexOf(was.mode) &&
    is.afterMinutes <= was.afterMinutes &&
    (was.presentationAllowed || !is.presentationAllowed) &&
    most(is.signOutAfterMinutes) <= most(was.signOutAfterMinutes) &&
    most(is.mostSessions) <= most(was.mostSessions)
  );
}

describe('the rules for secure data', () => {
  const school = layer('school', { secureData: true, mode: 'enforce', afterMinutes: 15 });

  it('are not loosened by a room or a device, which may be stricter', () => {
    const room = { mode: 'watch', afterMinutes: 20, presentationAllowed: true, secureData: false };
    const { policy: held, origins } = resolved(school, layer('group', room));
    expect(held).to.deep.include({
      ...{ mode: 'enforce', afterMinutes: 15, presentationAllowed: false, secureData: true },
    });
    expect(origins.afterMinutes).to.equal('school');
    const stricter = resolved(school, layer('group', room), layer('device', { afterMinutes: 5 }));
    expect([stricter.policy.afterMinutes, stricter.origins.afterMinutes]).to.deep.equal([5, 'device']);
  });

  it('say at the field what a narrower place cannot have, and nothing of what it can', () => {
    const said = (asked: Fields) =>
      issuesOf(idleLock, [school, layer('device', asked)]).map(({ path }) => path[0]);
    expect(said({ afterMinutes: 20, mode: 'off' })).to.deep.equal(['afterMinutes', 'mode']);
    expect(said({ afterMinutes: 10, mode: 'enforce' })).to.deep.equal([]);
    expect(said({ secureData: false })).to.deep.equal(['secureData']);
  });

  it('let the place that asked for them change and end them', () => {
    expect(issuesOf(idleLock, [layer('school', { secureData: false, afterMinutes: 20 })])).to.deep.equal([]);
    const own = layer('group', { secureData: true, afterMinutes: 20 });
    expect(resolved(layer('school', { afterMinutes: 10 }), own).policy.afterMinutes).to.equal(20);
  });

  it('hold whatever narrower places and exceptions ask, on the console and on the device alike', () => {
    fc.assert(
      fc.property(fields, fields, fields, fields, (atSchool, atGroup, atDevice, excepted) => {
        const above = [layer('school', atSchool), layer('group', { ...atGroup, secureData: true })];
        const was = resolved(...above).policy as unknown as Policy;
        const all = [...above, layer('device', atDevice), layer('exception', excepted)];
        const is = resolved(...all).policy as unknown as Policy;
        expect(isNoLooser(is, was)).to.equal(true);
        const exception = { control: 'idle-lock', deviceIds: ['one'], settings: excepted, endsAt: 10 };
        const told = {
          controls: { 'idle-lock': was },
          devices: { one: { 'idle-lock': atDevice } },
          exceptions: [{ ...exception, id: 'e', reason: '', askedBy: '', approvedBy: '' }],
        };
        expect(policy.parse(settingsFor(told, idleLock, 'one', 5))).to.deep.equal(is);
      }),
    );
  });

  it('are seen in the finding, and want the password after sleep', () => {
    const seen = (passwordOnWake: boolean | null | undefined): Observation => ({
      desktops: [
        {
          ...{ name: 'GNOME', understood: true, lockEnabled: true, idleSeconds: 900, delaySeconds: 0 },
          ...{ fixed: true, detail: null },
          ...(passwordOnWake === undefined ? {} : { passwordOnWake }),
        },
      ],
      noDesktop: false,
      sessions: [],
    });
    const rule = policy.parse({ secureData: true });
    const judged = [true, false, null, undefined].map(wake => idleLock.evaluate(seen(wake), rule, 0).reason);
    expect(judged).to.deep.equal([
      ...['locks_in_time', 'no_password_on_wake', 'wake_not_read', 'wake_not_read'],
    ]);
    expect(idleLock.evaluate(seen(true), rule, 0).evidence?.facts?.secureData).to.equal(true);
    expect(idleLock.evaluate(seen(undefined), policy.parse({}), 0).state).to.equal('met');
    expect(idleLock.words.promise(rule).sentence).to.contain('secure data');
  });

  it('excuse no session that stands open because something is shown', () => {
    const session = { id: '1', graphical: true, locked: false, idleSeconds: 5000 };
    const agentLock = { state: 'holding' as const, limitSeconds: 1200, last: null, tries: [] };
    const open: Observation = { desktops: [], noDesktop: true, sessions: [session], agentLock };
    expect(idleLock.evaluate(open, policy.parse({ secureData: true }), 0).reason).to.equal(
      'session_left_open',
    );
  });
});
