import { expect } from 'chai';
import { labelLayouts, labelsOn, papers, placeOf, tagsFrom } from './labels.ts';

describe('labels on paper', () => {
  for (const layout of labelLayouts)
    it(`lie within the page of ${layout} and never over each other`, () => {
      const { page, label, columns } = papers[layout];
      const places = Array.from({ length: labelsOn(layout) }, (_, at) => placeOf(layout, at));
      for (const { x, y } of places) {
        expect(x + label.width).to.be.at.most(page.width + 0.01);
        expect(y + label.height).to.be.at.most(page.height + 0.01);
      }
      for (const [at, one] of places.entries()) {
        const below = places[at + columns];
        if (below !== undefined) expect(below.y - one.y).to.be.at.least(label.height - 0.01);
      }
    });

  it('go on at the next sheet', () => {
    expect(placeOf('L7162', 16)).to.deep.equal({ page: 1, x: 4.65, y: 12.9 });
    expect(placeOf('L7163', 13)).to.include({ page: 0 });
    expect(placeOf('tape24', 2)).to.include({ page: 2 });
  });

  it('number tags with leading zeros and beyond them', () => {
    expect(tagsFrom('GP-', 9, 2, 3)).to.deep.equal(['GP-09', 'GP-10', 'GP-11']);
    expect(tagsFrom('', 99, 2, 2)).to.deep.equal(['99', '100']);
  });
});
