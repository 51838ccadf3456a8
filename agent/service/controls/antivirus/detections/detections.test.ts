/** Log lines are composed in clamd's own form, and clamd itself writes them where it is installed. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type * as z from 'zod';
import { policy } from '../../../../../shared/controls/antivirus/policy.ts';
import { record } from '../../../../../shared/protocol/device.ts';
import { everyCut, onMutations } from '../../../../../test/support/mutated.ts';
import { itOnRecorded, itWhen, recorded } from '../../../../../test/support/recorded.ts';
import { listedMoment, listedRecords } from '../../../../../test/support/recorded-lists.ts';
import { ended, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { until } from '../../../../../test/support/until.ts';
import { thisMachine } from '../../../system/machine.ts';
import type { GuardEdges, Machine } from '../../control.ts';
import { clamavLog, foundIn, parseFound } from './clamav-log.ts';
import type { Detection } from './detection.ts';
import { DetectionGuard } from './guard.ts';
import { linuxDetections } from './linux.ts';
import { parseDetections } from './windows.ts';

const now = Date.parse('Sun Nov 22 09:00:00 2026');
const eicar =
  'Sun Nov 22 08:59:41 2026 -> /home/a.jones/Downloads/marks: term 1.zip: Win.Test.EICAR_HDB-1(44d88612fea8a8f36de82e1278abb02f:68) FOUND';
const watching = policy.parse({});

function edgesOn(machine: Machine) {
  const told: [string, Record<string, unknown>][] = [];
  const kept = new Map<string, unknown>();
  const timers: (() => void)[] = [];
  const edges = {
    machine,
    clock: {
      now: () => now,
      monotonic: () => 0,
      random: () => 0,
      after(_ms: number, call: () => void) {
        timers.push(call);
        return () => void timers.splice(timers.indexOf(call), timers.includes(call) ? 1 : 0);
      },
    },
    tell: (name: string, facts: Record<string, unknown>) => void told.push([name, facts]),
    lookAgain() {},
    cell: <T>(name: string, schema: z.ZodType<T>) => ({
      read: () => (kept.has(name) ? schema.parse(kept.get(name)) : undefined),
      write: (value: T) => void kept.set(name, schema.parse(value)),
      remove: () => void kept.delete(name),
    }),
    device: () => null,
    serialKey: () => null,
  } as GuardEdges;
  const turn = async () => {
    for (const call of timers.splice(0)) call();
    await new Promise(resolve => setTimeout(resolve, 20));
  };
  return { edges, told, turn, timers };
}

const log = '/var/log/clamav/clamav.log';
/** ClamAV whose log a test writes. */
function clamav() {
  const files: Record<string, string> = {
    '/etc/clamav/clamd.conf': `# LogFile /no\nLogFile ${log}\n`,
    [log]: '',
  };
  const modified: Record<string, number> = { [log]: 1 };
  const write = (...lines: string[]) => {
    files[log] += lines.map(line => `${line}\n`).join('');
    modified[log] = (modified[log] ?? 0) + 1;
  };
  const machine = scriptedMachine({ files, modified });
  return { machine, write, files };
}

describe('what ClamAV found', () => {
  it('is read from its log without the path, whatever the path has in it', () => {
    const found = parseFound(eicar);
    expect(found).to.deep.include({
      product: 'ClamAV',
      threat: 'Win.Test.EICAR_HDB-1',
      action: 'none',
      place: 'home',
      at: Date.parse('Sun Nov 22 08:59:41 2026'),
    });
    expect(JSON.stringify(found)).to.not.match(/jones|marks|zip/);
  });

  it('is told by the kind of place where it was', () => {
    const placeOf = (path: string) => parseFound(`${path}: Eicar FOUND`)?.place;
    expect(
      ['/media/a/STICK/x', '/tmp/x', '/usr/lib/x', 'instream(local)', 'fd[10]', '/srv/x'].map(placeOf),
    ).to.deep.equal(['removable', 'temporary', 'system', 'handed_over', 'handed_over', 'elsewhere']);
  });

  it('is nothing in every other line, and in every line that is cut', () => {
    const others = [
      '',
      'Sun Nov 22 08:59:41 2026 -> SelfCheck: Database status OK.',
      '/x: OK',
      '/x: Eicar ERROR',
    ];
    for (const text of [...others, ...everyCut(eicar)]) expect(parseFound(text), text).to.equal(undefined);
  });

  it('is told once, over starts too, and what is history at the first look is not', async () => {
    const { machine, write } = clamav();
    write(eicar.replace('Nov 22', 'Oct  2'), eicar);
    const here = edgesOn(machine);
    const start = () => linuxDetections(here.edges, ['/etc/clamav/clamd.conf']);
    const guard = start();
    guard.follow(watching);
    await here.turn();
    expect(here.told.map(([name]) => name)).to.deep.equal(['av.detected']);
    await here.turn();
    write('Sun Nov 22 09:10:00 2026 -> instream(local): Eicar FOUND');
    await here.turn();
    expect(here.told).to.have.length(2);
    await guard.stop();
    expect(here.timers).to.have.length(0);
    const again = start();
    again.follow(watching);
    await here.turn();
    expect(here.told).to.have.length(2);
    await again.stop();
  });

  it('is a number where there is too much of it, and fits the event that travels', async () => {
    const { machine, write } = clamav();
    const here = edgesOn(machine);
    const guard = linuxDetections(here.edges, ['/etc/clamav/clamd.conf']);
    guard.follow(watching);
    await here.turn();
    write(...Array.from({ length: 400 }, (_, i) => `/home/x/${i}: Eicar-${i} FOUND`));
    await here.turn();
    await here.turn();
    expect(here.told).to.have.length(21);
    expect(here.told.at(-1)).to.deep.equal(['av.detected_more', { more: 80 }]);
    for (const [name, facts] of here.told)
      record.parse({ id: crypto.randomUUID(), seq: 1, at: now, type: 'event', name, facts });
    await guard.stop();
  });

  it('is not looked for while the control is off, and nothing is told where there is no log', async () => {
    const here = edgesOn(scriptedMachine({}));
    const guard = linuxDetections(here.edges, ['/etc/clamav/clamd.conf']);
    guard.follow({ mode: 'off' });
    expect(here.timers).to.have.length(0);
    guard.follow(watching);
    await here.turn();
    expect(here.told).to.deep.equal([]);
    await guard.stop();
  });

  it('waits for the end of a line that is being written', async () => {
    const { machine, write, files } = clamav();
    write(eicar);
    files[log] += eicar.slice(0, 60);
    expect(await foundIn(machine, log)).to.have.length(1);
  });

  const clamd = '/usr/sbin/clamd';
  itWhen(
    existsSync(clamd) && process.getuid?.() === 0 ? null : 'clamd is not installed, or this is not root',
    'is what clamd itself writes of a test file',
    async function () {
      this.timeout(60_000);
      const folder = mkdtempSync(join(tmpdir(), 'caretaker-clamd-'));
      chmodSync(folder, 0o755);
      const path = (name: string) => join(folder, name);
      // A list with one entry, so that no other is needed.
      const bait = 'this is what nobody has on a computer\n';
      writeFileSync(path('own.ndb'), `Own.Test:0:*:${Buffer.from(bait.trim()).toString('hex')}\n`);
      writeFileSync(path('bait: 1.txt'), bait);
      writeFileSync(
        path('clamd.conf'),
        [
          `LocalSocket ${path('socket')}`,
          `DatabaseDirectory ${folder}`,
          `LogFile ${path('clamd.log')}`,
          'LogTime true\nExtendedDetectionInfo true\nForeground true\nUser root\n',
        ].join('\n'),
      );
      const running = spawn(clamd, ['-c', path('clamd.conf')], { stdio: 'ignore' });
      try {
        await until('clamd listens', async () => existsSync(path('socket')), 50_000);
        await ask(path('socket'), `nSCAN ${path('bait: 1.txt')}\n`);
        const machine = thisMachine();
        const seen = await clamavLog(machine, [path('clamd.conf')]);
        expect(seen?.path).to.equal(path('clamd.log'));
        const [found] = await foundIn(machine, path('clamd.log'));
        expect(found, readFileSync(path('clamd.log'), 'utf8')).to.deep.include({
          threat: 'Own.Test.UNOFFICIAL',
          place: 'temporary',
        });
        expect(Math.abs((found?.at ?? 0) - Date.now())).to.be.below(120_000);
      } finally {
        running.kill();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

const ask = (socket: string, words: string) =>
  new Promise<string>((resolve, reject) => {
    const line = createConnection(socket, () => line.write(words));
    let answer = '';
    line.setEncoding('utf8').on('data', text => {
      answer += text;
    });
    line.once('end', () => resolve(answer)).once('error', reject);
  });

describe('what Microsoft Defender found', () => {
  /** Composed, with the numbers of the recorded sample of Get-MpThreatDetection. */
  const detection = {
    id: '{6D167C59-D9A3-4AB8-9BF0-A188F47216F5}',
    threat: 2147775465,
    status: 1,
    at: '2026-11-21T21:33:44Z',
    place: 'home',
  };
  const said = (
    rows: object[],
    threats: object = { rows: [{ id: 2147775465, name: 'Trojan:MSIL/TurtleLoader.A!dha' }] },
  ) => JSON.stringify({ language: 'FullLanguage', answer: { found: { rows }, threats } });

  it('is told by numbers, with the name of the threat beside', () => {
    expect(parseDetections(said([detection]))[0]).to.deep.include({
      threat: 'Trojan:MSIL/TurtleLoader.A!dha',
      action: 'none',
      place: 'home',
      at: Date.UTC(2026, 10, 21, 21, 33, 44),
    });
    expect(parseDetections(said([detection], { error: '0x800106ba' }))[0]?.threat).to.equal(
      'threat number 2147775465',
    );
    expect(
      parseDetections(
        said([
          { ...detection, status: 3 },
          { ...detection, status: 103 },
          { ...detection, status: 77 },
        ]),
      ).map(({ action }) => action),
    ).to.deep.equal(['not_known', 'failed', 'quarantined']);
    expect(parseDetections(said([]))).to.deep.equal([]);
  });

  itOnRecorded('is told of a recorded detection without its path or its person', () => {
    const [row] = listedRecords(recorded('windows/get-mpthreatdetection/one-detected.txt'));
    const [threat] = listedRecords(recorded('windows/get-mpthreat/one-active.txt'));
    const found = {
      id: row?.DetectionID,
      threat: Number(row?.ThreatID),
      status: Number(row?.ThreatStatusID),
    };
    const at = listedMoment(row?.InitialDetectionTime);
    const threats = { rows: [{ id: Number(threat?.ThreatID), name: threat?.ThreatName }] };
    const told = parseDetections(said([{ ...found, at, place: 'home' }], threats));
    expect(told[0]).to.deep.include({ threat: 'Trojan:MSIL/TurtleLoader.A!dha', action: 'none' });
    expect(told[0]?.at).to.equal(Date.UTC(2025, 1, 8, 21, 33, 44));
    expect(JSON.stringify(told)).to.not.match(/Administrator|StaticAnalysis/);
    expect(() => parseDetections(recorded('windows/get-mpthreatdetection/one-detected.txt'))).to.throw(
      'not the JSON',
    );
  });

  it('is told again when something else became of it', async () => {
    let answer = said([detection]);
    const machine = scriptedMachine({ commands: { powershell: () => ended(answer) } });
    const here = edgesOn(machine);
    const { windows } = await import('../windows.ts');
    const guard = windows.guard?.(here.edges);
    guard?.follow(watching);
    await here.turn();
    await here.turn();
    answer = said([{ ...detection, status: 3 }]);
    await here.turn();
    expect(here.told.map(([, facts]) => facts.action)).to.deep.equal(['none', 'quarantined']);
    await guard?.stop();
  });

  it('is never guessed from an answer that is cut or changed', () =>
    onMutations(said([detection]), text => {
      try {
        for (const one of parseDetections(text)) expect(one.product).to.equal('Microsoft Defender');
      } catch (error) {
        expect((error as Error).name).to.equal('Error');
      }
    }));

  it('is asked for again after a look that failed', async () => {
    const here = edgesOn(scriptedMachine({}));
    let looks = 0;
    const found: Detection[] = [];
    const guard = new DetectionGuard(here.edges, {
      everyMs: 1,
      async look() {
        looks += 1;
        if (looks === 1) throw new Error('no');
        return found;
      },
    });
    guard.follow(watching);
    await here.turn();
    await here.turn();
    expect(looks).to.equal(2);
    await guard.stop();
  });
});
