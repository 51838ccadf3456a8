import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from './evaluate.ts';
import type { Mechanism, Observation } from './observation.ts';
import { policy } from './policy.ts';
import type { Program } from './program.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 21, 12);

const aProgram = (over: Partial<Program> = {}): Program => ({
  publisher: null,
  product: null,
  package: null,
  hash: 'a'.repeat(64),
  pathClass: 'user_writable',
  stopped: 'no',
  ...over,
});
const aMechanism = (over: Partial<Mechanism> = {}): Mechanism => ({
  name: 'fapolicyd',
  state: 'watching',
  running: true,
  owner: 'caretaker',
  canary: null,
  trust: 'hook',
  detail: null,
  ...over,
});
const seen = (over: Partial<Observation> = {}): Observation => ({
  system: 'linux',
  mechanism: aMechanism(),
  learned: { since: now - 20 * dayMs, boots: 9, users: 4 },
  programs: [aProgram({ package: 'firefox-esr', pathClass: 'system' })],
  seenBy: 'every_start',
  complete: true,
  search: { complete: true, count: 0, found: [] },
  browsers: [],
  ...over,
});
const inForce = aMechanism({ state: 'enforcing', canary: 'stopped' });
const judged = (observation: Observation, rule = {}) => {
  const { state, reason, how } = evaluate(observation, policy.parse(rule), now);
  return [state, reason, ...(how === undefined ? [] : [how])];
};
const enforce = { mode: 'enforce' };

describe('approved software, watched', () => {
  it('is met when only approved programs were seen for as long as the school asked', () =>
    expect(judged(seen())).to.deep.equal(['met', 'only_approved_seen']));

  it('promises nothing where it only looks now and then, and still says what it saw', () => {
    const seenBy = 'samples';
    expect(judged(seen({ seenBy }))).to.deep.equal(['unknown', 'starts_not_seen']);
    expect(judged(seen({ seenBy, programs: [aProgram()] }))).to.deep.equal(['not_met', 'unapproved_ran']);
    expect(judged(seen({ seenBy, search: null }))).to.deep.equal(['unknown', 'partly_seen']);
  });

  it('says nothing good before it has watched long enough, and bad news at once', () => {
    const young = { learned: { since: now - 13 * dayMs, boots: 9, users: 4 } };
    expect(judged(seen(young))).to.deep.equal(['unknown', 'learning']);
    expect(judged(seen({ ...young, programs: [aProgram()] }))).to.deep.equal(['not_met', 'unapproved_ran']);
    expect(judged(seen({ learned: { since: now - 99 * dayMs, boots: 2, users: 4 } }))[1]).to.equal(
      'learning',
    );
    expect(judged(seen({ learned: { since: now - 99 * dayMs, boots: 9, users: 0 } }))[1]).to.equal(
      'learning',
    );
    expect(judged(seen({ learned: { since: now + dayMs, boots: 9, users: 4 } }))[1]).to.equal('learning');
  });

  it('reports what lies in people’s folders, unless it is approved or not looked for', () => {
    const hash = 'b'.repeat(64);
    const one = { place: 'downloads', kind: 'program', publisher: null, product: null, hash } as const;
    const search = { complete: true, count: 1, found: [{ ...one, pathClass: 'user_writable' as const }] };
    const rules = [{ id: 'ours', by: 'hash', value: hash }];
    expect(judged(seen({ search }))).to.deep.equal(['not_met', 'unapproved_found']);
    expect(judged(seen({ search }), { rules })[0]).to.equal('met');
    expect(judged(seen({ search }), { searchWritablePlaces: false })[0]).to.equal('met');
    expect(judged(seen({ search: null }))).to.deep.equal(['unknown', 'partly_seen']);
  });

  it('asks that browsers keep programs out, and cannot ask it of one without such a policy', () => {
    const browsers = (refuses: Observation['browsers'][number]['refuses']) => [{ name: 'Chrome', refuses }];
    expect(judged(seen({ browsers: browsers('nothing') }))[1]).to.equal('downloads_not_restricted');
    expect(judged(seen({ browsers: browsers('by_address') }))).to.deep.equal([
      'unknown',
      'downloads_by_address',
    ]);
    const stopped = { mechanism: inForce, browsers: browsers('by_address') };
    expect(judged(seen(stopped), enforce)[1]).to.equal('enforced');
    expect(judged(seen({ browsers: browsers('only_malicious') }))[0]).to.equal('not_met');
    expect(judged(seen({ browsers: browsers('not_understood') }))[0]).to.equal('unknown');
    expect(judged(seen({ browsers: browsers('programs') }))[0]).to.equal('met');
    expect(judged(seen({ browsers: browsers('not_possible') }))[0]).to.equal('met');
    expect(judged(seen({ browsers: browsers('nothing') }), { restrictDownloads: false })[0]).to.equal('met');
  });
});

describe('approved software, enforced', () => {
  const ruled = (mechanism: Mechanism, over: Partial<Observation> = {}) =>
    judged(seen({ mechanism, ...over }), enforce);

  it('is met only when a harmless program was really stopped', () => {
    expect(ruled(inForce)).to.deep.equal(['met', 'enforced']);
    expect(ruled({ ...inForce, canary: 'ran' })).to.deep.equal(['not_met', 'not_in_force', 'detective']);
    expect(ruled({ ...inForce, canary: null })).to.deep.equal(['unknown', 'not_proved']);
    expect(ruled({ ...inForce, running: null })).to.deep.equal(['unknown', 'not_proved']);
  });

  it('tells drift: a service that stopped, rules that only watch, a list that nobody keeps', () => {
    expect(ruled({ ...inForce, running: false })).to.deep.equal(['not_met', 'service_stopped', 'detective']);
    expect(ruled(aMechanism())).to.deep.equal(['not_met', 'not_enforced', 'detective']);
    expect(ruled({ ...inForce, trust: 'none' })).to.deep.equal(['not_met', 'trust_not_kept']);
    expect(ruled(aMechanism({ state: 'absent', running: null }))).to.deep.equal([
      'not_met',
      'no_mechanism',
      'detective',
    ]);
  });

  it('takes contradictory answers for no answer', () => {
    expect(ruled(aMechanism({ state: 'off', canary: 'stopped' }))[0]).to.equal('unknown');
    expect(ruled(aMechanism({ state: 'not_understood' }))[0]).to.equal('unknown');
  });

  it('is learning, and only watching, until the device’s own floor is reached', () =>
    expect(ruled(aMechanism(), { learned: { since: now - dayMs, boots: 1, users: 1 } })).to.deep.equal([
      'unknown',
      'learning',
      'watching',
    ]));

  it('leaves another manager’s rules alone and says whose they are', () => {
    expect(ruled({ ...inForce, owner: 'other' })).to.deep.equal([
      'met',
      'managed_elsewhere',
      'managed_elsewhere',
    ]);
    expect(ruled(aMechanism({ owner: 'other' }))).to.deep.equal([
      'not_met',
      'not_enforced',
      'managed_elsewhere',
    ]);
  });

  it('is not met while a program runs that should have been stopped', () => {
    expect(ruled(inForce, { programs: [aProgram()] })).to.deep.equal(['not_met', 'unapproved_ran']);
    expect(ruled(inForce, { programs: [aProgram({ stopped: 'was' })] })[0]).to.equal('met');
  });

  it('never becomes met by a mechanism that does not run, whatever else is so', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('enforcing', 'watching', 'off', 'absent', 'not_understood'),
        fc.constantFrom('stopped', 'ran', null),
        fc.constantFrom('caretaker', 'other', 'nobody', null),
        fc.constantFrom(false, null),
        (state, canary, owner, running) => {
          const mechanism = aMechanism({ state, canary, owner, running } as Partial<Mechanism>);
          expect(ruled(mechanism)[0]).to.not.equal('met');
        },
      ),
    ));
});
