import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { itOnRecorded } from '../support/recorded.ts';

const recordings = fileURLToPath(new URL('../../../shared/data/recorded/', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));

/** Families, or samples of one, that no control reads, and why: what would be read in their place. */
const unread: Record<string, string> = {
  'linux/firewall-cmd/list-ports.txt': 'which ports are open is read from the kernel’s own rules',
  'linux/iptables-list': 'a table for people; rules are read as `iptables -S` prints them',
  'linux/lsblk-text': 'tables for people; lsblk is asked for JSON alone',
  'linux/lsusb/jc-centos-7.7-lsusb.txt': 'names of devices without their classes, by which every rule goes',
  'linux/misc/sestatus.txt': 'no promise is about SELinux',
  'linux/needrestart-b':
    'a restart is told by the system’s mark in /run and the kernels in /boot; needrestart is not asked',
  'linux/nft-text': 'nftables is asked for JSON alone',
  'linux/packages/flatpak-org.gaphor.gaphor-stable-user.txt':
    'what one person installed for themselves is told by the folders in their home',
  'linux/third-party-av': 'of antivirus programs on Linux only ClamAV and Microsoft Defender are known',
  'linux/timedatectl': 'time is compared with the console’s, not with what the system says of itself',
  'linux/ufw-status': 'ufw’s rules are read from the kernel, where they count',
  'linux/veracrypt-list':
    'its volumes are told by the device mapper; whether VeraCrypt lists them does not matter',
  'macos/alf-defaults': 'the firewall itself is asked (`socketfilterfw`), not its old settings file',
  'macos/ddm-status-report': 'goes from a Mac to its device management; a Mac has no command that shows it',
  'macos/ioreg-text': 'ioreg is asked for property lists alone',
  'macos/mdm-command-results': 'goes from a Mac to its device management',
  'macos/santa-event': 'goes from Santa to its own console',
  'macos/santa-sync/sync-preflight-request.json': 'goes from Santa to its own console',
  'macos/santa-telemetry': 'Santa writes it only where it was set up to; sessions are asked of macOS itself',
  'macos/santactl-metrics': 'numbers about Santa; its state is read as JSON',
  'macos/system-profiler-text': 'pages for people; system_profiler is asked for JSON or property lists',
  'windows/firewall-policy-registry': 'what was set, not what is in force: the active store is asked',
  'windows/get-appxpackage': 'the shape of another inventory program, not of PowerShell',
  'windows/get-bitlockervolume': 'a table for people; volumes are asked by number (Win32_EncryptableVolume)',
  'windows/get-netfirewallrule': 'single rules are read as the registry keeps them',
  'windows/get-tpm': 'the hardware list asks Win32_Tpm',
  'windows/win32-logicaldisk': 'drive letters; volumes are asked with their encryption',
};

/** `linux/lsusb/bar-code-scanner.txt` and so on. */
const samples = () =>
  readdirSync(recordings, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(recordings.length))
    .sort();

const readers = () =>
  ['agent', 'console', 'shared', 'test']
    .flatMap(room =>
      readdirSync(join(project, room), { recursive: true, encoding: 'utf8' }).map(name =>
        join(project, room, name),
      ),
    )
    .filter(path => path.endsWith('.test.ts') && path !== fileURLToPath(import.meta.url))
    .map(path => readFileSync(path, 'utf8'))
    .filter(text => text.includes('recorded'));

const escaped = (text: string) => text.replaceAll(/[.+]/g, '\\$&');

/** Whether a test names the family and the file, in one word or two; the file's endings may stand apart. */
function isNamedIn(source: string, sample: string): boolean {
  const [system = '', family = ''] = sample.split('/');
  const words = basename(sample).split('.');
  const names = words.map((_, index) => escaped(words.slice(0, index + 1).join('.')));
  const inside = (name: string) => new RegExp(`['"\`/](${name})(?:['"\`/]|\\.(?!\\d))`).test(source);
  return source.includes(`${system}/`) && inside(escaped(family)) && inside(names.join('|'));
}

const isListed = (sample: string) => sample in unread || dirname(sample) in unread;

describe('outputs recorded on real machines', () => {
  itOnRecorded('are each read by a test, or listed with the reason why no control reads them', () => {
    const all = samples();
    const sources = readers();
    expect(all.length).to.be.above(100);
    const forgotten = all.filter(
      sample => !isListed(sample) && !sources.some(source => isNamedIn(source, sample)),
    );
    expect(forgotten, 'neither read nor listed').to.deep.equal([]);
    const both = all.filter(sample => isListed(sample) && sources.some(source => isNamedIn(source, sample)));
    expect(both, 'listed, but read').to.deep.equal([]);
  });

  itOnRecorded('are listed only while they are there', () => {
    const there = new Set(samples().flatMap(sample => [sample, dirname(sample)]));
    expect(Object.keys(unread).filter(name => !there.has(name))).to.deep.equal([]);
  });
});
