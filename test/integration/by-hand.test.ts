/**
 * By hand, with the console open: the real agent, in a computer of its own on this host, whose virus protection, accounts
 * and firewall somebody changes. The technician's page and the headteacher's are open beside it, and nobody reloads them.
 *
 * Not among the tests of the browser: they run two at once, and as that computer gets its network this host gets a card
 * more, at which any browser that is loading a page drops it (ERR_NETWORK_CHANGED).
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { OwnMachine, whyNoMachine } from '../support/own-machine.ts';
import { itWhen } from '../support/recorded.ts';
import { enrolled, TwoWindows } from '../support/two-windows.ts';
import { until } from '../support/until.ts';
import { writeVirusList } from '../support/virus-list.ts';

const program = fileURLToPath(new URL('../../caretaker.ts', import.meta.url));
const dayMs = 24 * 3600_000;
const missing = whyNoMachine(['clamd', 'nft', 'useradd', 'lsblk', 'cryptsetup']);

const ping = `require('net').connect('/run/clamav/clamd.ctl').on('connect', function () { this.write('zPING\\0'); })
  .pipe(process.stdout)`;

describe('a computer that somebody changes while the console is open', function () {
  this.timeout(300_000);
  const machine = new OwnMachine();
  const lists = join(machine.folder, 'lists');
  let here: BrowserConsole;
  let windows: TwoWindows;
  let clamd: ReturnType<OwnMachine['spawn']> | undefined;

  before(async () => {
    if (missing !== null) return;
    await machine.start();
    prepareMachine();
    here = await aBrowserConsole({ settings: { deviceHost: machine.host } });
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    await approveAdministrators('root');
    windows = await TwoWindows.open(here, await enrolled(here, runAgent));
  });
  after(async () => {
    await here?.remove();
    await machine.stop();
  });

  /** Everything is as the school promises. */
  function prepareMachine(): void {
    const configuration = `LocalSocket /run/clamav/clamd.ctl
DatabaseDirectory ${lists}
Foreground yes
SelfCheck 0
`;
    mkdirSync(lists);
    machine.cover('/run/clamav');
    // Each look reads what there is to install: the host's own long lists are of no matter here, and take seconds.
    if (existsSync('/var/lib/apt/lists')) machine.cover('/var/lib/apt/lists');
    machine.run('sh', '-c', `printf '%s' '${configuration}' > /etc/clamav/clamd.conf`);
    machine.run('usermod', '--password', '$6$none$none', 'root');
    machine.run('groupadd', '--force', 'sudo');
    machine.run('sh', '-c', 'mkdir -p /etc/sudoers.d; echo "%sudo ALL=(ALL:ALL) ALL" > /etc/sudoers');
    shutFirewall();
    encryptDisk();
  }

  /**
   * This host's kernel cannot encrypt a disk, so two programs tell of one on which everything that is mounted here lies,
   * but for /boot (test/lab/long/encrypted-root does the same on a real one). What becomes of its key is done with real files.
   */
  function encryptDisk(): void {
    machine.cover('/boot');
    const [lsblk, cryptsetup] = ['lsblk', 'cryptsetup'].map(name =>
      machine.run('sh', '-c', `command -v ${name}`).trim(),
    ) as [string, string];
    const rows = (path: string) =>
      machine
        .run('cat', path)
        .split('\n')
        .map(line => line.split(/\s+/));
    const mounted = rows('/proc/self/mounts').flatMap(([source, at]) =>
      source?.startsWith('/dev/') ? [at] : [],
    );
    const swaps = rows('/proc/swaps').flatMap(([at]) => (at?.startsWith('/dev/') ? [basename(at)] : []));
    const encrypted = [
      { name: 'luks-root', type: 'crypt', mountpoints: ['/', ...mounted] },
      ...swaps.map(name => ({ name, type: 'crypt' })),
    ];
    const parts = [
      { name: 'nvme0n1p1', type: 'part', mountpoints: ['/boot'] },
      { name: 'nvme0n1p3', type: 'part', children: encrypted },
    ];
    const tree = { blockdevices: [{ name: 'nvme0n1', type: 'disk', children: parts }] };
    const real = join(machine.folder, 'lsblk');
    copyFileSync(lsblk, real);
    // The inventory asks it for other columns.
    instead(lsblk, `case "$*" in *HOTPLUG*) echo '${JSON.stringify(tree)}' ;; *) exec ${real} "$@" ;; esac`);
    instead(cryptsetup, 'printf "type: LUKS2\\ncipher: aes-xts-plain64\\n"');
  }

  /** Another program in that place, there alone. */
  function instead(place: string, script: string): void {
    const file = join(machine.folder, `instead-of-${basename(place)}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    machine.run('mount', '--bind', file, place);
  }

  function shutFirewall(): void {
    const rules = `table inet filter {
  chain input { type filter hook input priority 0; policy drop; iif lo accept; ct state established,related accept; }
}`;
    machine.run('sh', '-c', `printf '%s' '${rules}' | nft -f -`);
  }

  async function startClamd(listBuiltAt: Date): Promise<void> {
    writeVirusList(lists, listBuiltAt);
    clamd = machine.spawn('clamd', ['--config-file', '/etc/clamav/clamd.conf']);
    await until('clamd answers', () => {
      try {
        return machine.run(process.execPath, '--eval', ping).includes('PONG');
      } catch {
        return false;
      }
    });
  }

  async function stopClamd(): Promise<void> {
    clamd?.kill('SIGTERM');
    await until('clamd ended', () => clamd?.exitCode !== null || clamd?.signalCode !== null);
  }

  async function approveAdministrators(name: string): Promise<void> {
    const ask = here.technician;
    await ask('PATCH', '/policies/rules', { secondPerson: 'never', watchMinutes: 0 });
    const [group] = (await ask('GET', '/groups')).body.items;
    const settings = { controls: { 'local-accounts': { approvedAdministrators: [name] } } };
    const made = await ask('PUT', `/policies/places/group.${group.id}/draft`, { revision: 0, settings });
    const { id, revision } = made.body;
    const asked = await ask('POST', `/policies/versions/${id}/ask`, { revision, reason: 'A test' });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
  }

  async function runAgent(port: string, code: string): Promise<void> {
    const environment = { CARETAKER_DATA: join(machine.folder, 'agent') };
    const words = [program, 'enrol', `wss://${machine.host}:${port}`, code];
    const enrol = machine.spawn(process.execPath, words, environment);
    await until('it is enrolled', () => enrol.exitCode !== null);
    expect(enrol.exitCode).to.equal(0);
    machine.spawn(process.execPath, [program, 'agent', '--watch-only'], environment);
  }

  const checkNow = () => windows.checkNow();
  const both = (control: string, words: RegExp) => windows.both(control, words);
  const look = (name: string) => windows.look(name);

  itWhen(
    missing,
    'says that virus protection runs with a list of two days, and that the promise holds',
    async () => {
      await startClamd(new Date(Date.now() - 2 * dayMs));
      await checkNow();
      const { device, promise } = await both('antivirus', /ClamAV is running, with a list of viruses of/);
      expect(device).not.to.include('Next:');
      expect(promise).to.include('Holds on the one computer there is.');
      await look('well');
    },
  );

  itWhen(missing, 'says that clamd was stopped, and what to do', async () => {
    await stopClamd();
    await checkNow();
    const { device, promise } = await both('antivirus', /ClamAV is installed but not running\./);
    expect(device).to.include('Next: Start its service.');
    expect(promise).to.include('The only computer is not safe from viruses as it should be.');
    await look('clamd-stopped');
  });

  itWhen(missing, 'says that the list of viruses has aged, and how old it may be', async () => {
    await startClamd(new Date(Date.now() - 30 * dayMs));
    await checkNow();
    const { device, promise } = await both(
      'antivirus',
      /is running, but its list of viruses of .* is older than the 7 days/,
    );
    expect(device).to.include('Next: Let it update');
    expect(promise).to.include('Does not hold everywhere.');
    await look('list-aged');
  });

  itWhen(missing, 'says that somebody was made an administrator, by the account’s name', async () => {
    await both('local-accounts', /The accounts kept on this computer are in order/);
    machine.run(
      'useradd',
      '--no-create-home',
      '--shell',
      '/bin/bash',
      '--groups',
      'sudo',
      '--password',
      '$6$x$x',
      'mallory',
    );
    await checkNow();
    const { device, promise } = await both('local-accounts', /mallory is an administrator of this computer/);
    expect(device).to.include('not on the school’s list');
    expect(device).to.include('Next: Find out who made it so');
    expect(promise).to.include('Does not hold everywhere.');
    await look('administrator');
    machine.run('userdel', 'mallory');
    await checkNow();
    await both('local-accounts', /The accounts kept on this computer are in order/);
  });

  itWhen(
    missing,
    'says that the firewall was opened, and that nothing is in force once its rules are gone',
    async () => {
      await both('firewall', /The firewall \(nftables\) is on/);
      machine.run('nft', 'chain', 'inet', 'filter', 'input', '{', 'policy', 'accept', ';', '}');
      await checkNow();
      const opened = await both('firewall', /lets every incoming connection in/);
      expect(opened.device).to.include('Next: Set its default for incoming connections to block');
      expect(opened.promise).to.include('The only computer could be reached by others on the same network.');
      await look('firewall-open');
      machine.run('nft', 'flush', 'ruleset');
      await checkNow();
      await both('firewall', /No firewall is in force/);
      shutFirewall();
      await checkNow();
      const { promise } = await both('firewall', /The firewall \(nftables\) is on/);
      expect(promise).to.include('Holds');
    },
  );

  itWhen(missing, 'says that encryption is suspended while the key of the disk lies beside it', async () => {
    await both('disk-encryption', /disk volumes? that counts?/);
    machine.run(
      'sh',
      '-c',
      'echo key >/boot/root.key; echo "luks-root /dev/nvme0n1p3 /boot/root.key luks" >/etc/crypttab',
    );
    await checkNow();
    const { device, promise } = await both('disk-encryption', /protection is suspended/);
    expect(device)
      .to.include('Next: Take the key file off the boot partition')
      .and.not.to.include('BitLocker');
    expect(promise).to.include('The only computer');
    await look('encryption-suspended');
    machine.run('rm', '/boot/root.key', '/etc/crypttab');
    await checkNow();
    const again = await both('disk-encryption', /disk volumes? that counts?/);
    expect(again.promise).to.include('Holds');
  });

  itWhen(missing, 'raises no complaint in either window', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});
