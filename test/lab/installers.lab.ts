/** A console and an agent really installed: their units, their privileges, their way back and their removal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type * as z from 'zod';
import { controls } from '../../shared/controls/index.ts';
import { device, deviceList, groupList } from '../../shared/protocol/api/devices.ts';
import { decided, madeCode, waitingList } from '../../shared/protocol/api/enrolment.ts';
import { unpackRelease } from '../support/lab/release.ts';
import { describeLab } from '../support/lab/suite.ts';

/** An emulated processor, perhaps beside other work, reads a program for the first time in its own time. */
const slowly = 600_000;

const consoleUnit = 'caretaker-console.service';
const agentUnit = 'caretaker-agent.service';

describeLab('console and agent installed on a real machine', guest => {
  let agentRelease: string;
  let deviceId: string;

  const api = async <T extends z.ZodType>(schema: T, path: string, body?: object) => {
    // Small enough that asking takes no time from what is asked about: a Node needs seconds to start here.
    const posted =
      body === undefined
        ? ''
        : `--header 'content-type: application/json' --post-data '${JSON.stringify(body)}'`;
    const line = `busybox wget -q -O - --header "authorization: Bearer $(cat /root/token)" ${posted} 'http://localhost:8080/api/v1${path}'`;
    return schema.parse(JSON.parse(await guest().must(line, 120_000)));
  };

  const pid = (unit: string) => guest().must(`systemctl show -P MainPID ${unit}`);

  /** The console's own word for it, once both are in touch and the agent has looked at everything since `after`. */
  async function deviceSince(after: number, deadlineMs = 240_000) {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const seen = await api(device, `/devices/${deviceId}`).catch((error: Error) => error);
      if (!(seen instanceof Error)) {
        const fresh = seen.findings.filter(one => one.finding.observedAt >= after);
        if (seen.connected && fresh.length >= controls.length) return seen;
      }
      await sleep(1000);
      if (Date.now() > end) throw new Error(`not reported since ${after}: ${JSON.stringify(seen)}`);
    }
  }

  const guestNow = async () => Number(await guest().must('date +%s')) * 1000;

  before(async function () {
    this.timeout(slowly);
    const consoleRelease = await unpackRelease(guest(), 'console');
    agentRelease = await unpackRelease(guest(), 'agent');
    await guest().must(`${consoleRelease}/install.sh console`, 400_000);
    await guest().must(
      'set -o pipefail; NODE_OPTIONS=--jitless caretaker token create --role technician | tail -n 1 >/root/token',
      300_000,
    );
  });

  it('refuses clearly where it cannot work', async () => {
    const asked = await guest().run(
      `cp -r ${agentRelease}/install.sh /tmp/ && runuser -u pupil -- /tmp/install.sh agent`,
    );
    expect(asked.exit).to.equal(1);
    expect(asked.stderr).to.match(/must run as root; type: sudo/);
    const half = await guest().run(`${agentRelease}/install.sh agent --url wss://localhost:8443`);
    expect(half.stderr).to.match(/give --url and --code together/);
  });

  it('enrols the device over TLS with a code, which gives nothing until somebody approves it', async function () {
    this.timeout(slowly);
    const groups = await api(groupList, '/groups');
    const made = await api(madeCode, '/enrolment-codes', {
      groupId: groups.items[0]?.id,
      label: 'lab',
    });
    const said = await guest().must(
      `NODE_OPTIONS=--jitless ${agentRelease}/install.sh agent --url ${made.url} --code ${made.code}`,
      400_000,
    );
    expect(said).to.match(/agent .* is installed and running/);
    const queue = await api(waitingList, '/queue');
    expect(queue.items.map(item => item.suggestedName)).to.deep.equal(['lab']);
    expect((await api(deviceList, '/devices')).total, 'devices before approval').to.equal(0);
    deviceId = queue.items[0]?.id ?? '';
    await api(decided, '/queue/decisions', { approve: [{ id: deviceId }] });
    const seen = await deviceSince(0);
    expect(seen.findings.map(one => one.finding.control)).to.have.members(controls.map(one => one.key));
    // A look that an emulated machine on a busy host had no time for is tried again, and no fault of the unit.
    const unable = seen.findings.filter(one => /^(probe_failed|no_privilege|tool_)/.test(one.finding.reason));
    expect(unable, 'what the hardened unit kept the agent from seeing').to.deep.equal([]);
  });

  it('runs each as the user it needs, shut in by its unit', async () => {
    const users = await guest().must(
      `ps -o user= -p $(systemctl show -P MainPID ${consoleUnit}),$(systemctl show -P MainPID ${agentUnit})`,
    );
    expect(
      users
        .split('\n')
        .map(user => user.trim())
        .sort(),
    ).to.deep.equal(['caretaker', 'root']);
    for (const unit of [consoleUnit, agentUnit]) {
      const wrote = await guest().run(`
        for path in /etc /usr /home /var/lib /opt/caretaker /run /boot; do
          nsenter -t $(systemctl show -P MainPID ${unit}) -m touch $path/planted 2>/dev/null && echo $path
        done`);
      expect(wrote.stdout, `what ${unit} can write as root`).to.equal('');
    }
    expect((await guest().run(`systemd-analyze verify ${consoleUnit} ${agentUnit}`)).stderr).to.equal('');
  });

  it('is rated at most 1.5 and 3.8 by systemd-analyze security', async () => {
    const rating = async (unit: string) =>
      Number(
        await guest().must(
          `systemd-analyze security --no-pager ${unit} | grep -oP 'exposure level.*: \\K[0-9.]+'`,
        ),
      );
    expect(await rating(consoleUnit)).to.be.at.most(1.5);
    expect(await rating(agentUnit)).to.be.at.most(3.8);
  });

  it('comes back after kill -9 of both, and the device is in touch again', async () => {
    const before = [await pid(consoleUnit), await pid(agentUnit)];
    await guest().must(`kill -9 ${before.join(' ')}`);
    await guest().until(
      `systemctl is-active ${consoleUnit} ${agentUnit} && ! kill -0 ${before[0]} 2>/dev/null`,
    );
    const after = [await pid(consoleUnit), await pid(agentUnit)];
    expect(after).to.not.include.members(before);
    await deviceSince(0);
  });

  it('is there again after a reboot, before anybody signs in, with the same device', async function () {
    this.timeout(slowly);
    await guest().reboot();
    const up = await guestNow();
    await guest().until(`systemctl is-active ${consoleUnit} ${agentUnit}`, 60_000);
    const seen = await deviceSince(up - 60_000);
    expect(seen.status).to.equal('approved');
    expect((await api(deviceList, '/devices')).total).to.equal(1);
  });

  it('puts the version before back when a new one does not stay up', async function () {
    this.timeout(slowly);
    const before = await guest().must('readlink /opt/caretaker/agent/current');
    await guest().must(
      `echo 'throw new Error("broken on purpose")' >${agentRelease}/release/agent/service.cjs`,
    );
    const update = await guest().run(`${agentRelease}/install.sh agent`, 400_000);
    expect(update.exit).to.equal(1);
    expect(update.stderr)
      .to.match(/broken on purpose/)
      .and.match(/the version before was put back/);
    expect(await guest().must('readlink /opt/caretaker/agent/current')).to.equal(before);
    await guest().until(`systemctl is-active ${agentUnit}`);
  });

  it('leaves the data when removed, says so, and leaves nothing after --purge', async () => {
    const removed = await guest().must('/opt/caretaker/agent/current/installers/linux/uninstall.sh agent');
    expect(removed)
      .to.match(/the agent is removed/)
      .and.match(/what remains:\n(.*\n)* {2}\/var\/lib\/caretaker$/m);
    expect((await guest().run(`systemctl cat ${agentUnit}`)).exit).to.not.equal(0);
    await guest().must('test -s /var/lib/caretaker/identity.json');

    const purged = await guest().must(`${agentRelease}/uninstall.sh all --purge`);
    expect(purged).to.match(/nothing remains$/);
    const left = await guest().run(
      'ls -d /opt/caretaker /etc/caretaker /var/lib/caretaker* /usr/local/bin/caretaker /etc/systemd/system/caretaker* 2>/dev/null; getent passwd caretaker',
    );
    expect(left.stdout).to.equal('');
  });
});
