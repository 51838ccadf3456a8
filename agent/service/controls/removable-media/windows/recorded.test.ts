import { expect } from 'chai';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { listedRecords } from '../../../../../test/support/recorded-lists.ts';
import { keyboard, seen } from '../../../../../test/support/windows-media.ts';
import { identityOf } from './parse-windows.ts';
import { windowsScript } from './windows-script.ts';

describe('media as real Windows computers name them', () => {
  for (const name of ['win7bis-usb', 'win7ter-usb'])
    itOnRecorded(
      `reads the instance ids of a real registry (${name}): own serials, and what Windows made up`,
      () => {
        const key = /^\[HKEY_LOCAL_MACHINE\\SYSTEM\\[^\]]*\\Enum\\(USB\\VID_[^\\\]]+\\[^\\\]]+)\]/gim;
        const text = recorded(`windows/enum-usb-registry/${name}.reg.txt`);
        const ids = [...text.matchAll(key)].map(([, id = '']) => id);
        const serials = ids.map(id => identityOf(id)?.serial);
        expect(ids).to.not.be.empty;
        expect(serials).to.not.include(undefined);
        expect(serials.filter(serial => serial === null)).to.not.be.empty;
      },
    );

  itOnRecorded(
    'takes no recorded disk inside, printer or cut-off name for a stick, and a scanner for what it is',
    () => {
      const drives = listedRecords(recorded('windows/win32-diskdrive/win10-crypt.txt'));
      const inside = drives.map(({ PNPDeviceID = '' }) => PNPDeviceID.replaceAll('&amp;', '&'));
      const table = recorded('windows/get-pnpdevice/table-all-cut-ids.txt');
      const cut = [...table.matchAll(/\s(\w+\\\S+)\s*$/gm)].map(([, id = '']) => id);
      const printer = /"DeviceId">([^<]+)</.exec(recorded('windows/eventxml-usb-6416/6416-1.xml'))?.[1] ?? '';
      expect(inside.length > 0 && cut.length > 5 && printer !== '').to.equal(true);
      expect([...inside, ...cut, printer].map(identityOf).filter(one => one !== null)).to.deep.equal([]);
      const [scanner] = listedRecords(recorded('windows/cim-logicaldevice/bar-code-scanner-keyboard.txt'));
      const id = scanner?.PNPDeviceID?.replaceAll('&amp;', '&') ?? '';
      expect(identityOf(id)).to.include({ vendorId: '05e0', productId: '1200', part: false });
      expect(identityOf(id)?.serial).to.match(/^S\/N:/);
      expect(seen({ nodes: { rows: [{ ...keyboard, id }] } }).media).to.deep.equal([]);
    },
  );

  itOnRecorded(
    'asks for disks by their bus, which a fixed disk in a USB case has and one at SATA has not',
    () => {
      const asked = Number(
        /ClassName MSFT_Disk \| Where-Object \{ \$_\.BusType -eq (\d+) \}/.exec(windowsScript)?.[1],
      );
      // Get-Disk writes the name of what MSFT_Disk has as a number.
      const numbers: Record<string, number> = { USB: 7 };
      const [caseDisk] = listedRecords(recorded('windows/get-disk/usb-nvme-enclosure-fixed.txt'));
      expect(caseDisk).to.include({ ProvisioningType: 'Fixed', BootFromDisk: 'False' });
      expect(numbers[caseDisk?.BusType ?? '']).to.equal(asked);
      const [inside] = listedRecords(recorded('windows/msft-physicaldisk/win10-edu-2020-fr-virtualbox.txt'));
      expect(Number(inside?.BusType)).to.be.above(0).and.not.equal(asked);
    },
  );
});
