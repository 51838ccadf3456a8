import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Quarantine } from './index.ts';
import { type NetworkHand, waysTo } from './network.ts';

const minuteMs = 60_000;
const quarantineId = randomUUID();
const message = 'Please tell Priya Nair.';
const ways = [{ address: '10.9.0.1', family: 4 as const, port: 8443 }];

/** A computer, its network, and what its controls were asked. */
function aComputer() {
  const clock = new SettableClock();
  const cell = memoryCell<unknown>();
  const asked: string[] = [];
  const told: [string, object][] = [];
  const net = { cutFor: 0, opened: 0, trouble: null as string | null };
  const state = { suspended: false, hand: true, found: true };
  const hand: NetworkHand = {
    async cut(given, holdsMs) {
      expect(given).to.deep.equal(ways);
      if (net.trouble === null) net.cutFor = holdsMs;
      return net.trouble;
    },
    async open() {
      net.cutFor = 0;
      net.opened += 1;
      return null;
    },
  };
  const done = (detail: string): OrderOutcome => ({ outcome: 'done', detail });
  const made = () => {
    const one = new Quarantine({
      ...{ cell, clock, log: () => {}, changed: () => {}, again: () => asked.push('again') },
      suspended: () => state.suspended,
      network: async () => (state.hand ? hand : null),
      async ways() {
        if (!state.found) throw new Error('getaddrinfo EAI_AGAIN');
        return ways;
      },
      tell: (name, facts) => told.push([name, facts]),
      async callOff() {
        asked.push('call off');
        return done('');
      },
      async obey(control: string, order: Order) {
        asked.push(`${control} ${order.kind}`);
        return done(control === 'idle-lock' ? '' : 'Permissions for sticks ended: 1.');
      },
    });
    one.start();
    return one;
  };
  const order = (days: number | null) => ({
    ...{ kind: 'quarantine' as const, quarantineId, message },
    cutUntil: days === null ? null : clock.now() + days * 24 * 60 * minuteMs,
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= minuteMs) {
      clock.pass(Math.min(minuteMs, left));
      await clock.settled();
    }
  };
  return { asked, cell, clock, made, net, order, pass, state, told, kept: made() };
}

const release = { kind: 'quarantine_release' as const, quarantineId };

describe('a computer that is kept as evidence', () => {
  it('calls off what was about to happen, ends permissions, locks once and refuses what would change it', async () => {
    const { kept, asked, order, net } = aComputer();
    const restart: Order = { kind: 'restart', warnMinutes: 5, inLessons: false };
    expect(kept.refusal(restart)).to.equal(null);
    expect(await kept.obey(order(null))).to.deep.equal({
      ...{ outcome: 'done', detail: 'Its screen was locked. Permissions for sticks ended: 1.' },
    });
    expect(asked).to.deep.equal(['again', 'call off', 'removable-media quarantine', 'idle-lock lock']);
    expect(net.cutFor, 'its network was to be left').to.equal(0);
    expect(kept.refusal(restart)?.outcome).to.equal('refused');
    for (const kind of ['check_now', 'collect_diagnostics', 'suspend_enforcement', 'lost_mode'] as const)
      expect(kept.refusal({ kind } as Order), kind).to.equal(null);
    expect(kept.scenes()).to.deep.equal([{ kind: 'kept', message, step: 1 }]);
    expect((await kept.obey({ ...release, quarantineId: randomUUID() })).outcome).to.equal('refused');
    expect((await kept.obey(release)).outcome).to.equal('done');
    expect(kept.refusal(restart)).to.equal(null);
    expect(kept.scenes()).to.deep.equal([]);
  });

  it('reaches nothing but its console, for a quarter of an hour at a time, again after a restart, until it is released', async () => {
    const { kept, made, net, order, pass, told } = aComputer();
    await kept.obey(order(7));
    expect(told[0]?.[1]).to.include({
      cut: true,
      detail: 'Its network is cut: it reaches nothing but this console.',
    });
    expect(net.cutFor).to.equal(15 * minuteMs);
    net.cutFor = 0;
    await pass(5 * minuteMs);
    expect(net.cutFor, 'renewed').to.equal(15 * minuteMs);
    await kept.stop();
    expect(net.opened, 'a stop opens nothing').to.equal(0);
    net.cutFor = 0;
    const again = made();
    await again.look();
    expect(net.cutFor).to.equal(15 * minuteMs);
    expect(told, 'told once').to.have.length(1);
    await again.obey(release);
    expect(net).to.include({ cutFor: 0, opened: 1 });
    await pass(10 * minuteMs);
    expect(net.cutFor).to.equal(0);
  });

  it('is open again on its last day and while somebody suspended enforcement there, and says so each time', async () => {
    const { kept, net, order, pass, state, told } = aComputer();
    await kept.obey(order(1));
    state.suspended = true;
    await kept.look();
    expect(net.cutFor).to.equal(0);
    state.suspended = false;
    await kept.look();
    expect(net.cutFor).to.be.greaterThan(0);
    await pass(24 * 60 * minuteMs + 5 * minuteMs);
    expect(net.cutFor).to.equal(0);
    expect(kept.isOn, 'it is kept all the same').to.equal(true);
    const said = told.map(([, facts]) => facts as { cut: boolean; detail: string });
    expect(said.map(one => one.cut)).to.deep.equal([true, false, true, false]);
    expect(said[3]?.detail).to.equal('Its network is open again: the time for the cut is over.');
  });

  it('never says that its network is cut where that was not seen', async () => {
    const { kept, net, order, pass, state, told } = aComputer();
    state.hand = false;
    await kept.obey(order(7));
    expect(told.at(-1)?.[1]).to.include({
      cut: false,
      detail: 'Its network could not be cut: Caretaker cannot do that on this system.',
    });
    state.hand = true;
    net.trouble = 'The rules were given and are not seen.';
    await pass(5 * minuteMs);
    state.found = false;
    net.trouble = null;
    await pass(5 * minuteMs);
    expect(net.cutFor).to.equal(0);
    state.found = true;
    await pass(5 * minuteMs);
    expect(net.cutFor).to.equal(15 * minuteMs);
  });

  it('is as if it were not kept when its file is damaged', () => {
    const { made, cell } = aComputer();
    cell.write({ quarantineId: 7 });
    expect(made().isOn).to.equal(false);
  });

  it('knows every address of its console and of a proxy, with their ports', async () => {
    const resolve = (async (host: string) => [
      { address: host === 'proxy' ? '::5' : '10.9.0.1', family: host === 'proxy' ? 6 : 4 },
    ]) as never;
    expect(await waysTo(['wss://console.example:8443', 'http://proxy:3128'], resolve)).to.deep.equal([
      { address: '10.9.0.1', family: 4, port: 8443 },
      { address: '::5', family: 6, port: 3128 },
    ]);
    expect((await waysTo(['wss://console.example'], resolve))[0]?.port).to.equal(443);
  });
});
