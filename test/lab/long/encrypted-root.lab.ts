/**
 * By hand, with the console open: a machine that runs from a LUKS disk, whose key somebody leaves on the boot partition.
 * The console and its two windows are on the host; the agent is the installed one.
 */
import { closeSync, openSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { aBrowserConsole, type BrowserConsole } from '../../support/browser-console.ts';
import { describeManaged } from '../../support/lab/suite.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { enrolled, TwoWindows } from '../../support/two-windows.ts';

const control = 'disk-encryption';
const passphrase = 'correct-horse';

/**
 * What stands before the system from then on, as a first stage does: it asks for the passphrase, opens the disk and goes on
 * in it. Whoever switches the machine on says the passphrase on the kernel's own line, since nobody sits there to type it.
 */
const firstStage = `#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DM_DISABLE_UDEV=1
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs run /run
modprobe -a dm-crypt xts aes
said=$(grep -o 'lab.says=[^ ]*' /proc/cmdline)
for disk in /dev/vd?; do
  cryptsetup isLuks $disk && printf %s "\${said#*=}" | cryptsetup open --key-file - $disk root
done
mount /dev/mapper/root /mnt
mount --move /dev /mnt/dev
umount /run /sys /proc
exec switch_root /mnt /sbin/init
`;

/** The system moves to the new disk, a cheap key derivation on it; what it was on becomes its boot partition. */
const moved = (disk: string) => `
set -e
printf ${passphrase} | cryptsetup luksFormat -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file - ${disk}
printf ${passphrase} | cryptsetup open --key-file - ${disk} root
mkfs.ext4 -q /dev/mapper/root
mkdir -p /run/to && mount /dev/mapper/root /run/to
cp -ax /. /run/to/
echo '/dev/vda /boot ext4 defaults 0 2' >/run/to/etc/fstab
umount /run/to
mv /root/first-stage /sbin/first-stage && chmod 755 /sbin/first-stage && ln -sf first-stage /sbin/init
sync`;

describeManaged('a machine that runs from an encrypted disk', managed => {
  const must = (line: string, deadlineMs?: number) => managed().guest.must(line, deadlineMs);
  const folder = scratchFolder('caretaker-encrypted-');
  let here: BrowserConsole;
  let windows: TwoWindows;

  before(async function () {
    this.timeout(1_200_000);
    const file = join(folder, 'disk');
    closeSync(openSync(file, 'w'));
    truncateSync(file, 2 * 1024 ** 3);
    const disk = await managed().guest.plugDisk(file);
    await managed().guest.write('/root/first-stage', firstStage);
    await must(moved(disk), 600_000);
    await managed().guest.powerCut({
      kernelWords: `lab.says=${passphrase}`,
      machine: ['-drive', `file=${file},if=virtio,format=raw,cache=unsafe`],
    });
    await managed().layCable();
    await managed().guest.setTime();
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    const deviceId = await enrolled(
      here,
      async (port, code) => {
        await must(`caretaker agent enrol wss://10.0.2.2:${port} ${code}`, 240_000);
        await must('systemctl start caretaker-agent', 60_000);
      },
      240_000,
    );
    windows = await TwoWindows.open(here, deviceId, 3);
  });
  after(async () => {
    await here?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is said to be encrypted, by its real layers, and the promise holds', async () => {
    expect(await must('lsblk -no TYPE "$(findmnt -no SOURCE /)"')).to.equal('crypt');
    expect(await must('lsblk -no TYPE "$(findmnt -no SOURCE /boot)"')).to.equal('disk');
    const { device, promise } = await windows.both(control, /disk volumes? that counts?/);
    expect(device).not.to.include('Next:');
    expect(promise).to.include('Holds');
  });

  it('is said to be suspended once its key lies on the boot partition, and the promise no longer holds', async () => {
    await must(
      `printf ${passphrase} >/boot/root.key; echo 'root /dev/vdb /boot/root.key luks' >/etc/crypttab`,
    );
    await must('cryptsetup open --test-passphrase --key-file /boot/root.key /dev/vdb');
    await windows.checkNow();
    const { device, promise } = await windows.both(control, /protection is suspended/);
    expect(device)
      .to.include('Next: Take the key file off the boot partition')
      .and.not.to.include('BitLocker');
    expect(promise).to.include('The only computer');
    await windows.look('encrypted-root');
  });

  it('is said to be safe again once the key is gone from there', async () => {
    await must('rm /boot/root.key /etc/crypttab');
    await windows.checkNow();
    const { promise } = await windows.both(control, /disk volumes? that counts?/);
    expect(promise).to.include('Holds');
    expect(here.complaints).to.deep.equal([]);
  });
});
