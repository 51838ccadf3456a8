/** The answers of Windows and macOS are composed after their makers' pages; LUKS is asked for real where it is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as z from 'zod';
import { policy } from '../../../../../shared/controls/disk-encryption/policy.ts';
import { record } from '../../../../../shared/protocol/device.ts';
import { order } from '../../../../../shared/protocol/order.ts';
import { diskKeyText } from '../../../../../shared/protocol/transcript.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { onMutations } from '../../../../../test/support/mutated.ts';
import { itWhen } from '../../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import { Outbox } from '../../../outbox.ts';
import { thisMachine } from '../../../system/machine.ts';
import { makeSealingKey, seal, unseal } from '../../../system/sealing.ts';
import type { CommandResult, GuardEdges, Machine } from '../../control.ts';
import { RecoveryKeyGuard } from './guard.ts';
import type { KeyKeeper } from './keeper.ts';
import { luksKeys, testLuks } from './linux.ts';
import { fileVaultKeys } from './macos.ts';
import { bitLockerKeys, parseKeys } from './windows.ts';

const signal = new AbortController().signal;
const password = '111111-222222-333333-444444-555555-666666-700007-000011';
const other = '000011-000022-000033-000044-000055-000066-000077-000088';
const protector = '{0F7C5D1E-7E42-4A30-9F0C-0A1B2C3D4E5F}';
const answer = (keys: object[], logged = false) =>
  JSON.stringify({ language: 'FullLanguage', answer: { logged, keys } });
const ofC = { volume: 'C:', protector, secret: password };

/** A machine one of whose commands reads what it is given. */
function reading(command: string, reply: (input: string | undefined) => CommandResult) {
  const seen: { args: readonly string[]; input: string | undefined }[] = [];
  const machine: Machine = {
    ...scriptedMachine({}),
    run: async (name, args, options) => {
      if (name !== command) return missing;
      seen.push({ args, input: options?.input });
      return reply(options?.input);
    },
  };
  return { machine, seen };
}

function edgesOn(machine: Machine, tell: GuardEdges['tell'], sealing = makeSealingKey()) {
  const clock = new SettableClock();
  const own = makeSealingKey();
  const cell = memoryCells();
  const edges = {
    ...{ machine, clock, cell, tell },
    lookAgain() {},
    device: () => ({ deviceId: 'device-1', schoolId: 's', consoleKey: 'k' }),
    serialKey: () => null,
    calendar: () => null,
    sealTo: () => sealing.publicKey,
    unseal: (sealed, about) => unseal(own, sealed, about(own.publicKey)),
  } as GuardEdges;
  const test = (secret: string, volume = 'C:', to = own.publicKey) =>
    order.parse({
      kind: 'test_recovery_key',
      control: 'disk-encryption',
      keyId: '01a20383-fe14-7dcc-98b5-cd412c706091',
      volume,
      sealed: seal(Buffer.from(secret), to, passing => diskKeyText('device-1', volume, to, passing)),
    });
  return { edges, clock, sealing, test };
}
const keeping = policy.parse({ keepRecoveryKeys: true });
const hourMs = 3600_000;

describe('recovery keys of BitLocker', () => {
  it('are read with their protectors, and nothing else is taken for one', () => {
    expect(parseKeys(answer([ofC]))).to.deep.equal([ofC]);
    expect(parseKeys(answer([]))).to.deep.equal([]);
    for (const secret of ['', '123456', password.replace('111111', '111112'), 'a sentence'])
      expect(() => parseKeys(answer([{ ...ofC, secret }])), secret).to.throw();
  });

  it('are not asked for where PowerShell writes down what it prints', () =>
    expect(() => parseKeys(answer([], true))).to.throw(/write down/));

  it('are never guessed of a cut or changed answer, and no error holds one', () =>
    onMutations(answer([ofC]), text => {
      try {
        for (const { secret } of parseKeys(text)) expect(secret).to.match(/^(\d{6}-){7}\d{6}$/);
      } catch (error) {
        expect(String(error)).to.not.include('222222');
      }
    }));

  it('are compared with the one that the console keeps', async () => {
    const { machine } = reading('powershell', () => ended(answer([ofC])));
    expect((await bitLockerKeys.test(machine, 'C:', `${password} `, signal)).result).to.equal('opens');
    expect((await bitLockerKeys.test(machine, 'C:', other, signal)).result).to.equal('does_not_open');
    expect((await bitLockerKeys.test(machine, 'D:', password, signal)).result).to.equal('not_tried');
  });
});

describe('a recovery key of FileVault', () => {
  const key = 'ABCD-EFGH-1234-5678-WXYZ-0000';
  it('is handed to fdesetup on its standard input, and believed only by its own two words', async () => {
    const said = [ended('true\n'), ended('false\n'), ended('Error: not enabled\n', { exit: 11 }), missing];
    const { machine, seen } = reading('fdesetup', () => said.shift() ?? missing);
    const results = [];
    for (let i = 0; i < 4; i++) results.push((await fileVaultKeys.test(machine, '/', key, signal)).result);
    expect(results).to.deep.equal(['opens', 'does_not_open', 'not_tried', 'not_tried']);
    expect(seen[0]?.args).to.deep.equal(['validaterecovery', '-inputplist']);
    expect(seen[0]?.input).to.include(`<string>${key}</string>`);
  });

  it('of another form is not handed to anything', async () => {
    const { machine, seen } = reading('fdesetup', () => ended('true'));
    expect((await fileVaultKeys.test(machine, '/', '</string>&', signal)).result).to.equal('not_tried');
    expect(seen).to.deep.equal([]);
  });
});

describe('a recovery key of LUKS', () => {
  it('that no encrypted volume has is not tried', async () => {
    const lsblk = ended(JSON.stringify({ blockdevices: [{ name: 'sda', kname: 'sda', type: 'disk' }] }));
    const machine = scriptedMachine({
      commands: { lsblk },
      files: { '/proc/self/mounts': '/dev/sda / ext4 rw 0 0\n' },
    });
    expect((await luksKeys.test(machine, '/', 'x', signal)).result).to.equal('not_tried');
  });

  it('is tried on what holds the volume', async () => {
    const tree = {
      blockdevices: [
        {
          ...{ name: 'sda', kname: 'sda', type: 'disk' },
          children: [
            {
              ...{ name: 'sda3', kname: 'sda3', type: 'part' },
              children: [{ name: 'root', kname: 'dm-0', type: 'crypt', mountpoints: ['/'] }],
            },
          ],
        },
      ],
    };
    const asked: string[][] = [];
    const machine = scriptedMachine({
      commands: {
        lsblk: ended(JSON.stringify(tree)),
        cryptsetup: args => {
          asked.push([...args]);
          return ended('');
        },
      },
      files: { '/proc/self/mounts': '/dev/mapper/root / ext4 rw 0 0\n' },
    });
    expect((await luksKeys.test(machine, '/', 'secret words', signal)).result).to.equal('opens');
    expect(asked[0]?.at(-1)).to.equal('/dev/sda3');
    expect(asked.flat().join(' ')).to.not.include('secret');
  });

  const cryptsetup = '/usr/sbin/cryptsetup';
  it('is tried in a unit of its own that goes first where memory runs out, with the key on standard input alone', async () => {
    const said = [ended(''), ended('', { exit: 2 }), ended('', { exit: 255 })];
    const { machine, seen } = reading('systemd-run', () => said.shift() ?? missing);
    const there = { files: { '/run/systemd/system': [] }, modified: { [cryptsetup]: 1 } };
    const { readDirectory, modifiedAt } = scriptedMachine(there);
    const results = [];
    for (let i = 0; i < 3; i++)
      results.push(
        await testLuks({ ...machine, readDirectory, modifiedAt }, '/dev/sda3', 'the words', signal),
      );
    expect(results.map(one => one.result)).to.deep.equal(['opens', 'does_not_open', 'not_tried']);
    expect(seen[0]?.args).to.include.members(['--property=OOMScoreAdjust=500', '--property=MemoryMax=1280M']);
    expect(seen[0]?.args.slice(-8)[0]).to.equal(cryptsetup);
    expect([seen[0]?.input, seen[0]?.args.join(' ').includes('the words')]).to.deep.equal([
      'the words',
      false,
    ]);
  });

  itWhen(
    existsSync(cryptsetup) ? null : 'cryptsetup is not installed',
    'opens a real volume, or does not, or could not be tried',
    async function () {
      this.timeout(30_000);
      const folder = mkdtempSync(join(tmpdir(), 'caretaker-luks-'));
      const disk = join(folder, 'disk');
      writeFileSync(disk, Buffer.alloc(20 * 1024 * 1024));
      const quick = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', '--key-file', '-'];
      const made = spawnSync(cryptsetup, ['luksFormat', '--batch-mode', ...quick, disk], {
        input: 'dbjt-cuhk-ltev-gnru',
      });
      expect(made.status, String(made.stderr)).to.equal(0);
      const machine = thisMachine();
      expect((await testLuks(machine, disk, 'dbjt-cuhk-ltev-gnru', signal)).result).to.equal('opens');
      expect((await testLuks(machine, disk, 'another', signal)).result).to.equal('does_not_open');
      expect((await testLuks(machine, join(folder, 'none'), 'another', signal)).result).to.equal('not_tried');
      rmSync(folder, { recursive: true });
    },
  );
});

describe('the guard of recovery keys', () => {
  const windows = () => reading('powershell', () => ended(answer([ofC]))).machine;
  const load = async (): Promise<KeyKeeper> => bitLockerKeys;
  // Loaded when the first school asks for it.
  before(() => import('./work.ts'));

  const passed = async (clock: SettableClock, ms: number) => {
    clock.pass(ms);
    await clock.settled();
    await new Promise(resolve => setTimeout(resolve, 10));
  };

  it('reads and tries nothing unless the school asks for it', async () => {
    const told: unknown[] = [];
    const { edges, clock, test } = edgesOn(windows(), (...one) => void told.push(one));
    const guard = new RecoveryKeyGuard(edges, load);
    guard.follow(policy.parse({}));
    guard.follow({ ...keeping, mode: 'off' });
    await passed(clock, 24 * hourMs);
    expect((await guard.obey(test(password))).outcome).to.equal('refused');
    expect(told).to.deep.equal([]);
    await guard.stop();
  });

  it('hands each key over once, sealed, and again when it is another one', async () => {
    const told: [string, Record<string, unknown>][] = [];
    let keys = [ofC];
    const { machine } = reading('powershell', () => ended(answer(keys)));
    const { edges, clock, sealing } = edgesOn(machine, (...one) => void told.push(one));
    const guard = new RecoveryKeyGuard(edges, load);
    guard.follow(keeping);
    await passed(clock, hourMs);
    await passed(clock, 7 * hourMs);
    expect(told).to.have.length(1);
    const [name, facts] = told[0] ?? ['', {}];
    expect(name).to.equal('disk.recovery_key');
    const { key, box, volume } = facts as { key: string; box: string; volume: string };
    const about = diskKeyText('device-1', volume, sealing.publicKey, key);
    expect(unseal(sealing, { key, box }, about)?.toString()).to.equal(password);
    expect(unseal(sealing, { key, box }, about.replace('device-1', 'device-2'))).to.equal(undefined);
    record.parse({ id: crypto.randomUUID(), seq: 1, at: 1, type: 'event', name, facts });
    keys = [{ ...ofC, protector: '{another}', secret: other }];
    await passed(clock, 7 * hourMs);
    expect(told.map(([, { protector: of }]) => of)).to.deep.equal([protector, '{another}']);
    await guard.stop();
  });

  it('looks again where its own code could not be loaded, and hands over anew what was kept damaged', async () => {
    const told: unknown[] = [];
    const { edges, clock } = edgesOn(windows(), (...one) => void told.push(one));
    edges.cell('recovery-keys', z.unknown()).write('damaged');
    let tries = 0;
    const guard = new RecoveryKeyGuard(edges, async () => {
      tries += 1;
      if (tries === 1) throw new Error('ENOENT');
      return bitLockerKeys;
    });
    guard.follow(keeping);
    await passed(clock, hourMs);
    expect([tries, told.length]).to.deep.equal([1, 0]);
    await passed(clock, 7 * hourMs);
    expect([tries, told.length, guard.sends()]).to.deep.equal([2, 1, 'recovery_keys']);
    await guard.stop();
  });

  it('tries what the console keeps, and tells what came of it', async () => {
    const told: [string, Record<string, unknown>][] = [];
    const { edges, test } = edgesOn(windows(), (...one) => void told.push(one));
    const guard = new RecoveryKeyGuard(edges, load);
    guard.follow(keeping);
    expect(await guard.obey(test(password))).to.include({ outcome: 'done' });
    expect((await guard.obey(test(other))).detail).to.include('does not open');
    expect((await guard.obey(test(password, 'C:', makeSealingKey().publicKey))).outcome).to.equal(
      'not_possible',
    );
    expect(told.map(([, { result }]) => result)).to.deep.equal(['opens', 'does_not_open', 'not_tried']);
    await guard.stop();
  });

  it('leaves no key in the clear in the outbox or in what it told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-keys-'));
    const outbox = new Outbox({ path: join(folder, 'outbox.db'), now: () => 1 });
    const told: unknown[] = [];
    const { edges, clock, test } = edgesOn(windows(), (name, facts) => {
      told.push([name, facts]);
      outbox.event(name, facts);
    });
    const guard = new RecoveryKeyGuard(edges, load);
    guard.follow(keeping);
    await passed(clock, hourMs);
    await guard.obey(test(password));
    await guard.stop();
    expect(outbox.waiting).to.equal(2);
    const kept = spawnSync('grep', ['-rlaE', forms(password).join('|'), folder], { encoding: 'utf8' });
    expect(kept.stdout).to.equal('');
    expect(JSON.stringify(told)).to.not.match(new RegExp(forms(password).join('|')));
    outbox.close();
    rmSync(folder, { recursive: true });
  });
});

/** A key as it is, without its dashes, and as bytes are usually written. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').slice(0, 40);
  return [secret, secret.replaceAll('-', ''), secret.slice(0, 20), bytes.toString('hex'), base64].map(form =>
    form.replace(/[+/]/g, '.'),
  );
}
