/** What is set for sticks, in force on a real machine: no console that could be reached, no tray, and at the end no USBGuard. */
import { expect } from 'chai';
import type { Feed } from '../../support/lab/feed.ts';
import { measured } from '../../support/lab/figures.ts';
import { plugGadget, pullGadget } from '../../support/lab/gadgets.ts';
import type { Plugged } from '../../support/lab/plugs.ts';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const ours = { label: 'Office stick 1', vendorId: '46f4', productId: '0001', serial: 'LAB-1' };
const asking = (over: object = {}) => ({
  'removable-media': { mode: 'enforce', rule: 'block', scanBeforeUse: false, approved: [ours], ...over },
});
const mount = 'udisksctl mount --no-user-interaction -b /dev/sda1';
const rulesFile = '/etc/usbguard/rules.conf';
const parser = '/usr/bin/usbguard-rule-parser';

describeManaged('sticks and the rules for them on a real machine', managed => {
  const guest = () => managed().guest;
  const must = (line: string, deadlineMs?: number) => guest().must(line, deadlineMs);
  let feed: Feed;
  let stick: Plugged | undefined;

  /** Plugs a stick in and answers what USBGuard made of it, and after how many milliseconds. */
  async function plug(serial: string, speaks: 'bulk' | 'uas' = 'bulk') {
    const from = feed.said.length;
    const file = stickImage('vfat', { 'lesson.txt': 'a lesson' });
    stick = await guest().plugs.stick({ file, serial, speaks });
    const { line, at } = await feed.line(/^ target_new=/, { from });
    return { target: line.split('=')[1], tookMs: at - stick.at };
  }
  const disk = () => guest().until('test -b /dev/sda1 && udevadm settle && echo there', 20_000);
  const noDisk = async () => expect((await guest().run('sleep 1; test -e /dev/sda')).exit).to.equal(1);

  const enforced = () =>
    managed().findingThat('removable-media', finding => finding.how === 'enforced', 280_000);

  before(async () => {
    await managed().startAlone(asking());
    await enforced();
    feed = await guest().feed('usbguard watch');
    await feed.line(/Connected/);
  });
  afterEach(async () => {
    await stick?.pull();
    stick = undefined;
  });

  it('a stick that is not the school’s is blocked, another serial of the same model too, and the agent keeps it for the console', async () => {
    const { target, tookMs } = await plug('LAB-2');
    expect(target).to.equal('block');
    const told = await managed().keptEvent(one => one.name === 'media.blocked');
    const plugged = (stick?.at ?? 0) + (await guest().clockAhead());
    measured(
      'plug-in to blocked, by USBGuard and saved by the service',
      `${tookMs} ms, ${Math.round(told.at - plugged)} ms`,
    );
    expect(told.facts).to.include({ vendor: '46f4', product: '0001', verdict: 'blocked' });
    expect(JSON.stringify(told.facts), 'the serial of somebody’s own stick').to.not.contain('LAB-2');
    await noDisk();
    await stick?.pull();
    stick = undefined;
    expect((await plug('LAB-3', 'uas')).target, 'a stick that speaks UAS').to.equal('block');
    await noDisk();
  });

  it('a keyboard that is plugged in meanwhile works', async () => {
    await plug('LAB-2');
    const before = (await must('ls /dev/input/by-path')).split('\n').length;
    const keyboard = await guest().plugs.keyboard();
    await guest().until(`test $(ls /dev/input/by-path | wc -l) -gt ${before}`);
    await must(
      "event=$(grep -l QEMU /sys/class/input/event*/device/name | tail -n 1 | grep -o 'event[0-9]*'); " +
        'systemd-run --quiet --collect --unit=lab-key bash -c "head -c 24 /dev/input/$event >/tmp/key"',
    );
    await guest().pressKey('a');
    await guest().until('test -s /tmp/key', 10_000);
    await keyboard.pull();
  });

  it('the school’s own stick opens to whoever sits there, by its serial', async () => {
    expect((await plug('LAB-1')).target).to.equal('allow');
    await disk();
    const mounted = await guest().asPupil(
      `${mount} && cat /media/pupil/LAB/lesson.txt && touch /media/pupil/LAB/mine`,
    );
    expect(mounted.exit, mounted.stderr).to.equal(0);
    expect(mounted.stdout).to.contain('a lesson');
    await guest().asPupil('udisksctl unmount -b /dev/sda1');
  });

  it('nobody without a password admits a stick for themselves', async () => {
    await plug('LAB-2');
    const tried = await guest().asPupil(
      'usbguard allow-device $(usbguard list-devices --blocked | cut -d : -f 1)',
    );
    expect(tried.exit).to.not.equal(0);
    await noDisk();
  });

  it('a phone still charges and a network adapter, mouse or hub is let be, whoever made it', async () => {
    for (const functions of [['mouse'], ['network'], ['keyboard', 'mouse']] as const) {
      const from = feed.said.length;
      await plugGadget(guest(), { vendor: '046d', product: 'c52b', serial: 'x', functions: [...functions] });
      const { line } = await feed.line(/^ target_new=/, { from });
      expect(line, functions.join()).to.contain('allow');
      await pullGadget(guest());
    }
  });

  it('read-only is read-only, for the person, for root and for the kernel', async function () {
    this.timeout(600_000);
    await managed().policyAlone(asking({ approved: [{ ...ours, access: 'read_only' }] }));
    await enforced();
    feed = await guest().feed('usbguard watch');
    await feed.line(/Connected/);
    expect((await plug('LAB-1')).target).to.equal('allow');
    await disk();
    const used = await guest().asPupil(
      `${mount}; cat /media/pupil/LAB/lesson.txt; touch /media/pupil/LAB/mine`,
    );
    expect(used.stdout).to.contain('a lesson');
    expect(used.exit).to.not.equal(0);
    expect(used.stderr).to.match(/read-only file system/i);
    expect(await must('blockdev --getro /dev/sda /dev/sda1')).to.equal('1\n1');
    expect((await guest().run('echo x | dd of=/dev/sda1 conv=fsync')).exit).to.not.equal(0);
    expect((await guest().run('mount -o remount,rw /media/pupil/LAB')).exit).to.not.equal(0);
    await must('umount /dev/sda1');
  });

  it('a rule file that USBGuard’s own parser refuses is not put in place, and the last good one goes on', async function () {
    this.timeout(900_000);
    const good = await must(`sha256sum ${rulesFile}`);
    // The candidate gets a line that no version of USBGuard takes; what judges it is the real parser.
    await must(`mv ${parser} ${parser}.real
      printf '#!/bin/sh\\ncp "$2" /run/bad\\necho "allow with-interface any-of { 08:*:* }" >>/run/bad\\nexec ${parser}.real -f /run/bad\\n' >${parser}
      chmod 755 ${parser}`);
    await managed().policyAlone(asking({ approved: [] }));
    const finding = await managed().findingThat(
      'removable-media',
      one => one.evidence.facts.enforcement !== undefined,
      120_000,
    );
    expect(JSON.stringify(finding.evidence.facts)).to.match(/refused|check/i);
    expect(await must(`sha256sum ${rulesFile}`)).to.equal(good);
    expect(await must('systemctl is-active usbguard; usbguard list-rules | grep -c LAB-1')).to.equal(
      'active\n1',
    );
    await must(`mv ${parser}.real ${parser}`);
    await managed().policyAlone(asking());
    await enforced();
  });

  it('a rule that somebody took out by hand is put back within a round, and told', async () => {
    const good = await must(`sha256sum ${rulesFile}`);
    await must(`sed -i '/block/d' ${rulesFile} && systemctl restart usbguard`);
    await managed().lookNow();
    await guest().until(`test "$(sha256sum ${rulesFile})" = '${good}'`, 60_000);
    await managed().keptEvent(one => one.name === 'enforcement.drift');
    await guest().until(
      'systemctl is-active usbguard && usbguard list-rules | grep -q caretaker || usbguard list-rules | grep -q block',
    );
  });

  it('with USBGuard killed for good a keyboard works and the stick still cannot be mounted', async () => {
    await must('systemctl mask --runtime usbguard; systemctl kill -s KILL usbguard; systemctl stop usbguard');
    stick = await guest().plugs.stick({ file: stickImage('vfat'), serial: 'LAB-2' });
    await disk();
    const tried = await guest().asPupil(mount);
    expect(tried.exit, tried.stdout).to.not.equal(0);
    expect(tried.stderr).to.match(/not authorized|NotAuthorized/i);
    expect((await guest().run('findmnt /dev/sda1')).exit).to.equal(1);
    const keyboard = await guest().plugs.keyboard();
    await guest().until('test $(grep -c "QEMU USB Keyboard" /proc/bus/input/devices) -ge 2');
    await keyboard.pull();
    const finding = await managed().findingThat('removable-media', one => one.state !== 'met', 60_000);
    expect(finding.state).to.equal('not_met');
  });
});
