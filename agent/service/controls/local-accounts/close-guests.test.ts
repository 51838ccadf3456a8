/** useradd and usermod are real where they may be run, below another root; Windows' answers are composed. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { policy } from '../../../../shared/controls/local-accounts/policy.ts';
import { itWhen } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { Enforcement, Ledger, placesOf } from '../../enforcement/index.ts';
import type { Machine } from '../control.ts';
import { dayOf, type Known, planFor } from './close-guests.ts';
import { linux } from './linux.ts';
import { windows } from './windows.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 22, 9);
const today = dayOf(now);
const inDays = (days: number) => new Date((today + days) * 24 * 3600_000).toISOString().slice(0, 10);
const asks = (...guests: [name: string, days: number][]) =>
  policy.parse({ mode: 'enforce', guests: guests.map(([name, days]) => ({ name, endsOn: inDays(days) })) });
const known = (name: string, over: Partial<Known> = {}): Known => ({
  ...{ name, system: false, administrator: false, open: true, ends: null },
  ...over,
});
const technician = known('technician', { administrator: true });
const ends = (
  ...[asked, accounts, kept = 'shadow']: [ReturnType<typeof asks>, Known[], ('shadow' | 'windows')?]
) =>
  Object.fromEntries(
    planFor(asked, [technician, ...accounts], kept, now).wanted.map(({ setting, value }) => [
      setting.kind === 'account' ? setting.name : '',
      value?.kind === 'account' ? value.ends : undefined,
    ]),
  );

describe('guests’ last days, planned', () => {
  it('are told to Linux beforehand, so that the system itself keeps them; to Windows when they are over', () => {
    const asked = asks(['Supply2', 3], ['student', -1]);
    const accounts = [known('supply2'), known('student'), known('a.jones')];
    expect(ends(asked, accounts)).to.deep.equal({ supply2: today + 4, student: today });
    expect(ends(asked, accounts, 'windows')).to.deep.equal({ student: 1 });
  });

  it('are whole: nobody is out before the day is over', () => {
    const lastDay = asks(['supply2', 0]);
    expect(ends(lastDay, [known('supply2')])).to.deep.equal({ supply2: today + 1 });
    expect(ends(lastDay, [known('supply2')], 'windows')).to.deep.equal({});
  });

  it('never open what somebody closed or had end sooner, and let go of what the school gave more time', () => {
    const closed = known('supply2', { open: false, ends: 1 });
    expect(ends(asks(['supply2', 3]), [closed])).to.deep.equal({});
    expect(ends(asks(['supply2', 3]), [known('supply2', { ends: today + 1 })])).to.deep.equal({});
    expect(ends(asks(['supply2', -3]), [closed])).to.deep.equal({ supply2: 1 });
    expect(ends(asks(['supply2', 3]), [known('supply2', { ends: today + 90 })])).to.deep.equal({
      supply2: today + 4,
    });
    expect(ends(asks(['supply2', 9]), [closed], 'windows')).to.deep.equal({});
  });

  it('touch nobody who is not listed, nothing of the system’s own, and no account of a directory', () => {
    const root = known('root', { system: true, administrator: true });
    expect(ends(asks(['root', -9], ['j.directory', -9]), [root, known('a.jones')])).to.deep.equal({});
    expect(planFor(asks(), [technician], 'shadow', now)).to.deep.include({ wanted: [], how: 'detective' });
  });

  it('mean the account that is written so, and nobody where only capitals differ and two fit', () => {
    const both = [known('Anna'), known('anna')];
    expect(ends(asks(['anna', -1]), both)).to.deep.equal({ anna: today });
    expect(ends(asks(['ANNA', -1]), both)).to.deep.equal({});
    expect(ends(asks(['ANNA', -1]), [known('anna')])).to.deep.equal({ anna: today });
  });

  it('leave the last administrator in, and say so', () => {
    const guest = known('supply2', { administrator: true });
    const asked = asks(['supply2', -1], ['student', -1]);
    const alone = planFor(asked, [guest, known('student')], 'shadow', now);
    expect(alone.wanted).to.have.length(1);
    expect(alone.detail).to.contain('supply2: left open, because no other administrator');
    expect(planFor(asked, [technician, guest, known('student')], 'shadow', now).wanted).to.have.length(2);
  });

  it('close nobody where it cannot be seen who is an administrator, unless one is seen to stay', () => {
    const root = known('root', { system: true, open: false, administrator: true });
    const asked = asks(['anna', -1]);
    const unsure = planFor(asked, [root, known('anna')], 'shadow', now, false);
    expect(unsure.wanted).to.deep.equal([]);
    expect(unsure.detail).to.contain('anna: left open, because it could not be seen who is an administrator');
    expect(planFor(asked, [technician, known('anna')], 'shadow', now, false).wanted).to.have.length(1);
  });

  it('leave at least one administrator whoever is listed, whatever else is on the computer', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ system: fc.boolean(), administrator: fc.boolean(), open: fc.boolean() }), {
          maxLength: 6,
        }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -400, max: 400 })), {
          maxLength: 8,
        }),
        fc.constantFrom('shadow' as const, 'windows' as const),
        (made, listed, kept) => {
          const accounts = made.map((one, i) => known(`p${i}`, one));
          const asked = asks(...listed.map(([i, days]): [string, number] => [`P${i}`, days]));
          const { wanted } = planFor(asked, accounts, kept, now);
          const closing = new Set(
            wanted.map(({ setting }) => (setting.kind === 'account' ? setting.name : '')),
          );
          const may = (one: Known) => one.administrator && one.open;
          if (accounts.some(may))
            expect(accounts.some(one => may(one) && !closing.has(one.name))).to.equal(true);
          for (const one of accounts) if (one.system) expect(closing.has(one.name)).to.equal(false);
        },
      ),
    ));
});

describe('guests’ last days where sudo’s rules name people by an alias', () => {
  it('leave them in, who may be the last administrators', async () => {
    const files = {
      '/etc/passwd': 'root:x:0:0::/root:/bin/bash\nanna:x:1000:1000::/home/anna:/bin/bash\n',
      '/etc/shadow': 'root:*:20000::::::\nanna:$6$x$y:20000::::::\n',
      '/etc/group': 'root:x:0:\nanna:x:1000:\n',
      '/etc/sudoers': 'User_Alias ADMINS = anna\nADMINS ALL=(ALL:ALL) ALL\n',
    };
    const plan = await linux.plan?.(scriptedMachine({ now, files }), asks(['anna', -1]), never);
    expect(plan?.wanted).to.deep.equal([]);
  });
});

const obstacle =
  process.getuid?.() !== 0
    ? 'only root may make accounts'
    : existsSync('/usr/sbin/useradd')
      ? null
      : 'useradd is not installed';

describe('guests’ last days, set', () => {
  itWhen(
    obstacle,
    'in a real shadow file, repaired when somebody takes them back, and put back as they were',
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'guests-'));
      const ledger = new Ledger(':memory:');
      try {
        mkdirSync(join(root, 'etc'));
        for (const file of ['passwd', 'shadow', 'group', 'gshadow', 'login.defs'])
          if (existsSync(`/etc/${file}`)) cpSync(`/etc/${file}`, join(root, 'etc', file));
        const on = (tool: string, ...args: string[]) => execFileSync(tool, ['--prefix', root, ...args]);
        on('useradd', '-s', '/bin/bash', '-p', '$6$x$y', '-G', 'sudo', 'technician');
        on('useradd', '-s', '/bin/bash', '-p', '$6$x$y', 'supply2');
        const shadow = () => readFileSync(join(root, 'etc/shadow'), 'utf8');
        const before = shadow();
        const rowOf = (name: string) =>
          shadow()
            .split('\n')
            .find(line => line.startsWith(`${name}:`)) ?? '';
        // chage itself knows no other root than a whole system; usermod writes the same field.
        const chage = (args: readonly string[]) => {
          const [, day = '', name = ''] = args;
          on('usermod', '-e', day === '-1' ? '' : day, name);
          return ended('');
        };
        const machine: Machine = {
          ...scriptedMachine({
            now,
            commands: {
              getent: args => {
                const row = rowOf(args[3] ?? '');
                return row === '' ? ended('', { exit: 2 }) : ended(`${row}\n`);
              },
              chage,
            },
          }),
          readFile: async path => readFileSync(join(root, path), 'utf8'),
          readDirectory: async () => [],
        };
        const told: string[] = [];
        const hands = new Enforcement({
          ...{ ledger, machine, candidates: join(root, 'candidates') },
          places: placesOf(machine, ledger.folders),
          beforeWriting: () => {},
          tell: name => void told.push(name),
        });
        const bring = async (asked: object) =>
          hands.bring('local-accounts', (await linux.plan?.(machine, asked as never, never)) as never, 1);
        expect(await bring(asks(['supply2', -1]))).to.deep.equal({ kind: 'in_place', changed: true });
        expect(rowOf('supply2').split(':')[7]).to.equal(String(today));
        expect(await bring(asks(['supply2', -1]))).to.deep.equal({ kind: 'in_place', changed: false });
        chage(['-E', '-1', 'supply2']);
        expect(await bring(asks(['supply2', -1]))).to.deep.equal({ kind: 'in_place', changed: true });
        expect(told).to.include('enforcement.drift');
        // The school gives more time: the account is let go of, and then ends later.
        await bring(asks(['supply2', 5]));
        await bring(asks(['supply2', 5]));
        expect(rowOf('supply2').split(':')[7]).to.equal(String(today + 6));
        await hands.releaseAll();
        expect(shadow()).to.equal(before);
      } finally {
        ledger.close();
        rmSync(root, { recursive: true, force: true });
      }
    },
  );

  it('on Windows by switching the account off, and on again', async () => {
    const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;
    const row = (name: string, number: number, disabled = false) => ({
      name,
      sid: sid(number),
      disabled,
      passwordRequired: true,
    });
    let enabled = true;
    const asked: string[] = [];
    const answer = (text: string) => {
      asked.push(text);
      if (text.includes('Disable-LocalUser')) enabled = false;
      if (text.includes('Enable-LocalUser')) enabled = true;
      if (text.includes('Get-LocalUser')) return { accounts: { rows: [{ enabled }] } };
      return {
        ...{ computer: 'LAPTOP-7', domain: false, role: 0, entra: { rows: [] } },
        ...{ autoLogon: '', autoLogonName: '', autoLogonDomain: '' },
        accounts: [row('Administrator', 500, true), row('tech', 1001), row("o'brien", 1002, !enabled)],
        administrators: { rows: [{ sid: sid(1001), name: 'PC\\tech' }] },
        remote: { rows: [] },
      };
    };
    const machine = scriptedMachine({
      now,
      commands: {
        powershell: args =>
          ended(JSON.stringify({ language: 'FullLanguage', answer: answer(args.at(-1) ?? '') })),
      },
    });
    const ledger = new Ledger(':memory:');
    const hands = new Enforcement({
      ...{ ledger, machine, candidates: '/nowhere', beforeWriting: () => {}, tell: () => {} },
      places: placesOf(machine, ledger.folders),
    });
    const plan = await windows.plan?.(machine, asks(["O'Brien", -1], ['Administrator', -1]), never);
    expect(plan?.wanted.map(({ setting }) => setting)).to.deep.equal([
      { kind: 'account', kept: 'windows', name: "o'brien" },
    ]);
    await hands.bring('local-accounts', plan as never, 1);
    expect(enabled).to.equal(false);
    expect(asked.find(text => text.includes('Disable-LocalUser'))).to.contain("o''brien");
    await hands.releaseAll();
    expect(enabled).to.equal(true);
    ledger.close();
  });
});
