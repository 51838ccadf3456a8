import { expect } from 'chai';
import { approvedSoftware } from './index.ts';
import type { Observation } from './observation.ts';

const [dayMs, now] = [86_400_000, Date.UTC(2026, 10, 24)];
const asked = (settings: object) => approvedSoftware.policy.parse(settings);
const [plain, every, enforce] = [
  asked({ mode: 'watch' }),
  asked({ mode: 'watch', watchEveryStart: true }),
  asked({ mode: 'enforce' }),
];
const game = { publisher: null, product: 'Game', package: null, hash: null, pathClass: 'user_writable' };
const mechanism = {
  name: 'fapolicyd',
  state: 'enforcing',
  running: true,
  owner: 'caretaker',
  canary: 'stopped',
};
/** Of a computer that enforces. */
const seen = (over: object = {}): Observation =>
  approvedSoftware.observation.parse({
    ...{ system: 'linux', mechanism: { ...mechanism, trust: 'hook', detail: null }, seenBy: 'every_start' },
    ...{ learned: { since: now - 40 * dayMs, boots: 9, users: 9 }, complete: true, browsers: [] },
    ...{ programs: [{ ...game, stopped: 'was' }], search: { complete: true, count: 0, found: [] }, ...over },
  });
const under = (before: object, after: object, given = seen()) => {
  const is = approvedSoftware.relist?.(given, { before, after } as never, one => one, now) ?? given;
  const { state, reason } = approvedSoftware.evaluate(is, { ...(after as typeof plain), mode: 'watch' }, now);
  return [is.mechanism.state, is.seenBy, is.programs[0]?.stopped, state, reason];
};

describe('what a computer sees of programs once it is asked otherwise', () => {
  it('is what it sees now, as long as the mechanism goes on stopping', () => {
    expect(under(enforce, asked({ mode: 'enforce', rules: [] }))).to.deep.equal([
      ...['enforcing', 'every_start', 'was', 'met', 'only_approved_seen'],
    ]);
  });

  it('is that what was stopped runs again, once nothing stops it', () => {
    const ran = ['not_met', 'unapproved_ran'];
    expect(under(enforce, plain)).to.deep.equal(['off', 'samples', 'no', ...ran]);
    expect(under(enforce, every)).to.deep.equal(['watching', 'every_start', 'would_be', ...ran]);
    const longer = asked({ mode: 'enforce', watchDays: 60 });
    expect(under(enforce, longer), 'it watches first').to.deep.equal([
      ...['watching', 'every_start', 'would_be'],
      ...ran,
    ]);
  });

  it('is not every start any more, once nobody writes them down', () => {
    const quiet = seen({ programs: [], mechanism: { ...seen().mechanism, state: 'watching', canary: null } });
    expect(under(every, plain, quiet)).to.include.members(['samples', 'unknown', 'starts_not_seen']);
    const sampled = { ...quiet, seenBy: 'samples' as const };
    expect(under(plain, every, sampled)).to.include.members(['every_start', 'met']);
    expect(under(plain, asked({ mode: 'watch', rules: [] }), sampled)).to.include('samples');
  });

  it('is nothing else under another manager, on a Mac, or where no mechanism is', () => {
    for (const other of [
      seen({ mechanism: { ...seen().mechanism, owner: 'other' } }),
      seen({ system: 'macos' }),
      seen({ mechanism: { ...seen().mechanism, state: 'absent' } }),
    ])
      expect(approvedSoftware.relist?.(other, { before: enforce, after: plain }, one => one, now)).to.equal(
        other,
      );
  });
});
