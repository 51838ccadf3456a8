/** A stick that was in before the machine was switched on, with the kernel's own caution and without. */
import { expect } from 'chai';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const times = 3;
/** The count of starts that nobody could use. */
const counted = '/var/lib/caretaker/safety/boots.json';
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
        // Each of these starts ends before anybody could have used it; the last test is what comes of that.
        await guest().must(`rm -f ${counted}*; sync`);
        await guest().powerCut({ kernelWords, machine: stickIn(stickImage('vfat')) });
        await guest().until('usbguard list-devices --blocked | grep -q LAB-EARLY', 60_000);
        const serial = 'grep -l LAB-EARLY /sys/bus/usb/devices/*/serial | xargs dirname';
        expect(await guest().must(`cat $(${serial})/authorized`)).to.equal('0');
        expect((await guest().run('test -e /dev/sda')).exit, 'a disk that can be opened').to.equal(1);
        expect((await guest().run('findmnt /dev/sda1')).exit).to.equal(1);
        await guest().until('grep -q "QEMU USB Keyboard" /proc/bus/input/devices', 30_000);
        expect(await guest().must('systemctl is-active caretaker-agent')).to.equal('active');
        expect(await guest().must('usbguard list-rules'), 'the rules are ours').to.contain(
          'caretaker:storage',
        );
      });

  it('after three starts in a row that nobody could use, everything is put back, and that is told', async function () {
    this.timeout(900_000);
    await guest().must(`rm -f ${counted}*; sync`);
    await managed().policyAlone({ 'removable-media': { mode: 'enforce', rule: 'block', phones: 'allow' } });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
    for (let start = 1; start <= 3; start++) {
      await guest().powerCut();
      // It counts as soon as it runs.
      await guest().until(`grep -q "$(cat /proc/sys/kernel/random/boot_id)" ${counted}`, 120_000);
    }
    await guest().until('! usbguard list-rules | grep -q caretaker:storage', 240_000);
    await managed().keptEvent('enforcement.boot_loop');
    const { stdout } = await guest().run('caretaker agent doctor', 60_000);
    expect(stdout).to.match(/started three times/i);
  });
});
