/** Sticks as they are bought and as the school encrypts them: each kind read before it opens, by the guest's own drivers. */
import { expect } from 'chai';
import type { MediaGrant } from '../../../shared/protocol/order.ts';
import { measured } from '../../support/lab/figures.ts';
import { filledStick, type Kind, passphrase } from '../../support/lab/filled-sticks.ts';
import * as media from '../../support/lab/media.ts';
import type { Plugged } from '../../support/lab/plugs.ts';
import { eicar, stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';
import { until } from '../../support/until.ts';

const lesson = { 'lesson.txt': 'a lesson' };
const virus = () => ({ 'invoice.txt': eicar() });

describeManaged('sticks of every kind that is opened here', managed => {
  const guest = () => managed().guest;
  const last = () => managed().events.at(-1)?.seq ?? 0;
  const told = (name: string, facts: Record<string, string>, after: number, deadlineMs = 90_000) =>
    media.told(managed(), name, facts, { after, deadlineMs });
  const files = new Map<string, string>();
  let stick: Plugged | undefined;
  let began = 0;

  /** Gives permission and plugs it in. */
  async function plug(serial: string, over: Partial<MediaGrant> = {}): Promise<string> {
    began = last();
    const grantId = media.grant(managed(), serial, over);
    await told('media.grant', { stage: 'armed' }, began);
    stick = await guest().plugs.stick({ file: files.get(serial) ?? '', serial });
    return grantId;
  }
  const pupilMounts = async (node: string) => {
    const ran = await guest().asPupil(`udisksctl mount --no-user-interaction -b ${node}`, 30_000);
    expect(ran.exit, ran.stderr).to.equal(0);
    return guest().must(`findmnt -no TARGET ${node}`);
  };

  before(async function () {
    this.timeout(600_000);
    for (const [serial, kind, content] of [
      ['EXFAT', 'exfat', lesson],
      ['EXFAT-BAD', 'exfat', virus()],
      ['NTFS', 'ntfs', lesson],
      ['NTFS-BAD', 'ntfs', virus()],
      ['LUKS', 'luks', lesson],
      ['LUKS-BAD', 'luks', virus()],
    ] as [string, Kind, Record<string, string>][])
      files.set(serial, await filledStick(guest(), kind, content));
    await managed()
      .startInTouch({ 'removable-media': { mode: 'enforce' } })
      .catch(() => until('the agent is in touch', () => managed().console.count('hello') > 0, 240_000));
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
    await media.startAntivirus(managed());
  });
  afterEach(async () => {
    await stick?.pull();
    stick = undefined;
  });

  for (const kind of ['EXFAT', 'NTFS']) {
    it(`${kind}: scanned, read by the person at the screen, and not written`, async () => {
      await plug(kind);
      const since = Date.now();
      expect(await told('media.scan_result', {}, began)).to.include({
        verdict: 'clean',
        files: 1,
        skipped: 0,
      });
      await told('media.allowed', { access: 'read_only' }, began);
      measured(`${kind}, plug-in to scanned and opened`, `${Date.now() - since} ms`);
      const place = await pupilMounts('/dev/sda1');
      expect(await guest().must(`cat ${place}/lesson.txt`)).to.equal('a lesson');
      expect((await guest().run(`touch ${place}/x`)).exit, 'written').to.not.equal(0);
    });

    it(`${kind}: kept shut when something is found on it`, async () => {
      await plug(`${kind}-BAD`);
      const result = await told('media.scan_result', {}, began);
      expect(result).to.include({ verdict: 'infected' });
      expect(result.detections).to.contain('Eicar');
      await told('media.blocked', { reason: 'infected' }, began);
      expect((await guest().run('test -e /dev/sda')).exit, 'its disk').to.equal(1);
    });
  }

  const unlock = 'udisksctl unlock --no-user-interaction -b /dev/sda1 --key-file /tmp/key';
  const withKey = `printf ${passphrase} >/tmp/key; ${unlock}`;

  it('encrypted: waits for its holder, is scanned once it is unlocked, read and written, and locked again at an order', async () => {
    const grantId = await plug('LUKS', { access: 'read_write' });
    await told('media.locked', {}, began);
    const list = await guest().must('cat /run/caretaker-media/opened');
    expect(list).to.contain('unlock /dev/sda1 ').and.not.contain('mount');
    const since = Date.now();
    const opened = await guest().asPupil(withKey, 60_000);
    expect(opened.exit, opened.stderr).to.equal(0);
    const early = await guest().asPupil('udisksctl mount --no-user-interaction -b /dev/dm-0', 30_000);
    expect(early.exit, 'mounted before it was scanned').to.not.equal(0);
    expect(await told('media.scan_result', { verdict: 'clean' }, began)).to.include({ files: 1 });
    await told('media.allowed', { access: 'read_write' }, began);
    measured('LUKS, unlocked to scanned and opened', `${Date.now() - since} ms`);
    const place = await pupilMounts('/dev/dm-0');
    expect(await guest().must(`cat ${place}/lesson.txt`)).to.equal('a lesson');
    const wrote = await guest().asPupil(`touch ${place}/x`);
    expect(wrote.exit, wrote.stderr).to.equal(0);
    media.order(managed(), { kind: 'media_revoke', control: 'removable-media', grantId });
    await told('media.blocked', {}, began, 120_000);
    expect((await guest().run('test -e /dev/sda')).exit, 'its disk').to.equal(1);
    expect(await guest().must('ls /dev/mapper'), 'unlocked').to.equal('control');
  });

  it('encrypted: kept shut when something is found in it', async () => {
    await plug('LUKS-BAD');
    await told('media.locked', {}, began);
    const opened = await guest().asPupil(withKey, 60_000);
    expect(opened.exit, opened.stderr).to.equal(0);
    expect(await told('media.scan_result', { verdict: 'infected' }, began)).to.have.property('detections');
    await told('media.blocked', { reason: 'infected' }, began);
    expect((await guest().run('test -e /dev/sda')).exit, 'its disk').to.equal(1);
    expect(await guest().must('ls /dev/mapper'), 'unlocked').to.equal('control');
  });

  it('a card in a reader inside the computer, which is on no USB, is mounted by root alone', async function () {
    this.timeout(600_000);
    const card = stickImage('vfat', lesson, 64);
    await guest().must('sync');
    // No bus of cards takes a new one while the machine runs.
    await guest().powerCut({
      machine: [
        ...['-drive', `if=none,id=card,file=${card},format=raw`],
        ...['-device', 'sdhci-pci', '-device', 'sd-card,drive=card'],
      ],
    });
    await guest().until('test -b /dev/mmcblk0p1 && udevadm settle', 60_000);
    expect(await guest().must('udevadm info --query=property --name=/dev/mmcblk0p1')).to.contain(
      'CARETAKER_MEDIA=shut',
    );
    await guest().until('loginctl list-sessions --no-legend | grep -q pupil', 60_000);
    const tried = await guest().asPupil('udisksctl mount --no-user-interaction -b /dev/mmcblk0p1', 30_000);
    expect(tried.exit, tried.stdout).to.not.equal(0);
    expect(tried.stderr).to.match(/not authorized|NotAuthorized/i);
    await guest().must('mount -t vfat -o ro /dev/mmcblk0p1 /mnt && cat /mnt/lesson.txt; umount /mnt');
  });
});
