import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/local-accounts/evaluate.ts';
import { policy } from '../../../../shared/controls/local-accounts/policy.ts';
import type { Machine } from '../control.ts';
import { randomFrom } from '../fake.ts';
import { fake } from './fake.ts';

const machine = { now: () => 0 } as Machine;
const asked = policy.parse({});
/** While nobody is named as approved, a further administrator is shown and not judged. */
const inOrder = ['in_order', 'further_administrator'];

describe('the accounts of simulated devices', () => {
  it('are in order as often as their weights say, and never for another reason than their situation', async () => {
    let met = 0;
    for (let seed = 0; seed < 200; seed++) {
      const one = fake(randomFrom(seed));
      const observed = await one.observe(machine, new AbortController().signal);
      const { state, reason } = evaluate(observed, asked, Date.UTC(2026, 10, 22));
      expect(state === 'met', `${one.situation}: ${reason}`).to.equal(inOrder.includes(one.situation));
      if (reason === 'shared_name') expect(one.situation).to.equal('shared_name');
      if (state === 'met') met += 1;
    }
    expect(met / 200).to.be.within(0.68, 0.84);
  });
});
