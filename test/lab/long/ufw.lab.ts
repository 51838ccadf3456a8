/** ufw as Debian packs it, in a machine that started by itself: off, on, opened, and believed on while its rules are gone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lookAt } from '../../support/lab/look.ts';
import { agentOnce } from '../../support/lab/release.ts';
import { describeLabWithAgent } from '../../support/lab/suite.ts';

/** The guest has the smallest Python; ufw is written in the whole one. */
const packages = [
  ...['ufw', 'iptables', 'libip4tc2', 'libip6tc2', 'libxtables12', 'libnetfilter-conntrack3'],
  ...['libnfnetlink0', 'libnftnl11', 'libmnl0', 'python3.11', 'libpython3.11-stdlib'],
];

/** Where /bin, /sbin and /lib are links, nothing may be unpacked over them. */
const pack = `
  folder=$1; shift; mkdir "$folder/debs" "$folder/root"; cd "$folder/debs"; apt-get download -q "$@"
  for deb in *.deb; do dpkg-deb -x "$deb" ../root; done; cd ../root
  for one in bin sbin lib; do [ ! -d $one ] || { mkdir -p usr/$one; cp -a $one/. usr/$one/; rm -r $one; }; done
  rm -rf usr/share/doc usr/share/man usr/share/locale; tar -cf ../ufw.tar .`;

/** What their own scripts do at installation, which here would take an emulated machine minutes. */
const install = `
  set -e; ldconfig
  for program in iptables ip6tables; do
    for what in '' -save -restore; do ln -sf xtables-nft-multi /usr/sbin/$program$what; done
  done
  cp /usr/share/ufw/iptables/*.rules /usr/share/ufw/*.init /usr/share/ufw/ufw.conf /etc/ufw/
  chmod 640 /etc/ufw/*.rules`;

describeLabWithAgent('ufw on a real machine', guest => {
  const look = () => lookAt(guest(), agentOnce, 'firewall');
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-ufw-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async function () {
    this.timeout(600_000);
    execFileSync('sh', ['-ec', pack, 'sh', folder, ...packages], { stdio: ['ignore', 'ignore', 'pipe'] });
    await guest().unpack(join(folder, 'ufw.tar'), '/');
    await guest().must(install, 60_000);
  });

  it('is off as it comes, turns everything away once it is on, and is opened by one rule for everybody', async () => {
    expect(await look()).to.include({ state: 'not_met', reason: 'firewall_off' });
    await guest().must('ufw --force enable', 120_000);
    const on = await look();
    expect(on).to.include({ state: 'met', reason: 'turns_away' });
    expect(on.evidence.facts.product).to.equal('ufw');
    await guest().must('ufw allow 22/tcp', 60_000);
    expect((await look()).state).to.equal('met');
    await guest().must('ufw allow from any', 60_000);
    expect(await look()).to.include({ state: 'not_met', reason: 'lets_everything_in' });
  });

  it('is not believed where it says that it is on and its rules were taken from the kernel', async () => {
    await guest().must('nft flush ruleset');
    expect(await guest().must('grep ENABLED= /etc/ufw/ufw.conf')).to.equal('ENABLED=yes');
    expect(await look()).to.include({ state: 'not_met', reason: 'not_in_force' });
  });
});
