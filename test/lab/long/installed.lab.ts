/** What was installed comes back: after a kill, after a reboot, and as it was when a new version does not work. */
import { expect } from 'chai';
import { agentUnit, consoleUnit, Installed } from '../../support/lab/installed.ts';
import { describeLab } from '../../support/lab/suite.ts';

const slowly = 600_000;

describeLab('an installed console and agent that are not let alone', guest => {
  let installed: Installed;

  const pid = (unit: string) => guest().must(`systemctl show -P MainPID ${unit}`);
  const guestNow = async () => Number(await guest().must('date +%s')) * 1000;

  before(async function () {
    this.timeout(2 * slowly);
    installed = await Installed.console(guest());
    await installed.installAgent();
    await installed.approve();
    await installed.deviceSince(0);
  });

  it('comes back after kill -9 of both, and the device is in touch again', async () => {
    const before = [await pid(consoleUnit), await pid(agentUnit)];
    await guest().must(`kill -9 ${before.join(' ')}`);
    await guest().until(
      `systemctl is-active ${consoleUnit} ${agentUnit} && ! kill -0 ${before[0]} 2>/dev/null`,
    );
    const after = [await pid(consoleUnit), await pid(agentUnit)];
    expect(after).to.not.include.members(before);
    await installed.deviceSince(0);
  });

  it('puts the version before back when a new one does not stay up', async function () {
    this.timeout(slowly);
    const before = await guest().must('readlink /opt/caretaker/agent/current');
    await guest().must(
      `cp -a ${installed.agentRelease} /root/broken && echo 'throw new Error("broken on purpose")' >/root/broken/release/agent/service.cjs`,
    );
    const update = await guest().run('/root/broken/install.sh agent', 400_000);
    expect(update.exit).to.equal(1);
    expect(update.stderr)
      .to.match(/broken on purpose/)
      .and.match(/the version before was put back/);
    expect(await guest().must('readlink /opt/caretaker/agent/current')).to.equal(before);
    await guest().until(`systemctl is-active ${agentUnit}`);
  });

  // Last: a reboot leaves the release's disk unmounted.
  it('is there again after a reboot, before anybody signs in, with the same device', async function () {
    this.timeout(slowly);
    await guest().reboot();
    const up = await guestNow();
    await guest().until(`systemctl is-active ${consoleUnit} ${agentUnit}`, 60_000);
    const seen = await installed.deviceSince(up - 60_000);
    expect(seen.status).to.equal('approved');
    expect(await installed.devices()).to.equal(1);
  });
});
