import { expect } from 'chai';
import { caveatOf, methodOf, sayRan, storageKey, whyUseless } from './methods.ts';

describe('ways of making storage unreadable', () => {
  it('calls an overwritten SSD Clear and says so', () => {
    expect(methodOf('overwrite').category).to.equal('clear');
    expect(caveatOf('overwrite', 'flash')).to.match(/Clear, not Purge/);
  });

  it('says when a wipe ran, and the day once where it is the same', () => {
    expect(sayRan({ from: '2026-11-20 09:00:57', to: '2026-11-20 09:03:42' })).to.equal(
      'from 20 Nov 2026, 09:00:57 to 09:03:42',
    );
    expect(sayRan({ from: '2026-11-20 23:00:00', to: '2026-11-21 02:00:00' })).to.equal(
      'from 20 Nov 2026, 23:00:00 to 21 Nov 2026, 02:00:00',
    );
  });

  it('knows that a magnet does nothing to flash', () => {
    expect(whyUseless('degauss', 'flash')).to.match(/nothing to flash/);
    expect(whyUseless('degauss', 'magnetic')).to.equal(undefined);
  });

  it('compares serials without spaces and case, and takes placeholders for none', () => {
    expect(storageKey(' wd-wx 12 ')).to.equal('WD-WX12');
    for (const none of ['', '0000', 'None', 'XXXXXX', '??????', '��5', null])
      expect(storageKey(none), String(none)).to.equal(null);
  });
});
