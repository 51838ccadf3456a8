import { expect } from 'chai';
import { type Moved, netted } from './facts.ts';

const sentences = new Map([
  ...(['antivirus', 'firewall'] as const).map(key => [key, 'All is kept safe.'] as const),
  ['power', 'Computers go off.'] as const,
]);
const moved = (control: string, of: Partial<Moved>): Moved => ({
  ...{ control, more: 0, mended: 0, at: 10 },
  ...of,
});
const said = (...found: Moved[]) => netted(found, sentences).map(one => one.sentence);

describe('what changed this week', () => {
  it('says a promise of several checks once, by the one that lost most', () => {
    expect(said(moved('antivirus', { more: 2 }), moved('firewall', { more: -3, at: 20 }))).to.deep.equal([
      '“All is kept safe” holds on 3 computers fewer than a week ago.',
    ]);
    expect(said(moved('antivirus', { more: 2, mended: 4 }), moved('firewall', {}))).to.deep.equal([
      '“All is kept safe” holds on 2 computers more than a week ago.',
    ]);
  });

  it('says once what went wrong and was put right, after what still moves, and nothing of what did neither', () => {
    expect(said(moved('antivirus', { mended: 1, at: 30 }), moved('power', { more: -1 }))).to.deep.equal([
      '“Computers go off” holds on 1 computer fewer than a week ago.',
      '“All is kept safe” did not hold on 1 computer this week. It does again.',
    ]);
    expect(said(moved('power', {}), moved('not-asked-any-more', { more: -5 }))).to.deep.equal([]);
  });
});
