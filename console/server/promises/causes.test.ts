import { expect } from 'chai';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { causesOf } from './causes.ts';
import type { Check } from './checks.ts';

const aCheck = (control: string, why: Record<string, number>): Check => {
  const unknown = Object.values(why).reduce((sum, one) => sum + one, 0);
  const verdict: PromiseView['verdict'] = unknown > 0 ? 'cannot_be_known' : 'holds';
  const view = { key: control, control, sentence: control, verdict, parts: [], excepted: 0, answer: '' };
  const counts = { met: 9, not_met: 0, unknown, not_applicable: 0 };
  return {
    ...{ title: control, broken: '', why: new Map(Object.entries(why)), mode: 'watch', asked: {} },
    view: { ...view, counts, doing: null, oldestAt: null },
  };
};
const causes = (...checks: Check[]) =>
  causesOf(
    checks.map(one => one.view),
    checks,
  );

describe('what keeps several promises from being known', () => {
  it('is said once with its next step, however many promises it is', () => {
    const eleven = Array.from({ length: 11 }, (_, at) => aCheck(`c${at}`, { cloned: 1 }));
    expect(causes(...eleven, aCheck('held', {}))).to.deep.equal([
      {
        reason: 'cloned',
        sentence:
          '1 computer has a double. For that alone, 11 promises cannot be known. Next: the technician tells the two apart.',
        promises: eleven.map(one => one.view.key),
      },
    ]);
  });

  it('leaves to each promise what is its own, and says that the cause is not alone', () => {
    const [cloned, silent, ...more] = causes(
      aCheck('one', { cloned: 1, silent: 2 }),
      aCheck('two', { cloned: 1, silent: 2, probe_failed: 1 }),
    );
    expect(cloned?.sentence).to.include('For that too, 2 promises cannot be known.');
    expect(silent?.sentence).to.match(/^2 computers have not been seen.*switch them on in school\.$/);
    // What no device as a whole explains stays beside its own promise.
    expect([cloned?.promises, silent?.promises, more]).to.deep.equal([['one'], ['one'], []]);
  });

  it('is nothing where one promise alone is not known', () => {
    expect(causes(aCheck('one', { cloned: 1 }), aCheck('two', { probe_failed: 1 }))).to.deep.equal([]);
  });
});
