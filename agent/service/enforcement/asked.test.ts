import { expect } from 'chai';
import fc from 'fast-check';
import { type ControlMeaning, type ControlPolicy, modes } from '../../../shared/controls/control.ts';
import { askedOf, type Circumstances, enforcedIn } from './asked.ts';
import type { Restraint } from './safety.ts';

const suspended: Restraint = { reason: 'suspended', detail: 'Suspended until then.', until: 5 };
const usual: Circumstances = {
  part: { mode: 'enforce' },
  number: 7,
  readable: true,
  removed: false,
  watchOnly: false,
  setsToWatch: false,
  restraint: null,
  watchedFirst: () => true,
};
const asked = (over: Partial<Circumstances>) => {
  const { stance, policy } = askedOf({ ...usual, ...over });
  return [stance, policy.mode];
};

describe('what may be done about a control', () => {
  it('is what the policy in force asks', () => {
    expect(asked({})).to.deep.equal(['plan', 'enforce']);
    expect(asked({ part: { mode: 'watch' } })).to.deep.equal(['release', 'watch']);
    expect(asked({ part: { mode: 'off' } })).to.deep.equal(['release', 'off']);
  });

  it('is to set the computer where a policy that only watches asks for it, as far as enforcing might', () => {
    const watching = { part: { mode: 'watch' as const }, setsToWatch: true };
    expect(asked(watching)).to.deep.equal(['plan', 'watch']);
    expect(asked({ ...watching, watchedFirst: () => false })).to.deep.equal(['hold', 'watch']);
    expect(asked({ ...watching, restraint: suspended })).to.deep.equal(['release', 'watch']);
    expect(asked({ ...watching, watchOnly: true })).to.deep.equal(['hold', 'watch']);
  });

  it('is to hold what is set while the policy is missing or cannot be read', () => {
    expect(asked({ number: null, part: { mode: 'watch' } })).to.deep.equal(['hold', 'watch']);
    expect(asked({ readable: false, part: { mode: 'watch' } })).to.deep.equal(['hold', 'watch']);
  });

  it('is to put everything back once no console has the device', () => {
    expect(asked({ number: null, removed: true })).to.deep.equal(['release', 'watch']);
  });

  it('is to put everything back and watch while it is suspended, and to say so', () => {
    expect(asked({ restraint: suspended })).to.deep.equal(['release', 'watch']);
    expect(askedOf({ ...usual, restraint: suspended }).facts).to.deep.equal({
      enforcement: 'suspended',
      enforcementDetail: 'Suspended until then.',
    });
  });

  it('is to watch what was never watched here, whatever a signed policy says, and to put nothing back', () => {
    expect(asked({ watchedFirst: () => false })).to.deep.equal(['hold', 'watch']);
    const { facts } = askedOf({ ...usual, watchedFirst: () => false });
    expect(facts?.enforcement).to.equal('watching_first');
  });

  it('is only to look where nobody allowed more', () => {
    expect(asked({ watchOnly: true })).to.deep.equal(['hold', 'watch']);
  });

  it('is known again by all that is enforced, not by the policy’s number or what is only watched', () => {
    const fingerprint = (...parts: ControlPolicy[]) =>
      enforcedIn(
        parts.map((part, at) => ({ meaning: { key: `${at}`, part } as unknown as ControlMeaning })),
        { partFor: meaning => (meaning as unknown as { part: ControlPolicy }).part },
      );
    const block = { mode: 'enforce', rule: 'block' } as const;
    const first = fingerprint(block, { mode: 'watch' });
    expect(fingerprint({ ...block }, { ...{ mode: 'watch' }, minutes: 5 } as ControlPolicy)).to.equal(first);
    expect(
      fingerprint({ mode: 'enforce', rule: 'read_only' } as ControlPolicy, { mode: 'watch' }),
    ).to.not.equal(first);
    expect(fingerprint(block, { mode: 'enforce' })).to.not.equal(first);
    const setting = (part: ControlPolicy) => [
      { meaning: { key: '0', setsToWatch: () => part.mode === 'watch' } as unknown as ControlMeaning },
    ];
    const of = (part: ControlPolicy) => enforcedIn(setting(part), { partFor: () => part });
    expect(of({ mode: 'watch' }), 'what is set to watch may keep it from starting, too').to.not.equal(
      of({ mode: 'off' }),
    );
  });

  it('never enforces more than the policy in force says', () => {
    const circumstances: fc.Arbitrary<Circumstances> = fc.record({
      part: fc.record({ mode: fc.constantFrom(...modes) }),
      number: fc.option(fc.nat()),
      readable: fc.boolean(),
      removed: fc.boolean(),
      watchOnly: fc.boolean(),
      setsToWatch: fc.boolean(),
      restraint: fc.constantFrom(null, suspended),
      watchedFirst: fc.boolean().map(enough => () => enough),
    });
    fc.assert(
      fc.property(circumstances, now => {
        const { stance, policy } = askedOf(now);
        const may =
          (now.part.mode === 'enforce' || now.setsToWatch) &&
          now.number !== null &&
          now.readable &&
          !now.watchOnly &&
          !now.restraint &&
          now.watchedFirst();
        expect(stance === 'plan').to.equal(may);
        expect(policy.mode === 'enforce').to.equal(may && now.part.mode === 'enforce');
      }),
    );
  });
});
