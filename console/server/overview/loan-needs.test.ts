import { expect } from 'chai';
import type { LoanMatters } from '../loans/index.ts';
import { graveLoanNeeds, loanNeeds } from './loan-needs.ts';

const quiet: LoanMatters = {
  ...{ overdue: 0, longest: 0, ready: 0, refused: 0, open: [], unsure: [], statements: 0, declared: [] },
};
const said = (some: Partial<LoanMatters>) =>
  [graveLoanNeeds, loanNeeds].flatMap(of =>
    of({ ...quiet, ...some }).map(one => [one.serious, one.sentence]),
  );

describe('what loans need', () => {
  it('tells a computer off site that is open from one of which nobody knows', () => {
    expect(said({})).to.deep.equal([]);
    expect(said({ open: ['L1', 'L2', 'L3', 'L4'], unsure: ['L5'] })).to.deep.equal([
      [true, '4 computers off site are not encrypted: L1, L2, L3 and 1 more.'],
      [
        false,
        '1 computer off site is no longer known to be encrypted: L5. Ask for a report or for the computer.',
      ],
    ]);
  });
});
