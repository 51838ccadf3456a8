import { createHmac, randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type BreakGlass,
  breakGlassText,
  readChallenge,
  writeBreakGlassCode,
} from '../../../shared/protocol/break-glass.ts';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import { SmallConsole } from '../../../test/support/small-console.ts';
import { until } from '../../../test/support/until.ts';
import { SimulatedDevice } from '../../simulate/device.ts';
import { Outbox } from '../outbox.ts';
import { makeSealingKey } from '../system/sealing.ts';
import { memoryRecovery, Orders, openRecovery, type RecoveryFiles } from './index.ts';
import { typedCodes } from './orders.ts';

const deviceId = '019aa7e2-0000-7000-8000-00000000002a';
const secret = Buffer.alloc(32, 7);

function answer(challenge: string, act: BreakGlass): string {
  const letters = readChallenge(challenge, deviceId)?.challenge ?? '';
  const mac = createHmac('sha256', secret)
    .update(breakGlassText(deviceId, letters, act))
    .digest();
  return writeBreakGlassCode(act, mac);
}

describe('a code typed while the service runs', () => {
  let folder: string;
  let files: RecoveryFiles;
  let outbox: Outbox;
  let obeyed: Order[];
  let orders: Orders;
  let outcome: OrderOutcome;

  /** As the command line does it, through files of its own. */
  const type = (act: BreakGlass) => {
    const terminal = openRecovery(folder);
    const codes = typedCodes(terminal);
    const entered = terminal.alone(() => codes.enter(answer(codes.challenge() ?? '', act)));
    if (entered.kind !== 'accepted') throw new Error(entered.kind);
    return entered.id;
  };
  const told = () => outbox.next(0, 100, 1e6).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const raise = () => {
    const made = new Orders({
      outbox,
      files,
      obey: async order => {
        obeyed.push(order);
        return outcome;
      },
      log: () => undefined,
    });
    made.start();
    return made;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-orders-'));
    files = openRecovery(folder);
    files.secret.write({
      key: makeSealingKey(),
      held: { deviceId, epoch: 3, secret: secret.toString('base64url') },
    });
    outbox = new Outbox({ path: join(folder, 'outbox.db'), now: Date.now });
    obeyed = [];
    outcome = { outcome: 'done', detail: '' };
    orders = raise();
  });
  afterEach(() => {
    orders.stop();
    outbox.close();
    rmSync(folder, { recursive: true });
  });

  it('is obeyed at once, told to the console, and its outcome comes back to whoever typed', async () => {
    const id = type({ purpose: 'suspend', minutes: 120 });
    await until('the outcome comes back', () => typedCodes(openRecovery(folder)).taken(id)?.outcome);
    expect(obeyed).to.deep.equal([{ kind: 'suspend_enforcement', minutes: 120 }]);
    expect(told()[0]).to.deep.include({
      name: 'recovery.used',
      facts: {
        kind: 'suspend_enforcement',
        purpose: 'suspend',
        minutes: 120,
        epoch: 3,
        outcome: 'done',
        detail: '',
      },
    });
  });

  it('gives the stick that is plugged in to the guard, for no longer than the code says', async () => {
    const grantId = type({ purpose: 'media', access: 'read_only', minutes: 15 });
    await until('it is obeyed', () => obeyed.length === 1);
    expect(obeyed[0]).to.deep.equal({
      kind: 'media_grant_here',
      control: 'removable-media',
      grantId,
      access: 'read_only',
      durationSec: 900,
    });
  });

  it('while the service is down is obeyed once when it starts, and not again at the next start', async () => {
    orders.stop();
    type({ purpose: 'suspend', minutes: 15 });
    orders = raise();
    await until('it is obeyed', () => obeyed.length === 1 && told().length === 1);
    orders.stop();
    orders = raise();
    await new Promise(setImmediate);
    expect(obeyed).to.have.length(1);
    expect(told()).to.have.length(1);
  });

  it('is not obeyed when the service starts long after it was typed', async () => {
    orders.stop();
    const id = type({ purpose: 'suspend', minutes: 15 });
    const typed = files.typed.read();
    if (typed === undefined) throw new Error('nothing was kept');
    const old = typed.taken.map(one => ({ ...one, at: one.at - 3600_000 }));
    files.typed.write({ ...typed, taken: old });
    orders = raise();
    await until('it is settled', () => typedCodes(files).taken(id)?.outcome);
    expect(obeyed).to.have.length(0);
    expect(typedCodes(files).taken(id)?.outcome?.outcome).to.equal('expired');
  });

  it('lies in files that only their owner can read', () => {
    type({ purpose: 'suspend', minutes: 15 });
    const place = join(folder, 'recovery');
    for (const name of readdirSync(place)) expect(statSync(join(place, name)).mode & 0o077, name).to.equal(0);
    expect(statSync(place).mode & 0o077).to.equal(0);
  });

  it('is nothing for a device that was removed: secret and challenge are gone', () => {
    orders.forget();
    expect(typedCodes(files).challenge()).to.equal(undefined);
  });
});

describe('orders over the link', function () {
  this.timeout(20_000);
  let console_: SmallConsole;
  let device: SimulatedDevice;

  beforeEach(async () => {
    console_ = new SmallConsole();
    console_.preApproved = true;
    await console_.start();
    device = new SimulatedDevice({
      index: 0,
      seed: 1,
      folder: undefined,
      console: { url: console_.url, code: console_.code },
      log: () => undefined,
    });
    device.agent.start();
    await until('it is connected', () => device.agent.view().link?.state === 'connected');
  });
  afterEach(async () => {
    await device.agent.stop();
    await console_.stop();
  });

  const send = (change: object = {}, sign = (payload: string) => console_.sign(orderText(payload))) => {
    const payload = JSON.stringify({
      id: randomUUIDv7(),
      schoolId: 'school',
      deviceId: [...console_.devices.keys()][0],
      issuedAt: Date.now(),
      expiresAt: Date.now() + 60_000,
      order: { kind: 'check_now' },
      ...change,
    });
    const signed = { payload, signature: sign(payload) };
    console_.send('order', signed);
    return signed;
  };
  const events = () =>
    [...console_.devices.values()]
      .flatMap(one => [...one.records.values()])
      .flatMap(one => (one.type === 'event' ? [{ name: one.name, ...one.facts }] : []));

  it('are obeyed once by a simulated device, which looks again and says so', async () => {
    const signed = send();
    await until('it is done', () => events().length === 1);
    expect(events()[0]).to.include({ name: 'order.done', kind: 'check_now', outcome: 'done' });
    console_.send('order', signed);
    send({ order: { kind: 'suspend_enforcement', minutes: 30 } });
    await until('the other is answered', () =>
      events().some(one => 'kind' in one && one.kind !== 'check_now'),
    );
    expect(events().at(-1)).to.include({ kind: 'suspend_enforcement', outcome: 'not_possible' });
    // Asked again although it had answered, it says the same again.
    const same = events().filter(one => 'kind' in one && one.kind === 'check_now');
    expect(same).to.deep.equal([same[0], same[0]]);
  });

  it('that are not right are not obeyed, and the session goes on', async () => {
    send({}, () => console_.sign('something else'));
    send({ deviceId: randomUUIDv7() });
    // Over by more than the device's reckoning of our clock may be off while the machine is busy.
    send({ expiresAt: Date.now() - 10_000 });
    send({ order: { kind: 'make_tea' } });
    await until('all were answered', () => events().length === 4);
    expect(events().map(one => [one.name, 'reason' in one ? one.reason : one.outcome])).to.deep.equal([
      ['order.not_taken', 'bad_signature'],
      ['order.not_taken', 'wrong_audience'],
      ['order.done', 'expired'],
      ['order.done', 'refused'],
    ]);
    send();
    await until('a right one is done', () =>
      events().some(one => 'outcome' in one && one.outcome === 'done'),
    );
  });

  it('come with a key that this device signed, to which its secret can be sealed', () => {
    const hello = console_.last('hello');
    expect(hello?.sealing).to.include({ epoch: 0 });
    expect(memoryRecovery().secret.read()).to.equal(undefined);
  });
});
