import { expect } from 'chai';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { isNearlyFull } from '../../../../shared/protocol/wear.ts';
import { sayAdapter, sayBattery, sayModule, sayMonitor, sayVolume } from './hardware-words.ts';

const laptop = (over: Partial<Hardware>) => over as Hardware;

describe('hardware in words', () => {
  it('says how much room there is, and when there is too little', () => {
    expect(sayVolume({ name: '/', sizeBytes: 500e9, freePercent: 42 })).to.equal(
      '42% free on /, about 210 GB of 500 GB',
    );
    expect([9, 10].map(freePercent => isNearlyFull({ freePercent }))).to.deep.equal([true, false]);
  });

  it('keeps no battery apart from one that does not tell', () => {
    expect(sayBattery(laptop({ battery: null }))).to.equal('none');
    expect(sayBattery(laptop({ battery: { healthPercent: null, cycles: null } }))).to.equal(null);
    expect(sayBattery(laptop({ battery: { healthPercent: 50.4, cycles: 1 }, batteryCount: 2 }))).to.equal(
      'the weakest of 2 holds 50% of what it did when new, charged 1 time',
    );
  });

  it('says what an adapter is before what it is called', () => {
    const wifi = { kind: 'wifi', model: 'iwlwifi driver' } as const;
    expect(sayAdapter({ ...wifi, name: 'wlp1s0' })).to.equal('Wi-Fi, iwlwifi driver (wlp1s0)');
    expect(sayAdapter({ ...wifi, name: 'Wi-Fi' })).to.equal('Wi-Fi, iwlwifi driver');
    expect(sayAdapter({ ...wifi, name: 'Wi-Fi', address: '00:8d:b9:37:4a:c2' })).to.equal(
      'Wi-Fi, iwlwifi driver, network address 00:8d:b9:37:4a:c2',
    );
  });

  it('names a part by what is known of it, and nothing twice', () => {
    const nothing = { slot: null, sizeBytes: null, kind: null, speed: null, part: null };
    expect(sayModule(nothing)).to.equal('size not known');
    expect(
      sayModule({ ...nothing, sizeBytes: 8 * 2 ** 30, kind: 'DDR4', speed: 3200, slot: 'DIMM A' }),
    ).to.equal('8 GB DDR4, 3,200 MT/s, in DIMM A');
    const monitor = { serial: null, year: 2021, inches: 24, builtIn: false };
    expect(sayMonitor({ ...monitor, maker: 'Dell', model: 'DELL P2422H' })).to.equal(
      'DELL P2422H, 24 inches, made in 2021',
    );
    expect(sayMonitor({ ...monitor, maker: null, model: null, year: null, inches: null })).to.equal(
      'a monitor',
    );
  });
});
