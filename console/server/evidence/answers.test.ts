import { expect } from 'chai';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { answersOf } from './answers.ts';
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
