import { expect } from 'chai';
import fc from 'fast-check';
import { modes } from '../../../shared/controls/control.ts';
import { askedOf, type Circumstances } from './asked.ts';
import type { Restraint } from './safety.ts';

const suspended: Restraint = { reason: 'suspended', detail: 'Suspended until then.', until: 5 };
const usual: Circumstances = {
  part: { mode: 'enforce' },
  number: 7,
  readable: true,
  removed: false,
  watchOnly: false,
  restraint: null,
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

  it('is only to look where nobody allowed more', () => {
    expect(asked({ watchOnly: true })).to.deep.equal(['hold', 'watch']);
  });

  it('never enforces more than the policy in force says', () => {
    const circumstances: fc.Arbitrary<Circumstances> = fc.record({
      part: fc.record({ mode: fc.constantFrom(...modes) }),
      number: fc.option(fc.nat()),
      readable: fc.boolean(),
      removed: fc.boolean(),
      watchOnly: fc.boolean(),
      restraint: fc.constantFrom(null, suspended),
    });
    fc.assert(
      fc.property(circumstances, now => {
        const { stance, policy } = askedOf(now);
        const may =
          now.part.mode === 'enforce' &&
          now.number !== null &&
          now.readable &&
          !now.watchOnly &&
          !now.restraint;
        expect(stance === 'plan').to.equal(may);
        expect(policy.mode === 'enforce').to.equal(may);
      }),
    );
  });
});
