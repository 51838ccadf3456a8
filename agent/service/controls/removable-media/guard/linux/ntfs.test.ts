import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { mayHoldNtfs } from './ntfs.ts';
import { wallsFor } from './transient.ts';

describe('the walls of a scan', () => {
  const told: Record<string, string> = {
    '/dev/sdb': 'DEVTYPE=disk\nID_PART_TABLE_TYPE=dos\n',
    '/dev/sdb1': 'DEVTYPE=partition\nID_PART_TABLE_TYPE=dos\nID_FS_TYPE=vfat\n',
    '/dev/sdb2': 'DEVTYPE=partition\nID_PART_TABLE_TYPE=dos\nID_FS_TYPE=ntfs\n',
    '/dev/dm-0': 'DEVTYPE=disk\n',
  };
  const udevadm = (args: readonly string[]) => ended(told[args[2]?.replace('--name=', '') ?? ''] ?? '');

  it('let it set groups only where one part is NTFS, or udev does not tell of one', async () => {
    const machine = scriptedMachine({ commands: { udevadm } });
    expect(await mayHoldNtfs(machine, ['/dev/sdb', '/dev/sdb1'])).to.equal(false);
    expect(await mayHoldNtfs(machine, ['/dev/sdb', '/dev/sdb1', '/dev/sdb2'])).to.equal(true);
    expect(await mayHoldNtfs(machine, ['/dev/sdb', '/dev/sdb1', '/dev/dm-0'])).to.equal(true);
    expect(await mayHoldNtfs(scriptedMachine({}), ['/dev/sdb'])).to.equal(true);
    expect(wallsFor(false).join(' ')).to.not.contain('CAP_SETGID');
    expect(wallsFor(true).join(' ')).to.contain('CAP_DAC_OVERRIDE CAP_SETGID');
  });
});
