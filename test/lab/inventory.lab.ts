/** What the agent says of a machine must be what the machine says of itself. */
import { expect } from 'chai';
import { lookOnce, type Round } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

describeLabWithAgent('inventory of a real machine', guest => {
  let seen: Round;

  before(async () => {
    seen = await lookOnce(guest(), agentOnce);
  });

  it('names the system as /etc/os-release and the kernel do', async () => {
    const release = await guest().must('. /etc/os-release; echo "$NAME|$VERSION_ID"; uname -r; uname -n');
    const [names, kernel, hostName] = release.split('\n');
    expect(seen.system).to.include({ platform: 'linux', kernel, hostName });
    expect(`${seen.system?.name}|${seen.system?.version}`)
      .to.contain(names?.split('|')[0])
      .and.contain(names?.split('|')[1]);
  });

  it('lists exactly the packages that dpkg-query lists as installed, with their versions', async () => {
    const listed = await guest().must(
      `dpkg-query -W -f '\${db:Status-Status} \${Package} \${Version}\\n' | sed -n "s/^installed //p" | sort -u`,
    );
    const software = (seen.software ?? [])
      .filter(item => item.source === 'dpkg')
      .map(item => `${item.name} ${item.version}`);
    expect(software.sort()).to.deep.equal(listed.split('\n').sort());
  });

  it('counts the disks of lsblk, their sizes, and the memory of /proc/meminfo', async () => {
    const disks = await guest().must(
      'lsblk -dbn -o NAME,SIZE,TYPE | awk \'$3 == "disk" { print $1, $2 }\' | sort',
    );
    const found = (seen.hardware?.disks ?? []).map(
      disk => `${disk.name.replace('/dev/', '')} ${disk.sizeBytes}`,
    );
    expect(found.sort()).to.deep.equal(disks.split('\n'));
    const total = Number(await guest().must("awk '/^MemTotal/ { print $2 * 1024 }' /proc/meminfo"));
    expect(seen.hardware?.memoryBytes).to.be.within(total * 0.98, 1536 * 1024 * 1024);
  });

  it('has a finding for every control, each with its source, and none that says met without having looked', () => {
    expect(seen.findings.map(finding => finding.control)).to.include.members([
      'disk-encryption',
      'antivirus',
      'os-updates',
      'idle-lock',
    ]);
    const failed = seen.findings.filter(finding => finding.reason === 'probe_failed');
    expect(failed).to.deep.equal([]);
    expect(seen.errors).to.deep.equal([]);
  });
});
