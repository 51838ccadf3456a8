import { expect } from 'chai';
import { signedLine } from './policy-lines.ts';

const title = 'Our rules';
const said = (asked: number, agreed: number, declined: number) =>
  signedLine({ title, asked, agreed, declined }).join('');

describe('who has signed, as governors are told', () => {
  it('is said in rounded numbers, in words beside a small one, and of few people hardly at all', () => {
    expect(said(42, 42, 0)).to.equal('“Our rules”: all who are asked have signed.');
    expect(said(42, 30, 0)).to.equal('“Our rules”: about 40 people are asked. About 10 have not signed yet.');
    expect(said(42, 30, 2)).to.equal(
      '“Our rules”: about 40 people are asked. Fewer than half have not signed yet. Fewer than 5 said no.',
    );
    expect(said(12, 11, 1)).to.equal(said(12, 0, 0));
    expect(said(4, 4, 0)).to.equal('');
    expect(said(4, 0, 4)).to.equal('');
  });

  it('gives no number from one to four away, also to who knows how many are asked and takes one from the other', () => {
    const given: string[] = [];
    for (let asked = 0; asked <= 64; asked++) {
      const fits = new Map<string, number[][]>();
      for (let declined = 0; declined <= asked; declined++)
        for (let agreed = 0; agreed + declined <= asked; agreed++) {
          const words = said(asked, agreed, declined);
          const all = fits.get(words) ?? [];
          all.push([agreed, declined, asked - agreed - declined, asked - agreed]);
          fits.set(words, all);
        }
      for (const [words, all] of fits)
        for (const at of [0, 1, 2, 3]) {
          const values = new Set(all.map(one => one[at] ?? 0));
          const [only = 0] = values;
          if (values.size === 1 && only > 0 && only < 5) given.push(`${asked} asked: ${words} tells ${only}`);
        }
    }
    expect(given).to.deep.equal([]);
  });
});
