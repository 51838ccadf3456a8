/** A console and an agent really installed: their units, their privileges and their removal. `long/installed` has the rest. */
import { expect } from 'chai';
import { controls } from '../../shared/controls/index.ts';
import { agentUnit, consoleUnit, Installed } from '../support/lab/installed.ts';
import { describeLab } from '../support/lab/suite.ts';

/** An emulated processor, perhaps beside other work, reads a program for the first time in its own time. */
const slowly = 600_000;

describeLab('console and agent installed on a real machine', guest => {
  let installed: Installed;

  before(async function () {
    this.timeout(slowly);
    installed = await Installed.console(guest());
  });

  it('refuses clearly where it cannot work', async () => {
    const asked = await guest().run(
      `cp -r ${installed.agentRelease}/install.sh /tmp/ && runuser -u pupil -- /tmp/install.sh agent`,
    );
    expect(asked.exit).to.equal(1);
    expect(asked.stderr).to.match(/must run as root; type: sudo/);
    const half = await guest().run(`${installed.agentRelease}/install.sh agent --url wss://localhost:8443`);
    expect(half.stderr).to.match(/give --url and --code together/);
  });

  it('enrols the device over TLS with a code, which gives nothing until somebody approves it', async function () {
    this.timeout(slowly);
    expect(await installed.installAgent()).to.match(/agent .* is installed and running/);
    expect((await installed.waiting()).items.map(item => item.suggestedName)).to.deep.equal(['lab']);
    expect(await installed.devices(), 'devices before approval').to.equal(0);
    await installed.approve();
    const seen = await installed.deviceSince(0);
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

  it('leaves the data when removed, says so, and leaves nothing after --purge', async () => {
    const removed = await guest().must(
      'NODE_OPTIONS=--jitless /opt/caretaker/agent/current/installers/linux/uninstall.sh agent',
    );
    expect(removed)
      .to.match(/the agent is removed/)
      .and.match(/what remains:\n(.*\n)* {2}\/var\/lib\/caretaker$/m);
    expect((await guest().run(`systemctl cat ${agentUnit}`)).exit).to.not.equal(0);
    await guest().must('test -s /var/lib/caretaker/identity.json');

    const purged = await guest().must(
      `NODE_OPTIONS=--jitless ${installed.agentRelease}/uninstall.sh all --purge`,
    );
    expect(purged).to.match(/nothing remains$/);
    const left = await guest().run(
      'ls -d /opt/caretaker /etc/caretaker /var/lib/caretaker* /usr/local/bin/caretaker /etc/systemd/system/caretaker* 2>/dev/null; getent passwd caretaker',
    );
    expect(left.stdout).to.equal('');
  });
});
