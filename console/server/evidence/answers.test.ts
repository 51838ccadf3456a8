import { expect } from 'chai';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { answersOf, failWords } from './answers.ts';
import { frameworkTable } from './framework-pages.ts';

type Recorded = NonNullable<Promises['recorded']>[number];
const sentence = 'Our policy is looked at each year.';

/** What an inspector is answered about the policy, on a day that held this. */
function answered(...recorded: Partial<Recorded>[]) {
  const all = recorded.map(one => ({ sentence, evidence: '', pages: [], ...one }));
  const page = { promises: [], recorded: all, unproved: [] } as unknown as Promises;
  const lines = answersOf('ofsted', {
    ...{ page, excepted: new Map(), national: new Map(), records: new Map() },
  });
  return { line: lines.find(one => one.asks === 'The policy is looked at each year'), lines };
}

describe('a question that records answer', () => {
  it('has the verdict of the day where the school promises the same, with its answer in the table', () => {
    const { line, lines } = answered({ line: 'S-01', verdict: 'does_not_hold', answer: 'It is overdue.' });
    expect(line?.verdict).to.equal('Does not hold everywhere, by records');
    expect(frameworkTable(lines, [])).to.include(
      `“${sentence}” Does not hold everywhere, by records. It is overdue`,
    );
    expect(answered({ line: 'S-01', verdict: 'holds' }).line?.verdict).to.equal('Holds, by records');
    expect(answered({ line: 'S-01', verdict: 'holds', byWord: true }).line?.verdict).to.equal(
      'Holds, by the word of whoever looked',
    );
  });

  it('is not answered by what was promised otherwise, nor by what nobody has read', () => {
    const toRead = 'Shown by records: somebody has to read them';
    for (const recorded of [{ line: 'R-01', verdict: 'holds' as const }, { line: 'S-01' }, {}])
      expect(answered(recorded).line?.verdict).to.equal(toRead);
    expect(answered().line?.verdict).to.equal(toRead);
  });

  it('goes by the worst of several promises, and of a check beside them', () => {
    const told = answered(
      { line: 'D-01', verdict: 'holds' },
      { line: 'D-05', verdict: 'cannot_be_known' },
    ).lines.find(one => one.asks.startsWith('Pupils and staff'));
    expect(told?.verdict).to.equal('Cannot be known yet, by records');
    expect(told?.promised.map(one => one.said)).to.deep.equal([
      'Holds, by records',
      'Cannot be known yet, by records',
    ]);
    const people = answersOf('cyber_essentials', {
      ...{ excepted: new Map(), national: new Map(), records: new Map() },
      page: {
        ...{ promises: [], unproved: [] },
        recorded: [{ sentence, evidence: '', pages: [], line: 'C-14', verdict: 'does_not_hold' }],
      } as unknown as Promises,
    }).find(one => one.asks.startsWith('People sign in'));
    expect(people?.verdict).to.equal('Does not hold everywhere, by records');
  });
});

describe('a question beside the national baseline', () => {
  const counts = (met: number, not_met: number) => ({ met, not_met, unknown: 0, not_applicable: 0 });
  /** Of three computers, so many that keep the school's own rule and the national one. */
  const told = (own: number, national: number, excepted = 0) => {
    const promises = ['os-updates', 'idle-lock'].map(control => ({
      ...{ control, sentence: control, parts: [], excepted, counts: counts(own, 3 - own) },
      verdict: own === 3 ? 'holds' : 'does_not_hold',
    }));
    const by = (control: string) => [control, { name: 'By all', ...counts(national, 3 - national) }] as const;
    const lines = answersOf('cyber_essentials', {
      page: { promises, unproved: [] } as unknown as Promises,
      excepted: new Map(promises.map(one => [one.control, excepted])),
      national: new Map(['os-updates', 'idle-lock'].map(by)),
      records: new Map(),
    });
    const line = (ref: string) => lines.find(one => one.ref.startsWith(ref));
    return { updates: line('A6.4'), lock: line('A5.9') };
  };

  it('goes by that alone where its no fails everything, never holds beside an automatic fail', () => {
    const { updates } = told(3, 2, 1);
    expect(updates?.verdict).to.equal('Does not hold everywhere, by the national baseline');
    expect(updates && failWords(updates)).to.match(/^Automatic fail/);
    const stricter = told(1, 3).updates;
    expect(stricter?.verdict).to.equal('Holds, by the national baseline');
    expect(stricter && failWords(stricter)).to.match(/would fail/);
  });

  it('says of any other where only the school’s own rule is kept', () => {
    expect(told(3, 2, 1).lock?.verdict).to.equal(
      'Holds, with exceptions, by the school’s own rule; does not hold everywhere by the national baseline',
    );
    expect(told(3, 3).lock?.verdict).to.equal('Holds');
    expect(told(2, 3).lock?.verdict).to.equal('Does not hold everywhere');
  });
});
