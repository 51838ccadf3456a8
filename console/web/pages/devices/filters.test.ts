import { expect } from 'chai';
import { narrowing, readFilters } from './filters.ts';

describe('filters in the address of the device list', () => {
  it('reads what the console accepts', () => {
    const filters = readFilters(new URLSearchParams('control=disk-encryption&state=not_met&sort=lastSeen'));
    expect(filters).to.deep.equal({ control: 'disk-encryption', state: 'not_met', sort: 'lastSeen' });
  });

  it('leaves out what the console would refuse, so an old link still opens', () => {
    expect(readFilters(new URLSearchParams('state=purple&sort=shoe-size&group='))).to.deep.equal({});
  });

  it('does not count an order as a filter', () => {
    expect(narrowing({ sort: 'name', direction: 'desc', search: 'lab' })).to.deep.equal(['search']);
  });
});
