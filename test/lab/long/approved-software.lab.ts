/** A real fapolicyd, told by the real service what may run: watching first, enforcing, through updates, and put back. */
import { expect } from 'chai';
import { measured } from '../../support/lab/figures.ts';
import { agentUnit } from '../../support/lab/managed.ts';
import {
  asPupil,
  bringPrograms,
  denied,
  havingLearned,
  longWatched,
  memory,
  programsFinding,
  pupilRuns,
  timeToDeny,
  watches,
} from '../../support/lab/programs.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const control = 'approved-software';
const node = '/opt/caretaker/agent/current/bin/node';

/** A package with a program and a library; its script runs the new program as somebody else while it is installed. */
const makePackage = (version: number, program: string, library: string) => `
set -e
rm -rf /root/lab-tool && mkdir -p /root/lab-tool/DEBIAN /root/lab-tool/usr/bin /root/lab-tool/usr/lib
cp ${program} /root/lab-tool/usr/bin/lab-tool
cp ${library} /root/lab-tool/usr/lib/liblab-tool.so.1
cat >/root/lab-tool/DEBIAN/control <<'C'
Package: lab-tool
Version: ${version}
Architecture: amd64
Maintainer: Lab <lab@school.example>
Description: a program and a library
C
cat >/root/lab-tool/DEBIAN/postinst <<'P'
#!/bin/sh
LD_PRELOAD=/usr/lib/liblab-tool.so.1 setpriv --reuid nobody /usr/bin/lab-tool ${version} >/root/during-${version} 2>&1
echo "exit $?" >>/root/during-${version}
P
chmod 755 /root/lab-tool/DEBIAN/postinst
dpkg-deb --build /root/lab-tool /root/lab-tool_${version}.deb >/dev/null
`;

const everythingSet =
  'cd /; find etc/fapolicyd etc/apt etc/dpkg etc/opt/chrome etc/chromium -type f ! -name compiled.rules* 2>/dev/null | sort | xargs sha256sum; systemctl is-enabled fapolicyd; systemctl is-active fapolicyd';

describeManaged('only approved programs run', managed => {
  const guest = () => managed().guest;
  const pupil = (line: string) => pupilRuns(guest(), line);
  const asked = (over: object = {}) => ({ [control]: { mode: 'enforce', minBoots: 2, ...over } });
  let before = '';

  const finding = (reason: string) => programsFinding(managed(), reason);

  it('watching, it leaves the machine as it is and tells what ran that nobody approved', async () => {
    await guest().must(bringPrograms);
    before = (await guest().run(everythingSet)).stdout;
    await havingLearned(guest());
    await managed().startAlone({ [control]: { mode: 'watch', minBoots: 2 } });
    const running = guest().run(asPupil('cp /usr/bin/sleep my-sleep; exec ./my-sleep 900'), 900_000);
    await guest().until('pgrep -x my-sleep');
    const found = await finding('unapproved_ran');
    expect(found).to.include({ state: 'not_met', how: 'watching' });
    expect(JSON.stringify(found)).to.not.contain('my-sleep').and.not.contain('/home');
    expect((await guest().run(everythingSet)).stdout).to.equal(before);
    await guest().must('pkill -x my-sleep');
    await running;
  }).timeout(900_000);

  it('asked to enforce, fapolicyd first only watches, with our rules', async () => {
    await guest().must(`systemctl stop ${agentUnit}`, 60_000);
    await havingLearned(guest());
    await managed().policyAlone(asked());
    await guest().until(watches, 240_000);
    await guest().until('journalctl -t fapolicyd --no-pager | grep -q "Starting to listen"', 60_000);
    expect((await pupil('./my-ls /')).exit, 'still runs').to.equal(0);
    const found = await finding('not_enforced');
    expect(found.evidence.facts.trust).to.equal('hook');
    for (const name of ['app.would_block', 'app.policy_applied'])
      await managed().keptEvent(name, () => true, 60_000);
  }).timeout(900_000);

  it('after a day of that it enforces, and proves it with a harmless program', async () => {
    const tool = await guest().must('sha256sum /home/pupil/approved-tool | cut -d" " -f1');
    await guest().must(`systemctl stop ${agentUnit}`, 60_000);
    await havingLearned(guest(), longWatched());
    const rules = [{ id: 'lab-approved', by: 'hash', value: tool }];
    await managed().policyAlone(asked({ rules }));
    await guest().until('grep -q "^permissive = 0" /etc/fapolicyd/fapolicyd.conf', 240_000);
    const found = await finding('enforced');
    expect(found).to.include({ state: 'met', how: 'enforced' });
  }).timeout(900_000);

  for (const [what, line, exit] of denied)
    it(`denies ${what}`, async () => expect((await pupil(line)).exit).to.equal(exit));

  it('keeps a library of one’s own out of an approved program', async () => {
    const ran = await pupil('LD_PRELOAD=/home/pupil/my-library.so /usr/bin/ls /');
    expect(ran.exit).to.equal(0);
    expect(ran.stderr).to.contain('cannot be preloaded');
  });

  it('lets run what is installed, what the catalogue allows, and whatever root does', async () => {
    expect((await pupil('/usr/bin/ls / && python3 -c "print(1)"')).exit).to.equal(0);
    expect((await pupil('./approved-tool')).exit).to.equal(0);
    await guest().must('/home/pupil/my-ls / && /home/pupil/script.sh');
    await guest().must(
      `${node} --version && systemctl restart ${agentUnit} && systemctl is-active ${agentUnit}`,
      60_000,
    );
  });

  it('denies an approved program that was tampered with', async () => {
    await guest().must('cp -a /usr/bin/printenv /root/printenv && printf x >>/usr/bin/printenv');
    expect((await pupil('/usr/bin/printenv')).exit).to.equal(126);
    await guest().must('cp -a /root/printenv /usr/bin/printenv');
    await pupil('printf x >>/home/pupil/approved-tool');
    expect((await pupil('./approved-tool')).exit).to.equal(126);
  });

  it('says how long a denial takes', async () => {
    const took = await timeToDeny(guest());
    measured('from exec to denied', `${took.denied} ms; an approved program runs in ${took.allowed} ms`);
    expect(took.denied).to.be.within(0, 2000);
  });

  it('tells the console of each, with the rule and never a path', async () => {
    await guest().until(`test -s ${memory}`);
    const told = (await managed().kept()).filter(one => one.type === 'event' && one.name === 'app.blocked');
    expect(told).to.not.be.empty;
    expect(JSON.stringify(told)).to.not.match(/\/home|my-ls|script\.|pupil/);
  });

  it('does not stop an updated program or library, not even while it is being installed', async () => {
    const libraries = '/usr/lib/x86_64-linux-gnu';
    await guest().must(makePackage(1, '/usr/bin/basename', `${libraries}/libz.so.1`));
    await guest().must(makePackage(2, '/usr/bin/printf', `${libraries}/liblzma.so.5`));
    await guest().must(makePackage(3, '/usr/bin/echo', `${libraries}/libz.so.1`));
    for (const [version, install] of [
      [1, 'dpkg -i /root/lab-tool_1.deb'],
      [2, 'apt-get install -y -q /root/lab-tool_2.deb'],
      [3, 'cd /root && dpkg --unpack lab-tool_3.deb && dpkg --configure lab-tool'],
    ] as const) {
      await guest().must(install, 240_000);
      const during = await guest().must(`cat /root/during-${version}`);
      expect(during, install)
        .to.match(/exit 0$/)
        .and.not.contain('cannot be preloaded');
      const after = await pupil(`LD_PRELOAD=/usr/lib/liblab-tool.so.1 /usr/bin/lab-tool ${version}`);
      expect(after.exit, install).to.equal(0);
      expect(after.stderr, install).to.not.contain('cannot be preloaded');
    }
    await guest().must(makePackage(4, '/usr/bin/factor', `${libraries}/liblzma.so.5`));
    await guest().must(
      'cd /root && mv /etc/dpkg/dpkg.cfg.d/60caretaker-trust kept && dpkg -i lab-tool_4.deb; mv kept /etc/dpkg/dpkg.cfg.d/60caretaker-trust',
      240_000,
    );
    expect(await guest().must('cat /root/during-4'), 'without the hook').to.match(/exit 126$/);
    await guest().must('dpkg --configure -a && dpkg -i /root/lab-tool_3.deb', 240_000);
    const held = await guest().run("fapolicyd-cli --dump-db | grep -c '/usr/bin/lab-tool '");
    expect(held.stdout.trim(), 'the files of old versions are trusted no longer').to.equal('1');
  }).timeout(900_000);

  it('keeps the last good rules when a catalogue would deny what is protected', async () => {
    const hash = 'sha256sum /etc/fapolicyd/rules.d/10-caretaker.rules';
    const rules = await guest().must(hash);
    await managed().policyAlone(
      asked({ rules: [{ id: 'no-libc', decision: 'deny', by: 'package', value: 'libc6' }] }),
    );
    await guest().until('grep -q would_deny_protected /var/lib/caretaker/status.json', 120_000);
    expect(await guest().must(hash)).to.equal(rules);
    expect((await pupil('/usr/bin/ls /')).exit).to.equal(0);
    expect((await pupil('./my-ls /')).exit).to.equal(126);
  });

  it('notices that its daemon is killed, and has it back', async () => {
    await managed().policyAlone(asked());
    await guest().must('systemctl kill -s KILL fapolicyd; sleep 1; systemctl stop fapolicyd');
    await managed().lookNow('approved-software');
    await guest().until('systemctl is-active fapolicyd', 240_000);
    await guest().until(`! (${asPupil('./my-ls /')})`, 60_000);
  }).timeout(600_000);

  it('switched off, everything is put back byte for byte', async () => {
    await managed().policyAlone({ [control]: { mode: 'off' } });
    await guest().until('! systemctl is-active fapolicyd', 240_000);
    await guest().until(
      '! test -e /etc/fapolicyd/rules.d/10-caretaker.rules && ! test -e /etc/fapolicyd/trust.d/caretaker-packages.trust',
      120_000,
    );
    expect((await guest().run(everythingSet)).stdout).to.equal(before);
    expect((await pupil('./my-ls /')).exit).to.equal(0);
  }).timeout(900_000);
});
