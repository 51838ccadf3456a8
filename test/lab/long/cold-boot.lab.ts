/** A stick that was in before the machine was switched on, with the kernel's own caution and without. */
import { expect } from 'chai';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const times = 3;
const stickIn = (file: string) => [
  ...['-drive', `if=none,id=early,file=${file},format=raw`],
  ...['-device', 'usb-storage,bus=xhci.0,drive=early,serial=LAB-EARLY'],
];

describeManaged('a stick that is in when the machine is switched on', managed => {
  const guest = () => managed().guest;

  before(async function () {
    this.timeout(600_000);
    await managed().startAlone({ 'removable-media': { mode: 'enforce', rule: 'block' } });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
    await guest().must('sync');
  });

  for (const kernelWords of ['', 'usbcore.authorized_default=0'])
    for (let time = 1; time <= times; time++)
      it(`is blocked, and the keyboard works (${kernelWords || 'the kernel as it is'}, ${time} of ${times})`, async function () {
        this.timeout(600_000);
        await guest().powerCut({ kernelWords, machine: stickIn(stickImage('vfat')) });
        await guest().until('usbguard list-devices --blocked | grep -q LAB-EARLY', 60_000);
        const serial = 'grep -l LAB-EARLY /sys/bus/usb/devices/*/serial | xargs dirname';
        expect(await guest().must(`cat $(${serial})/authorized`)).to.equal('0');
        expect((await guest().run('test -e /dev/sda')).exit, 'a disk that can be opened').to.equal(1);
        expect((await guest().run('findmnt /dev/sda1')).exit).to.equal(1);
        await guest().until('grep -q "QEMU USB Keyboard" /proc/bus/input/devices', 30_000);
        expect(await guest().must('systemctl is-active caretaker-agent')).to.equal('active');
      });
});
