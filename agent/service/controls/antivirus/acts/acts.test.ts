/** freshclam is real where it is installed, with a list of one entry and no network; what the others print was seen or is documented. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { itWhen } from '../../../../../test/support/recorded.ts';
import {
  ended,
  missing,
  type Script,
  scriptedMachine,
} from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import { thisMachine } from '../../../system/machine.ts';
import type { GuardEdges, Machine } from '../../control.ts';
import { linux } from '../linux.ts';
import { macos } from '../macos.ts';
import { windows } from '../windows.ts';
import { clamav } from './clamav.ts';
import { localPlaces } from './places.ts';

const update: Order = { kind: 'update_virus_list', control: 'antivirus' };
const scan = (extent: 'quick' | 'full'): Order => ({
  kind: 'scan_for_viruses',
  control: 'antivirus',
  extent,
});
const never = new AbortController().signal;

/** A computer, the orders that were run on it, and what it said meanwhile. */
function aComputer(system: typeof linux, script: Script) {
  const ran: string[][] = [];
  const commands = Object.fromEntries(
    Object.entries(script.commands ?? {}).map(([name, result]) => [
      name,
      (args: readonly string[]) => {
        ran.push([name, ...args]);
        return typeof result === 'function' ? result(args) : result;
      },
    ]),
  );
  const machine = scriptedMachine({ ...script, commands });
  const clock = new SettableClock();
  const looked: string[] = [];
  const edges = {
    ...{ machine, clock, cell: memoryCells(), tell: () => {} },
    lookAgain: () => void looked.push('again'),
  } as unknown as GuardEdges;
  const guard = system.guard?.(edges);
  const said: string[] = [];
  const obey = (order: Order) =>
    guard?.obey?.(order, detail => void said.push(detail)) as Promise<OrderOutcome>;
  return { machine, clock, ran, said, looked, obey, guard };
}

const withClamav: NonNullable<Script['files']> = {
  '/usr/bin': ['ls'],
  '/usr/sbin': ['clamd'],
  '/opt': [],
  '/': ['bin', 'etc', 'home', 'proc', 'root', 'sys', 'tmp', 'usr', 'var'],
  '/var': ['tmp', 'lib'],
};
const header = (number: number, at: number) =>
  `ClamAV-VDB:06 Jan 2025 09-39 +0000:${number}:2:90:X:X:builder:${at / 1000}`;
const locked =
  'ERROR: Failed to lock the log file /var/log/clamav/freshclam.log: Resource temporarily unavailable\nERROR: initialize: libfreshclam init failed.\n';

describe('fetching the newest list of viruses, ordered', () => {
  it('has freshclam fetch it, says which it is now, and has the control looked at again', async () => {
    const files = { ...withClamav, '/var/lib/clamav/daily.cvd': header(27511, Date.UTC(2025, 0, 5)) };
    const { obey, ran, looked } = aComputer(linux, {
      files,
      commands: {
        freshclam: () => {
          files['/var/lib/clamav/daily.cvd'] = header(27512, Date.UTC(2025, 0, 6));
          return ended('daily.cvd updated (version: 27512, sigs: 2, f-level: 90, builder: x)\n');
        },
      },
    });
    expect(await obey(update)).to.deep.equal({
      outcome: 'done',
      detail: 'ClamAV fetched the list of 6 Jan 2025.',
    });
    expect(await obey(update)).to.deep.equal({
      outcome: 'done',
      detail: 'ClamAV had the newest list already, of 6 Jan 2025.',
    });
    expect(ran[0]).to.deep.equal(['freshclam', '--stdout']);
    expect(looked).to.have.length(2);
  });

  it('writes to a log of its own where the daemon that updates by itself holds the usual one', async () => {
    const { obey, ran } = aComputer(linux, {
      files: withClamav,
      commands: { freshclam: args => (args.length > 1 ? ended('') : ended(locked, { exit: 2 })) },
    });
    expect((await obey(update)).outcome).to.equal('done');
    expect(ran[1]).to.deep.equal(['freshclam', '--stdout', '--log=/var/log/clamav/caretaker-freshclam.log']);
  });

  it('says that it was told to wait although freshclam ended well, and that it is not installed', async () => {
    const waits = 'WARNING: FreshClam previously received error code 429 or 403 from the ClamAV CDN.\n';
    const told = aComputer(linux, { files: withClamav, commands: { freshclam: ended(waits) } });
    expect(await told.obey(update)).to.deep.include({ outcome: 'failed' });
    const none = aComputer(linux, { files: withClamav, commands: { freshclam: missing } });
    expect(await none.obey(update)).to.deep.include({ outcome: 'not_possible' });
  });

  itWhen(
    existsSync('/usr/bin/freshclam') ? null : 'freshclam is not installed',
    'is done by the real freshclam',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'freshclam-'));
      try {
        writeFileSync(join(folder, 'own.hdb'), '44d88612fea8a8f36de82e1278abb02f:68:Win.Test.EICAR_HDB-1\n');
        const config = join(folder, 'freshclam.conf');
        writeFileSync(
          config,
          [
            `DatabaseDirectory ${mkdtempSync(join(folder, 'lists-'))}`,
            ...[
              `UpdateLogFile ${join(folder, 'log')}`,
              `DatabaseOwner ${process.getuid?.() === 0 ? 'root' : ''}`,
            ],
            ...[
              'DatabaseMirror 127.0.0.1:1',
              'MaxAttempts 1',
              `DatabaseCustomURL file://${folder}/own.hdb`,
              '',
            ],
          ].join('\n'),
        );
        const machineWith = (...more: string[]): Machine => ({
          ...thisMachine(),
          readDirectory: async () => Promise.reject(new Error('no systemd')),
          follow: (command, args, onLine, signal) =>
            thisMachine().follow(command, [...args, `--config-file=${config}`, ...more], onLine, signal),
        });
        const performer = clamav({ ask: async () => '', sockets: [], configurations: [], databases: [] });
        const errand = { signal: never, said: () => {} };
        expect(
          await performer.update({ ...errand, machine: machineWith('--update-db=custom') }),
        ).to.deep.equal({ outcome: 'done', detail: 'ClamAV’s lists are the newest there are.' });
        expect(await performer.update({ ...errand, machine: machineWith('--no-dns') })).to.deep.equal({
          outcome: 'failed',
          detail:
            'The server with ClamAV’s lists was not reached: see whether the network lets this computer out.',
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it('is asked of Defender and of XProtect by their own tools', async () => {
    const files = {};
    const defender = aComputer(windows, { files, commands: { mpcmdrun: ended('') } });
    expect((await defender.obey(update)).outcome).to.equal('done');
    expect(defender.ran).to.deep.equal([['mpcmdrun', '-SignatureUpdate']]);
    const noNetwork = aComputer(windows, { files, commands: { mpcmdrun: ended('', { exit: 2 }) } });
    expect(await noNetwork.obey(update)).to.deep.include({ outcome: 'failed' });
    const newer = aComputer(macos, { files, commands: { xprotect: ended('') } });
    expect(await newer.obey(update)).to.deep.include({
      outcome: 'done',
      detail: 'XProtect has the newest data.',
    });
    const older = aComputer(macos, { files, commands: { softwareupdate: ended('') } });
    expect((await older.obey(update)).outcome).to.equal('done');
    expect(older.ran).to.deep.equal([['softwareupdate', '--background']]);
  });
});

/** As clamdscan 1.4.6 prints it. */
const printed = (lines: string, infected: number) =>
  `${lines}\n----------- SCAN SUMMARY -----------\nInfected files: ${infected}\nTime: 0.010 sec (0 m 0 s)\n`;

describe('a scan, ordered', () => {
  it('looks through people’s folders, says how far it is, and keeps when it ended', async () => {
    const { obey, said, ran, machine } = aComputer(linux, {
      files: withClamav,
      commands: { clamdscan: args => ended(printed(`${args[2]}: OK\n`, 0)) },
    });
    expect(await obey(scan('quick'))).to.deep.equal({
      outcome: 'done',
      detail: 'ClamAV looked through people’s folders and temporary files and found nothing.',
    });
    expect(ran.map(args => args.at(-1))).to.deep.equal(['/home', '/root', '/tmp', '/var/tmp']);
    expect(said[0]).to.equal('ClamAV has looked through 0 of 4 folders: nothing found so far.');
    const product = (await linux.observe(machine, never)).products[0];
    expect(product?.lastScanAt).to.equal(machine.now());
  });

  it('counts what was found, and tells no name of a file or a person', async () => {
    const { obey, said } = aComputer(linux, {
      files: withClamav,
      commands: {
        clamdscan: args =>
          args[2] === '/home'
            ? ended(
                printed(
                  "/home/a.jones/marks.zip: Win.Test.EICAR FOUND\nERROR: Can't access file /home/a.jones/x\nWARNING: /home/a.jones/pipe: Not supported file type",
                  1,
                ),
                { exit: 1 },
              )
            : ended(printed('', 0)),
      },
    });
    const outcome = await obey(scan('quick'));
    expect(outcome).to.deep.equal({
      outcome: 'done',
      detail:
        'ClamAV found 1 infected file in people’s folders and temporary files. It only tells of them: somebody must look at them now. What could not be read: 1.',
    });
    expect(JSON.stringify([outcome, said])).to.not.contain('jones');
  });

  it('is not done where clamd does not answer, ends half-way, or clamdscan is not installed', async () => {
    const cases: [ReturnType<typeof ended>, string][] = [
      [
        ended(printed('ERROR: Could not connect to clamd on LocalSocket /run/c: No such file', 0), {
          exit: 2,
        }),
        'failed',
      ],
      [ended('/home/x: OK\n'), 'failed'],
      [missing, 'not_possible'],
    ];
    for (const [clamdscan, outcome] of cases) {
      const computer = aComputer(linux, { files: withClamav, commands: { clamdscan } });
      expect((await computer.obey(scan('full'))).outcome).to.equal(outcome);
      expect((await linux.observe(computer.machine, never)).products[0]).to.not.have.property('lastScanAt');
    }
  });

  it('believes the summary and the exit code, whatever a file’s name says, and goes on with other places', async () => {
    const names = 'ERROR: Communication error\nb: Eicar-Test-Signature FOUND\nInfected files: 7\nc: OK';
    const computer = (exit: number, infected: number) =>
      aComputer(linux, {
        files: withClamav,
        commands: {
          clamdscan: args =>
            args[2] === '/home' ? ended(printed(names, infected), { exit }) : ended(printed('', 0)),
        },
      });
    const clean = computer(0, 0);
    expect((await clean.obey(scan('quick'))).detail).to.contain('and found nothing.');
    const found = computer(1, 1);
    expect((await found.obey(scan('quick'))).detail).to.contain('ClamAV found 1 infected file in');
    const lost = computer(2, 0);
    expect(await lost.obey(scan('quick'))).to.deep.include({ outcome: 'failed' });
    expect(lost.ran.map(args => args.at(-1))).to.deep.equal(['/home', '/root', '/tmp', '/var/tmp']);
  });

  it('leaves out what the kernel makes up and what other computers keep', async () => {
    const { ran, obey } = aComputer(linux, {
      files: {
        ...withClamav,
        '/proc/mounts':
          'proc /proc proc rw 0 0\nsrv:/homes /home/staff\\040a nfs4 rw 0 0\n//srv/x /srv cifs rw 0 0\n',
        '/home': ['pupil', 'staff a'],
      },
      commands: { clamdscan: ended(printed('', 0)) },
    });
    expect((await obey(scan('full'))).detail).to.contain('Network drives were left out.');
    expect(ran.map(args => args.at(-1))).to.deep.equal([
      '/etc',
      '/home/pupil',
      '/root',
      '/tmp',
      '/usr',
      '/var',
    ]);
    const none = await localPlaces(scriptedMachine({}), { places: ['/home'], unread: 0 });
    expect(none).to.deep.equal({ places: ['/home'], unread: 0, leftOut: false });
  });

  it('looks also through what is plugged in and what was never merged into /usr, and counts what it could not read', async () => {
    const { ran, obey } = aComputer(linux, {
      files: {
        ...withClamav,
        '/': ['bin', 'home', 'lib', 'srv', 'usr'],
        '/bin': ['ls'],
        '/lib': ['libc.so'],
        '/usr/lib': ['os-release'],
        '/run/media': ['pupil'],
        '/srv': { code: 'EACCES' },
        '/proc/mounts': '//srv/x /srv/x cifs rw 0 0\n',
      },
      commands: { clamdscan: ended(printed('', 0)) },
    });
    expect((await obey(scan('full'))).detail).to.contain('What could not be read: 1.');
    expect(ran.map(args => args.at(-1))).to.deep.equal(['/home', '/lib', '/run/media', '/usr']);
  });

  it('is Defender’s quick or full one, and XProtect says that nobody can ask it', async () => {
    const defender = aComputer(windows, { commands: { mpcmdrun: ended('') } });
    await defender.obey(scan('quick'));
    await defender.obey(scan('full'));
    expect(defender.ran.map(args => args.slice(1))).to.deep.equal([
      ['-Scan', '-ScanType', '1'],
      ['-Scan', '-ScanType', '2'],
    ]);
    const found = aComputer(windows, { commands: { mpcmdrun: ended('', { exit: 2 }) } });
    expect((await found.obey(scan('quick'))).outcome).to.equal('failed');
    expect((await aComputer(windows, {}).obey(scan('quick'))).outcome).to.equal('not_possible');
    expect((await aComputer(macos, {}).obey(scan('quick'))).outcome).to.equal('not_possible');
    const mdatp = aComputer(macos, {
      files: { '/Applications': ['Microsoft Defender.app'] },
      commands: { mdatp: ended('Scan has finished, 66 file(s) scanned, 2 threat(s) detected\n') },
    });
    expect((await mdatp.obey(scan('quick'))).detail).to.contain('Microsoft Defender found 2 threats');
  });

  it('runs outside the service’s own walls where there is systemd, and is stopped there, too', async () => {
    const stop = new AbortController();
    const { machine, ran } = aComputer(linux, {
      files: { ...withClamav, '/run/systemd/system': [] },
      modified: { '/usr/bin/clamdscan': 1 },
      commands: {
        'systemd-run': () => {
          stop.abort();
          return ended('');
        },
        systemctl: ended(''),
      },
    });
    const edges = { ask: async () => '', sockets: [], configurations: [], databases: [] };
    const outcome = await clamav(edges).scan('quick', { machine, signal: stop.signal, said: () => {} });
    expect(outcome.outcome).to.equal('failed');
    expect(ran.map(args => args[0])).to.deep.equal(['systemctl', 'systemd-run', 'systemctl']);
    expect(ran[1]?.slice(-5)).to.deep.equal(['--', '/usr/bin/clamdscan', '--fdpass', '--stdout', '/home']);
    expect(ran[2]).to.deep.equal(['systemctl', 'stop', 'caretaker-virus-scan.service']);
  });
});
