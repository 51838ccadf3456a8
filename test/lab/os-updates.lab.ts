/** Real apt and dpkg with real package lists, and a security source of our own that brings one fix. */
import { expect } from 'chai';
import type { Finding } from '../../shared/finding.ts';
import { lookAt } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

/** Version 1 of a package is installed, and a source labelled as Debian labels its security source offers 2. */
const offerFix = `
  set -e
  for version in 1 2; do
    mkdir -p /tmp/p/DEBIAN /srv/lab-security
    printf 'Package: lab-sample\\nVersion: %s\\nArchitecture: all\\nMaintainer: Lab <lab@example.org>\\nDescription: a sample\\n' $version >/tmp/p/DEBIAN/control
    dpkg-deb -b /tmp/p /srv/lab-security/lab-sample_$version.deb >/dev/null
  done
  dpkg -i /srv/lab-security/lab-sample_1.deb >/dev/null
  cd /srv/lab-security
  { cat /tmp/p/DEBIAN/control
    printf 'Filename: ./lab-sample_2.deb\\nSize: %s\\nSHA256: %s\\n' $(stat -c %s lab-sample_2.deb) $(sha256sum lab-sample_2.deb | cut -d' ' -f1)
  } >Packages
  printf 'Origin: Debian\\nLabel: Debian-Security\\nSuite: lab-security\\nDate: %s\\nSHA256:\\n %s %s Packages\\n' \\
    "$(date -Ru)" $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages) >Release
  echo 'deb [trusted=yes] file:/srv/lab-security ./' >/etc/apt/sources.list.d/lab-security.list
  apt-get update -o Dir::Etc::sourcelist=sources.list.d/lab-security.list -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0`;

const simulated = 'apt-get -s --ignore-hold dist-upgrade';

describeLabWithAgent('system updates on a real machine', guest => {
  /** Each makes apt plan an upgrade, ten seconds of an emulated processor: a state is looked at once. */
  const look = () => lookAt(guest(), agentOnce, 'os-updates');
  let before: Finding['evidence']['facts'];

  it('counts what apt itself would install, from the lists the machine has', async () => {
    const lines = (await guest().must(simulated)).split('\n').filter(line => line.startsWith('Inst '));
    before = (await look()).evidence.facts;
    const security = lines.filter(line => /security/i.test(line)).length;
    expect(before).to.include({
      manager: 'apt',
      securityUpdates: security,
      otherUpdates: lines.length - security,
      restartNeeded: false,
    });
  });

  it('sees a security fix as soon as apt knows of it, and not as an ordinary update', async () => {
    await guest().must(offerFix);
    expect(await guest().must(simulated)).to.match(/^Inst lab-sample \[1\] \(2 Debian-Security/m);
    const seen = await look();
    expect(seen.evidence.facts).to.include({
      securityUpdates: Number(before.securityUpdates) + 1,
      otherUpdates: before.otherUpdates,
    });
    expect(seen.evidence.parts.find(part => part.name === 'lab-sample')?.facts.version).to.equal('2');
  });

  it('has nothing more to say of it once it is installed, and tells that a restart is due', async () => {
    await guest().must('apt-get install -y lab-sample && touch /run/reboot-required');
    const { evidence } = await look();
    expect(evidence.parts.map(part => part.name)).to.not.include('lab-sample');
    expect(evidence.facts.restartNeeded).to.equal(true);
  });

  it('does not call a machine up to date by lists that nobody renewed for two months', async () => {
    await guest().must("date -s '+60 days'");
    const seen = await look();
    expect(seen.state).to.not.equal('met');
  });
});
