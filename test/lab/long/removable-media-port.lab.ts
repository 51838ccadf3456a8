/** Sticks on a real machine whose agent enforces: no console that could be reached, no tray, and at the end no USBGuard. */
import { expect } from 'chai';
import { measured } from '../../support/lab/figures.ts';
import { disk, keyboardTypes, noDisk, Port } from '../../support/lab/port.ts';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const ours = { label: 'Office stick 1', vendorId: '46f4', productId: '0001', serial: 'LAB-1' };
const mount = 'udisksctl mount --no-user-interaction -b /dev/sda1';

describeManaged('sticks on a machine whose agent enforces', managed => {
  const guest = () => managed().guest;
  let port: Port;

  before(async () => {
    await managed().startAlone({
      'removable-media': { mode: 'enforce', rule: 'block', scanBeforeUse: false, approved: [ours] },
    });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
    port = await Port.open(guest());
  });
  afterEach(() => port.pull());

  it('a stick that is not the school’s is blocked while a keyboard works, and the agent keeps it for the console', async () => {
    const { target, tookMs, stick } = await port.plug('LAB-2');
    expect(target).to.equal('block');
    const told = await managed().keptEvent('media.blocked');
    const saved = Math.round(told.at - stick.at - (await guest().clockAhead()));
    measured('plug-in to blocked, by USBGuard and saved by the service', `${tookMs} ms, ${saved} ms`);
    // The first since the service was started, which is the slowest.
    expect(saved, 'saved by the service').to.be.at.most(1.3 * tookMs);
    expect(told.facts).to.include({ vendor: '46f4', product: '0001', verdict: 'blocked' });
    expect(JSON.stringify(told.facts), 'the serial of somebody’s own stick').to.not.contain('LAB-2');
    expect(await noDisk(guest())).to.equal(true);
    await keyboardTypes(guest());
  });

  it('the school’s own stick, of the same model, opens to whoever sits there by its serial', async () => {
    expect((await port.plug('LAB-1')).target).to.equal('allow');
    await disk(guest());
    const mounted = await guest().asPupil(
      `${mount} && cat /media/pupil/LAB/lesson.txt && touch /media/pupil/LAB/mine`,
    );
    expect(mounted.exit, mounted.stderr).to.equal(0);
    expect(mounted.stdout).to.contain('a lesson');
    await guest().asPupil('udisksctl unmount -b /dev/sda1');
  });

  it('with USBGuard killed for good a keyboard works and the stick still cannot be mounted', async () => {
    await guest().must(
      'systemctl mask --runtime usbguard; systemctl kill -s KILL usbguard; systemctl stop usbguard',
    );
    const stick = await guest().plugs.stick({ file: stickImage('vfat'), serial: 'LAB-2' });
    await disk(guest());
    const tried = await guest().asPupil(mount);
    expect(tried.exit, tried.stdout).to.not.equal(0);
    expect(tried.stderr).to.match(/not authorized|NotAuthorized/i);
    expect((await guest().run('findmnt /dev/sda1')).exit).to.equal(1);
    await keyboardTypes(guest());
    await stick.pull();
    // It tries to have its daemon back first, and systemd reads all its units again each time.
    const finding = await managed().findingThat('removable-media', one => one.state !== 'met', 180_000);
    expect(finding.state).to.equal('not_met');
  });
});
