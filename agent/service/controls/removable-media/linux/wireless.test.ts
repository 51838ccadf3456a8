import { expect } from 'chai';
import { scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { wirelessTethering } from './wireless.ts';

const net = '/sys/class/net';
const adapter = (name: string, type: string, carrier: string | { code: string }) => ({
  [`${net}/${name}/uevent`]: `${type === '' ? '' : `DEVTYPE=${type}\n`}INTERFACE=${name}\nIFINDEX=3\n`,
  [`${net}/${name}/carrier`]: carrier,
});
const files = {
  [net]: ['lo', 'bnep0', 'wwan0', 'wwan1', 'wlan0', 'gone0'],
  ...adapter('lo', '', '1\n'),
  ...adapter('bnep0', 'bluetooth', '1\n'),
  ...adapter('wwan0', 'wwan', { code: 'EINVAL' }),
  ...adapter('wwan1', 'wwan', '1\n'),
  ...adapter('wlan0', 'wlan', '1\n'),
};

describe('internet without a cable, on Linux', () => {
  it('is seen by Bluetooth and by a mobile modem that is connected, and in nothing else', async () =>
    expect(await wirelessTethering(scriptedMachine({ files }))).to.deep.equal([
      { by: 'bluetooth' },
      { by: 'mobile_broadband' },
    ]));

  it('is not known where an adapter cannot be read', async () => {
    const unread = { ...files, [`${net}/wwan1/uevent`]: { code: 'EACCES' } };
    expect(await wirelessTethering(scriptedMachine({ files: unread }))).to.equal(null);
  });
});
