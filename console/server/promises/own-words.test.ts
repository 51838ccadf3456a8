import { expect } from 'chai';
import fc from 'fast-check';
import type { Clause } from '../../../shared/clauses/clause.ts';
import { requirements, standingOf } from '../../../shared/clauses/requirements.ts';
import { controls } from '../../../shared/controls/index.ts';
import { verdictOf } from './answer.ts';
import type { Check } from './checks.ts';
import { inOwnWords } from './own-words.ts';

const counted = (met: number, not_met = 0, unknown = 0) => ({ met, not_met, unknown, not_applicable: 0 });

function aCheck(control: string, counts = counted(3)): Check {
  const verdict = verdictOf(counts);
  const view = { key: control, control, sentence: `${control} is right.`, verdict, parts: [], counts };
  const rest = { excepted: 0, answer: `${counts.met}`, doing: null, oldestAt: 5 };
  return { title: control, broken: 'do not', why: new Map(), mode: 'watch', view: { ...view, ...rest } };
}
const aClause = (id: string, keys: string[]): Clause => ({
  id,
  sentence: `Our words of ${id}.`,
  controls: keys,
});

describe('checks under the school’s own words', () => {
  it('stand as they are where the school has written nothing', () => {
    const checks = [aCheck('firewall'), aCheck('antivirus', counted(2, 1))];
    const { promises } = inOwnWords(checks, []);
    expect(promises.map(one => [one.key, one.sentence, one.verdict])).to.deep.equal([
      ['antivirus', 'antivirus is right.', 'does_not_hold'],
      ['firewall', 'firewall is right.', 'holds'],
    ]);
  });

  it('make a sentence hold only when each of them does, and say which decides', () => {
    const checks = [aCheck('firewall'), aCheck('antivirus', counted(2, 0, 1))];
    const [both] = inOwnWords(checks, [aClause('both-kept', ['firewall', 'antivirus'])]).promises;
    expect(both).to.include({ key: 'both-kept', control: 'antivirus', verdict: 'cannot_be_known' });
    expect(both?.parts.map(part => [part.control, part.verdict])).to.deep.equal([
      ['antivirus', 'cannot_be_known'],
      ['firewall', 'holds'],
    ]);
  });

  it('keep a sentence from holding whose check was switched off', () => {
    const [only] = inOwnWords([], [aClause('lonely-one', ['power'])]).promises;
    expect(only).to.include({ verdict: 'cannot_be_known', control: 'power' });
    expect(only?.answer).to.match(/switched off/);
  });

  it('are not counted for a sentence that nothing here can prove', () => {
    const { promises, unproved } = inOwnWords([], [aClause('by-people', [])]);
    expect(promises).to.deep.equal([]);
    expect(unproved).to.deep.equal(['Our words of by-people.']);
  });

  it('leave to the console’s records what those show, and say where', () => {
    const lent = { ...aClause('who-has-it', []), line: 'L-02' };
    const line = requirements.find(one => standingOf(one) === 'not_yet')?.id ?? 'none';
    const strange = { ...aClause('nobody-knows', []), line };
    const { unproved, recorded } = inOwnWords([], [lent, strange]);
    expect(unproved).to.deep.equal(['Our words of nobody-knows.']);
    expect(recorded).to.have.length(1);
    expect(recorded[0]).to.deep.include({ sentence: lent.sentence, pages: ['/loans', '/assets'] });
  });

  it('are never hidden: whatever the school writes, each that fails keeps some promise from holding', () => {
    const keys = controls.map(one => one.key);
    const state = fc.constantFrom(counted(3), counted(2, 1), counted(2, 0, 1), counted(0));
    const written = fc.array(fc.subarray(keys), { maxLength: 6 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), state), written, (states, ties) => {
        const checks = Object.entries(states).map(([key, counts]) => aCheck(key, counts));
        const own = ties.map((controls, i) => aClause(`clause-${i}`, controls));
        const { promises } = inOwnWords(checks, own);
        for (const { view } of checks) {
          const under = promises.filter(
            one => one.control === view.control || one.parts.some(part => part.control === view.control),
          );
          expect(under).not.to.have.length(0);
          if (view.verdict !== 'holds' && view.verdict !== 'nothing_to_check')
            for (const one of under) expect(one.verdict).not.to.equal('holds');
        }
      }),
    );
  });
});
