/** Answers are composed: of Windows after the documented numbers of Defender's events, of systemd after what `systemctl show` prints. */
import { expect } from 'chai';
import { policy } from '../../../../../shared/controls/antivirus/policy.ts';
import { record } from '../../../../../shared/protocol/device.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { everyCut, onMutations } from '../../../../../test/support/mutated.ts';
import { ended, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import type { GuardEdges, Machine } from '../../control.ts';
import { linuxTampering, Stopped } from './linux.ts';
import { parseTampering, tamperingScript, windowsTampering } from './windows.ts';

const hourMs = 3600_000;
const at = '2026-11-22T10:00:00Z';
const said = (...rows: object[]) => JSON.stringify({ language: 'FullLanguage', answer: { found: { rows } } });
const event = (id: number, record: number, when = at) => ({ record, id, at: when });

function aComputer(machine: Machine) {
  const told: [string, Record<string, unknown>][] = [];
  const clock = new SettableClock();
  const edges = {
    ...{ machine, clock, cell: memoryCells() },
    tell: (...one: [string, Record<string, unknown>]) => void told.push(one),
    lookAgain() {},
  } as unknown as GuardEdges;
  const pass = async (ms: number) => {
    clock.pass(ms);
    await clock.settled();
  };
  return { edges, told, clock, pass };
}

describe('Microsoft Defender turned off, or nearly', () => {
  it('is told by the number of the event, each kind once with how often, the last one counting', () => {
    expect(
      parseTampering(said(event(5013, 9), event(5013, 8), event(5001, 7), event(1116, 6))),
    ).to.deep.equal([
      {
        ...{ id: `real_time_off 7 ${Date.parse(at)}`, product: 'Microsoft Defender', what: 'real_time_off' },
        ...{ times: 1, at: Date.parse(at) },
      },
      {
        ...{
          id: `change_stopped 9 ${Date.parse(at)}`,
          product: 'Microsoft Defender',
          what: 'change_stopped',
        },
        ...{ times: 2, at: Date.parse(at) },
      },
    ]);
    expect(parseTampering(said(event(5010, 1), event(5012, 2))).map(({ what }) => what)).to.deep.equal([
      'scanning_off',
    ]);
    expect(parseTampering(said())).to.deep.equal([]);
  });

  it('asks for numbers and times alone, and takes no such event for an answer', () => {
    expect(tamperingScript).to.not.match(/\.Message|Properties|UserId/);
    expect(tamperingScript).to.contain('NoMatchingEventsFound');
    expect(() =>
      parseTampering('{"language":"FullLanguage","answer":{"found":{"error":"0x80070005"}}}'),
    ).to.throw('0x80070005');
  });

  it('is told once, again when it happened again, and fits the event that travels', async () => {
    const clockStart = new SettableClock().now();
    const when = (ms: number) => `${new Date(clockStart + ms).toISOString().slice(0, 19)}Z`;
    let answer = said(event(5013, 8, when(0)));
    const here = aComputer(scriptedMachine({ commands: { powershell: () => ended(answer) } }));
    const guard = windowsTampering(here.edges);
    guard.follow(policy.parse({}));
    await here.pass(2000);
    await here.pass(hourMs);
    expect(here.told).to.have.length(1);
    answer = said(event(5013, 9, when(hourMs)), event(5013, 8, when(0)));
    await here.pass(hourMs);
    expect(here.told.map(([, { times }]) => times)).to.deep.equal([1, 2]);
    for (const [name, facts] of here.told)
      record.parse({ id: crypto.randomUUID(), seq: 1, at: 1, type: 'event', name, facts });
    await guard.stop();
  });

  it('is never guessed from an answer that is cut or changed', () =>
    onMutations(said(event(5013, 9)), text => {
      try {
        for (const one of parseTampering(text))
          expect(one.what).to.match(/^(real_time|scanning)_off$|^change_stopped$/);
      } catch (error) {
        expect((error as Error).name).to.equal('Error');
      }
    }));
});

describe('ClamAV’s service', () => {
  const now = Date.parse('2026-11-22T10:00:00');
  const shown = (over: Record<string, string> = {}) =>
    Object.entries({
      ...{ Id: 'clamav-daemon.service', LoadState: 'loaded', ActiveState: 'inactive', Result: 'success' },
      ActiveExitTimestamp: 'Sun 2026-11-22 09:14:05 GMT',
      ...over,
    })
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  const parseStopped = (text: string, when: number) => new Stopped().look(text, when);
  const notInstalled = shown({ Id: 'clamd@scan.service', LoadState: 'not-found', ActiveExitTimestamp: '' });

  it('was stopped, where it ended in good order and stayed so', () => {
    expect(parseStopped(`${shown()}\n${notInstalled}`, now)).to.deep.equal([
      {
        ...{ id: `stopped ${Date.parse('2026-11-22T09:14:05')}`, product: 'ClamAV', what: 'service_stopped' },
        ...{ times: 1, at: Date.parse('2026-11-22T09:14:05') },
      },
    ]);
    expect(parseStopped(shown({ LoadState: 'masked' }), now)).to.have.length(1);
  });

  it('was not, where it runs, failed, ran out of memory, never ran, or is just being renewed', () => {
    for (const over of [
      { ActiveState: 'active' },
      { ActiveState: 'failed', Result: 'exit-code' },
      { Result: 'oom-kill' },
      { ActiveExitTimestamp: '' },
      { ActiveExitTimestamp: 'n/a' },
      { ActiveExitTimestamp: 'Sun 2026-11-22 09:55:00 GMT' },
      { LoadState: 'not-found' },
    ])
      expect(parseStopped(shown(over), now), JSON.stringify(over)).to.deep.equal([]);
    for (const text of everyCut(shown().slice(0, shown().indexOf('09:14'))))
      expect(parseStopped(text, now)).to.deep.equal([]);
  });

  it('was also where systemd has forgotten when, if it was seen to run before; a restart is none', () => {
    const minuteMs = 60_000;
    const forgotten = shown({ ActiveExitTimestamp: '' });
    const runs = shown({ ActiveState: 'active', ActiveExitTimestamp: '' });
    const stopped = new Stopped();
    const seen = (text: string, minutes: number) =>
      stopped.look(text, now + minutes * minuteMs).map(({ at }) => at);
    expect(seen(forgotten, 0)).to.deep.equal([]);
    expect(seen(runs, 5)).to.deep.equal([]);
    expect(seen(forgotten, 10)).to.deep.equal([]);
    expect(seen(runs, 15)).to.deep.equal([]);
    expect(seen(forgotten, 20)).to.deep.equal([]);
    expect(seen(forgotten, 25)).to.deep.equal([]);
    expect(seen(forgotten, 30)).to.deep.equal([now + 20 * minuteMs]);
    expect(seen(forgotten, 35)).to.deep.equal([now + 20 * minuteMs]);
    expect(
      seen(shown({ ActiveState: 'failed', Result: 'signal', ActiveExitTimestamp: '' }), 40),
    ).to.deep.equal([]);
  });

  it('is asked for while the control looks, and never else', async () => {
    let asked = 0;
    const systemctl = () => {
      asked += 1;
      return ended(shown({ ActiveExitTimestamp: 'Sun 2026-11-22 09:14:05 UTC' }));
    };
    const here = aComputer(scriptedMachine({ commands: { systemctl }, now }));
    const guard = linuxTampering(here.edges);
    guard.follow({ mode: 'off' });
    await here.pass(hourMs);
    expect(asked).to.equal(0);
    guard.follow(policy.parse({}));
    await here.pass(2000);
    await here.pass(hourMs);
    expect(asked).to.be.at.least(2);
    expect(here.told.length).to.be.at.most(1);
    await guard.stop();
  });
});
