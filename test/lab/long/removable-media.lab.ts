/** What is set for sticks, in force on a real machine: no console that could be reached and no tray. The rest is in `removable-media-port` and `removable-media-guard`. */
import { expect } from 'chai';
import { plugGadget, pullGadget } from '../../support/lab/gadgets.ts';
import { disk, noDisk, Port } from '../../support/lab/port.ts';
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
  let port: Port;

  const enforced = () =>
    managed().findingThat('removable-media', finding => finding.how === 'enforced', 280_000);

  before(async () => {
    await managed().startAlone(asking());
    await enforced();
    port = await Port.open(guest());
  });
  afterEach(() => port.pull());

  it('another stick of the same model is blocked, also one that speaks UAS', async () => {
    expect((await port.plug('LAB-2')).target).to.equal('block');
    expect(await noDisk(guest())).to.equal(true);
    await port.pull();
    expect((await port.plug('LAB-3', 'uas')).target).to.equal('block');
    expect(await noDisk(guest())).to.equal(true);
  });

  it('nobody without a password admits a stick for themselves', async () => {
    await port.plug('LAB-2');
    const tried = await guest().asPupil(
      'usbguard allow-device $(usbguard list-devices --blocked | cut -d : -f 1)',
    );
    expect(tried.exit).to.not.equal(0);
    expect(await noDisk(guest())).to.equal(true);
  });

  it('a mouse, a network adapter and a keyboard with a mouse are let be, whoever made them', async () => {
    for (const functions of [['mouse'], ['network'], ['keyboard', 'mouse']] as const) {
      const from = port.feed.said.length;
      await plugGadget(guest(), { vendor: '046d', product: 'c52b', serial: 'x', functions: [...functions] });
      const { line } = await port.feed.line(/^ target_new=/, { from });
      expect(line, functions.join()).to.contain('allow');
      await pullGadget(guest());
    }
  });

  it('read-only is read-only, for the person, for root and for the kernel', async function () {
    this.timeout(600_000);
    await managed().policyAlone(asking({ approved: [{ ...ours, access: 'read_only' }] }));
    await enforced();
    port = await Port.open(guest());
    expect((await port.plug('LAB-1')).target).to.equal('allow');
    await disk(guest());
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
    await managed().lookNow('removable-media');
    await guest().until(`test "$(sha256sum ${rulesFile})" = '${good}'`, 60_000);
    await managed().keptEvent('enforcement.drift');
    await guest().until(
      'systemctl is-active usbguard && usbguard list-rules | grep -q caretaker || usbguard list-rules | grep -q block',
    );
  });
});
