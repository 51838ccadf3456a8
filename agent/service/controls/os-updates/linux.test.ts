/** Lines marked composed are written by hand after what apt and dnf print. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/os-updates/evaluate.ts';
import { policy } from '../../../../shared/controls/os-updates/policy.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { fleetingMemory } from '../../system/memory.ts';
import type { Machine } from '../control.ts';
import { parseCheckUpdate } from './dnf.ts';
import { linux } from './linux.ts';
import { kernelFrom } from './newer-kernel.ts';
import {
  blockedBy,
  isSecurityList,
  parseReleaseTimes,
  parseSimulation,
  readsSecuritySource,
} from './parse-apt.ts';
import { supportEndIn } from './support-end.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 21, 12);
const ago = (days: number) => now - days * 24 * 3600_000;
const lists = '/var/lib/apt/lists';
const securityList = 'security.example_dists_bookworm-security_InRelease';
const release =
  ' 500 http://security.example\n     release v=12,o=Debian,n=bookworm-security,l=Debian-Security,c=main\nPinned packages:\n';
const inst = 'Inst openssl [3.0.1] (3.0.2 Debian-Security:12/stable-security [amd64])\n';
const whole = '1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n';

function aptMachine(simulation: Parameters<typeof ended>, over: Script = {}): Machine {
  const { files = {}, modified = {}, commands = {}, ...rest } = over;
  return scriptedMachine({
    now,
    commands: { 'apt-get': ended(...simulation), 'apt-cache': ended(release), ...commands },
    files: {
      [lists]: [securityList, 'lock'],
      [`${lists}/${securityList}`]: '',
      '/etc/os-release': '',
      ...files,
    },
    modified: { [lists]: ago(1), ...modified },
    ...rest,
  });
}

const verdictOf = async (machine: Machine) => {
  const { state, reason } = evaluate(await linux.observe(machine, never), policy.parse({}), machine.now());
  return `${state} ${reason}`;
};

describe('system updates on Linux', () => {
  it('are up to date when a recent list leaves nothing to install', async () => {
    const nothing = '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n';
    expect(await verdictOf(aptMachine([nothing]))).to.equal('met up_to_date');
  });

  it('are not known to be in time when this device sees a fix for the first time', async () =>
    expect(await verdictOf(aptMachine([inst + whole]))).to.equal('unknown update_age_not_known'));

  it('remember since when a fix has been known, across looks', async () => {
    const machine = aptMachine([whole.replace('1', '0')]);
    const later = (days: number, simulation: string) => ({
      ...aptMachine([simulation], {
        now: now + days * 24 * 3600_000,
        modified: { [lists]: now + days * 24 * 3600_000 },
      }),
      memory: machine.memory,
    });
    await linux.observe(machine, never);
    expect(await verdictOf(later(2, inst + whole))).to.equal('met within_time');
    expect(await verdictOf(later(12, inst.replace('3.0.2', '3.0.3') + whole))).to.equal('met within_time');
    expect(await verdictOf(later(17, inst + whole))).to.equal('not_met updates_overdue');
  });

  it('start afresh when what was remembered cannot be read', async () => {
    const machine = aptMachine([inst + whole]);
    await machine.memory.set('os-updates', '{"listsAt":');
    expect((await linux.observe(machine, never)).security[0]?.notBefore).to.equal(null);
  });

  it('are unknown when the output was cut off before its count', async () => {
    const look = linux.observe(aptMachine([inst]), never);
    expect(await look.catch(error => error.reason)).to.equal('unrecognised_output');
  });

  it('say that packages do not fit together rather than that nothing is waiting', async () => {
    const stderr = 'E: Unmet dependencies. Try apt --fix-broken install.\n';
    expect(await verdictOf(aptMachine(['', { exit: 100, stderr }]))).to.equal('unknown packages_broken');
    expect(blockedBy('E: Could not open lock file')).to.equal(null);
  });

  it('do not believe the folder’s time over a signed list that has run out', async () => {
    const text = 'Date: Sat, 10 Oct 2026 12:00:00 UTC\nValid-Until: Sat, 17 Oct 2026 12:00:00 UTC\n';
    const machine = aptMachine([whole], { files: { [`${lists}/${securityList}`]: text } });
    expect(await verdictOf(machine)).to.equal('unknown list_old');
    expect(parseReleaseTimes(text).validUntil).to.equal(Date.UTC(2026, 9, 17, 12));
  });

  it('see whether apt itself could read any source of security updates', async () => {
    const nothing = '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n';
    const unread = ended('Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n');
    const machine = (policy: typeof unread) => aptMachine([nothing], { commands: { 'apt-cache': policy } });
    expect(await verdictOf(machine(unread))).to.equal('unknown no_security_source');
    expect(await verdictOf(machine(missing))).to.equal('unknown no_security_source');
    const source = (priority: number) =>
      ` ${priority} http://ports.example noble-security/main\n     release v=24.04,o=Ubuntu,a=noble-security,n=noble,l=Ubuntu\n`;
    expect([500, 100, 50, -1].map(priority => readsSecuritySource(source(priority)))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(isSecurityList('security.example_ubuntu_dists_noble-security_InRelease')).to.equal(true);
    expect(isSecurityList('mirror.example_debian-security_main_binary-amd64_Packages')).to.equal(false);
  });

  it('see a fix that somebody keeps away by a pin, of which a simulated upgrade says nothing', async () => {
    const nothing = '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n';
    const source = '        500 http://ports.example/debian-security bookworm-security/main amd64 Packages';
    const about = (newer: string) =>
      `openssl:\n  Installed: 3.0.1\n  Candidate: 3.0.1\n  Version table:\n${newer} *** 3.0.1 1001\n        100 /var/lib/dpkg/status\n     3.0.0 500\n${source}\n`;
    const pinned = (newer: string) => {
      const all = `${release}     openssl -> 3.0.1 with priority 1001\n`;
      const policy = (args: readonly string[]) => ended(args.length > 1 ? about(newer) : all);
      return verdictOf(aptMachine([nothing], { commands: { 'apt-cache': policy } }));
    };
    expect(await pinned('')).to.equal('met up_to_date');
    expect(await pinned(`     3.0.2 1001\n${source}\n`)).to.equal('unknown update_age_not_known');
    const plain = source.replace('debian-security bookworm-security', 'debian bookworm');
    expect(await pinned(`     3.0.2 1001\n${plain}\n`)).to.equal('met up_to_date');
  });

  it('see since when a restart has been waiting', async () => {
    const machine = aptMachine(['0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n'], {
      files: { '/run/reboot-required': '*** System restart required ***\n' },
      modified: { '/run/reboot-required': ago(15) },
    });
    expect(await verdictOf(machine)).to.equal('not_met restart_overdue');
  });

  describe('of which one is a newer kernel (names composed as Debian, Ubuntu and Fedora make them)', () => {
    const nothing = '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n';
    const withKernels = (running: string, installed: string[], ready = installed): Script => ({
      files: {
        '/proc/sys/kernel/osrelease': `${running}\n`,
        '/boot': [
          ...['grub', 'initrd.img', ...installed.map(release => `vmlinuz-${release}`)],
          ...ready.map(release =>
            release.includes('.fc') ? `initramfs-${release}.img` : `initrd.img-${release}`,
          ),
        ],
      },
    });
    const needed = async (...kernels: Parameters<typeof withKernels>) =>
      (await linux.observe(aptMachine([nothing], withKernels(...kernels)), never)).restart.needed;

    it('see that the one that runs is not the newest, without any mark, and since when', async () => {
      const old = '6.1.0-9-amd64';
      const both = [old, '6.1.0-18-amd64'];
      const { memory } = aptMachine([nothing]);
      const atDay = async (days: number, running: string) => {
        const later = { now: now + days * 24 * 3600_000, modified: { [lists]: now + days * 24 * 3600_000 } };
        return verdictOf({ ...aptMachine([nothing], { ...withKernels(running, both), ...later }), memory });
      };
      expect(await atDay(0, old)).to.equal('met up_to_date');
      expect(await atDay(15, old)).to.equal('not_met restart_overdue');
      expect(await atDay(16, '6.1.0-18-amd64')).to.equal('met up_to_date');
      expect(await needed(old, both)).to.equal(true);
      expect(await needed('6.1.0-18-amd64', both)).to.equal(false);
      expect(await needed(old, [old, '6.12.43+deb13-amd64'])).to.equal(true);
    });

    it('compare with none of another flavour, and not at all where a host started one of its own', async () => {
      const old = '6.1.0-9-amd64';
      expect(await needed(old, [old, '6.1.0-18-cloud-amd64', '0-rescue-4c4c'])).to.equal(false);
      expect(await needed('6.18.44-host', [old, '6.1.0-18-amd64'])).to.equal(false);
      expect(await needed(old, ['6.1.0-18-amd64'])).to.equal(false);
      expect(await needed(old, [old, '6.1.0-18-amd64'], [old]), 'not installed to its end').to.equal(false);
    });

    it('are unknown where it could not be read which kernels there are', async () => {
      for (const path of ['/boot', '/proc/sys/kernel/osrelease']) {
        const machine = aptMachine([nothing], { files: { [path]: { code: 'EACCES' } } });
        expect(await linux.observe(machine, never).catch(error => error.source), path).to.equal(path);
      }
    });

    it('tell it with dnf too, and say that it is not known where there is nothing to compare with', async () => {
      const seen = (script: Script = {}) => {
        const commands = { 'apt-get': missing, dnf: ended('') };
        const modified = { '/var/cache/dnf/last_makecache': ago(1) };
        return linux.observe(scriptedMachine({ now, ...script, commands, modified }), never);
      };
      const both = ['6.11.4-301.fc41.x86_64', '6.12.4-100.fc42.x86_64'];
      const [old = '', newest = ''] = both;
      expect((await seen(withKernels(old, both))).restart).to.deep.equal({ needed: true, since: now });
      expect((await seen(withKernels(newest, both))).restart.needed).to.equal(false);
      expect((await seen()).restart.needed).to.equal(null);
      expect(kernelFrom('5.14.0-427.13.1.el9_4.x86_64')?.flavour).to.equal(
        kernelFrom('5.14.0-503.el9_5.x86_64')?.flavour,
      );
    });
  });

  it('see a system that its maker has given up', async () => {
    const machine = aptMachine([whole], {
      files: { '/etc/os-release': 'ID=fedora\nSUPPORT_END=2026-05-13\n' },
    });
    expect(await verdictOf(machine)).to.equal('not_met system_unsupported');
  });

  it('know from the table when Debian and Ubuntu end, and nothing of what is made from them', async () => {
    const support = (id: string, version: string, more = '') =>
      supportEndIn(
        `PRETTY_NAME="x"\nVERSION_ID="${version}"\nID=${id}\nID_LIKE=debian\n${more}`,
        fleetingMemory(),
      );
    const ends = async (id: string, version: string) => (await support(id, version)).supportEndsAt;
    expect(await ends('debian', '12')).to.equal(Date.UTC(2028, 5, 10, 23, 59, 59));
    expect(await ends('ubuntu', '24.04')).to.equal(Date.UTC(2029, 4, 31, 23, 59, 59));
    // Asked in vain: what is not known is not known by that table.
    const supportTable = { number: 1, issuedAt: Date.UTC(2026, 10, 22) };
    expect(await support('debian', '99')).to.deep.equal({ supportEndsAt: null, supportTable });
    const unasked = { supportEndsAt: null, supportTable: null };
    expect(await support('linuxmint', '22')).to.deep.equal(unasked);
    const said = { supportEndsAt: Date.UTC(2027, 0, 1), supportTable: null };
    expect(await support('debian', '12', 'SUPPORT_END=2027-01-01\n')).to.deep.equal(said);
    expect((await support('debian', '12', 'SUPPORT_END=2\n')).supportTable).to.deep.equal(supportTable);
    const machine = aptMachine([whole], { files: { '/etc/os-release': 'ID=debian\nVERSION_ID="10"\n' } });
    expect(await verdictOf(machine)).to.equal('not_met system_unsupported');
  });

  it('do not go by lists from the future, or of no known age', async () => {
    const from = (at: number) => verdictOf(aptMachine([whole], { modified: { [lists]: at } }));
    expect(await from(now + 3 * 24 * 3600_000)).to.equal('unknown list_from_future');
    const ageless = aptMachine([whole]);
    ageless.modifiedAt = () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }));
    expect(await verdictOf(ageless)).to.equal('unknown list_age_not_known');
  });

  it('ask dnf where there is no apt: 100 lists, 0 is none, 1 is a failure', async () => {
    const table = '\nkernel.x86_64   6.11.4-301.fc41   updates\nObsoleting Packages\nold.noarch 1 updates\n';
    const advisory = 'FEDORA-2026-1a2b3c Moderate/Sec. expat-2.6.4-1.fc41.x86_64\n';
    const dnf = (exit: number, stdout: string, advisories = ended(advisory)) =>
      scriptedMachine({
        now,
        commands: {
          'apt-get': missing,
          dnf: args =>
            args.includes('updateinfo')
              ? advisories
              : ended(stdout, { exit, stderr: exit === 1 ? 'Error: no cache' : '' }),
        },
        modified: { '/var/cache/dnf/last_makecache': ago(1) },
      });
    expect((await linux.observe(dnf(100, table), never)).security.map(({ name }) => name)).to.deep.equal([
      'kernel',
    ]);
    expect(await verdictOf(dnf(0, ''))).to.equal('met up_to_date');
    // CentOS with an additional source, a system without advisories, and a dnf that refuses.
    const epel = ended('FEDORA-EPEL-2026-9 Important/Sec. chromium-140.0-1.el9.x86_64\n');
    for (const advisories of [epel, ended(''), ended(advisory, { exit: 1 })])
      expect(await verdictOf(dnf(0, '', advisories))).to.equal('unknown no_security_source');
    const dnf5 = 'FEDORA-2026-1a security Moderate openssl-libs-1:3.2.4-1.fc42.x86_64 2026-11-01 00:18:03\n';
    expect(await verdictOf(dnf(0, '', ended(dnf5)))).to.equal('met up_to_date');
    expect(await linux.observe(dnf(1, ''), never).catch(error => error.reason)).to.equal('probe_failed');
    expect(await linux.observe(dnf(100, 'Wedi methu\n'), never).catch(error => error.reason)).to.equal(
      'unrecognised_output',
    );
    expect(parseCheckUpdate(table)).to.have.length(1);
  });

  itOnRecorded('read a recorded simulation: one of several origins is enough to be a security fix', () => {
    const updates = parseSimulation(recorded('linux/apt-get-simulate/debian12-multi-origin-security.txt'));
    expect(updates.map(({ name, security }) => [name, security])).to.deep.equal([
      ['base-files', false],
      ['tar', false],
      ['runc', true],
      ['steam-libs-i386:i386', false],
    ]);
    const sample = parseSimulation(recorded('linux/apt-get-sqq/sample.txt'));
    expect(sample.map(({ name, security }) => [name, security])).to.deep.equal([
      ['dpkg', true],
      ['base-files', false],
    ]);
  });
});
