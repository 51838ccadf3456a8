import { expect } from 'chai';
import { narrowing, readFilters } from './filters.ts';
import { deviceFilters } from './pages/devices/filters.ts';

const read = (address: string) => readFilters(new URLSearchParams(address), deviceFilters);

describe('filters in the address of the device list', () => {
  it('reads what the console accepts', () => {
    const filters = read('control=disk-encryption&state=not_met&sort=lastSeen&trouble=silent');
    expect(filters).to.deep.equal({
      control: 'disk-encryption',
      state: 'not_met',
      sort: 'lastSeen',
      trouble: 'silent',
    });
  });

  it('leaves out what the console would refuse, so an old link still opens', () => {
    expect(read('state=purple&sort=shoe-size&group=&other=1')).to.deep.equal({});
  });

  it('does not count an order as a filter', () => {
    expect(narrowing({ sort: 'name', direction: 'desc', search: 'lab' })).to.deep.equal(['search']);
  });
});
