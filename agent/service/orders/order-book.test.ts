import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import { type DeviceKey, makeKey, signText } from '../identity.ts';
import { Outbox } from '../outbox.ts';
import { OrderBook } from './order-book.ts';

const console_ = makeKey();
const audience = { schoolId: 'school', deviceId: 'device', consoleKey: console_.publicKey, now: 1_000_000 };
const checkNow: Order = { kind: 'check_now' };

interface Wish {
  id?: string;
  deviceId?: string;
  schoolId?: string;
  expiresAt?: number;
  order?: unknown;
}

function signed(wish: Wish = {}, key: DeviceKey = console_) {
  const payload = JSON.stringify({
    id: randomUUIDv7(),
    schoolId: 'school',
    deviceId: 'device',
    issuedAt: audience.now - 10,
    expiresAt: audience.now + 60_000,
    order: checkNow,
    ...wish,
  });
  return { payload, signature: signText(key, orderText(payload)) };
}

describe('an order', () => {
  let outbox: Outbox;
  let obeyed: Order[];
  let answer: (order: Order) => Promise<OrderOutcome>;
  const done: OrderOutcome = { outcome: 'done', detail: '' };

  const aBook = () =>
    new OrderBook({
      outbox,
      obey: one => {
        obeyed.push(one);
        return answer(one);
      },
      log: () => undefined,
    });
  const told = () =>
    outbox.next(0, 100, 1e6).map(({ body }) => {
      const { name, facts } = JSON.parse(body) as { name: string; facts: Record<string, unknown> };
      return { name, ...facts };
    });

  beforeEach(() => {
    outbox = new Outbox({ path: ':memory:', now: Date.now });
    obeyed = [];
    answer = async () => done;
  });
  afterEach(() => outbox.close());

  it('is obeyed, and its outcome is told with its id', async () => {
    const id = randomUUIDv7();
    await aBook().receive(signed({ id }), audience);
    expect(obeyed).to.deep.equal([checkNow]);
    expect(told()).to.deep.equal([
      { name: 'order.done', orderId: id, kind: 'check_now', outcome: 'done', detail: '' },
    ]);
  });

  it('that takes long says how far it is, with its id, before its outcome', async () => {
    const book = new OrderBook({
      outbox,
      obey: async (_order, said) => {
        said('half');
        return done;
      },
      log: () => undefined,
    });
    const id = randomUUIDv7();
    await book.receive(signed({ id }), audience);
    expect(told()).to.deep.equal([
      { name: 'order.progress', orderId: id, kind: 'check_now', detail: 'half' },
      { name: 'order.done', orderId: id, kind: 'check_now', outcome: 'done', detail: '' },
    ]);
  });

  it('is obeyed once, however often it is sent, and told again only when the outcome may have been lost', async () => {
    const book = aBook();
    const same = signed();
    for (let i = 0; i < 3; i++) await book.receive(same, audience);
    expect(obeyed).to.have.length(1);
    expect(told()).to.have.length(1);
    outbox.acknowledge(outbox.next(0, 9, 1e6).map(record => record.id));
    await book.receive(same, audience);
    expect(obeyed).to.have.length(1);
    expect(told().map(one => one.outcome)).to.deep.equal(['done']);
  });

  it('is not begun twice while it is being obeyed', async () => {
    let finish = (_: OrderOutcome) => {};
    answer = () =>
      new Promise(resolve => {
        finish = resolve;
      });
    const book = aBook();
    const same = signed();
    const first = book.receive(same, audience);
    await book.receive(same, audience);
    finish(done);
    await first;
    expect(obeyed).to.have.length(1);
    expect(told()).to.have.length(1);
  });

  it('that was cut off by a crash is told as failed after the start, and never repeated', async () => {
    answer = () => new Promise(() => {});
    const same = signed();
    void aBook().receive(same, audience);
    const restarted = aBook();
    restarted.start();
    await restarted.receive(same, audience);
    restarted.start();
    expect(obeyed).to.have.length(1);
    expect(told().map(one => one.outcome)).to.deep.equal(['failed']);
  });

  it('is told as failed when obeying it throws', async () => {
    answer = () => Promise.reject(new Error('no'));
    await aBook().receive(signed(), audience);
    expect(told()[0]).to.include({ outcome: 'failed' });
  });

  const hostile: [string, ReturnType<typeof signed>, string][] = [
    ['signed by another key', signed({}, makeKey()), 'bad_signature'],
    ['changed after it was signed', { ...signed(), payload: signed().payload }, 'bad_signature'],
    ['for another device', signed({ deviceId: 'other' }), 'wrong_audience'],
    ['for another school', signed({ schoolId: 'other' }), 'wrong_audience'],
    ['that is none', signed({ id: 'no' }), 'malformed'],
  ];
  for (const [which, sent, reason] of hostile)
    it(`${which} is not taken, which is told once and without its id`, async () => {
      const book = aBook();
      await book.receive(sent, audience);
      await book.receive(sent, audience);
      expect(obeyed).to.have.length(0);
      expect(told()).to.deep.equal([{ name: 'order.not_taken', reason }]);
    });

  it('signed as something else is not an order', async () => {
    const { payload } = signed();
    const signature = signText(console_, `caretaker.policy.v1\n${payload}`);
    await aBook().receive({ payload, signature }, audience);
    expect(obeyed).to.have.length(0);
  });

  it('that expired by the console’s clock is told as expired, and stays so', async () => {
    const book = aBook();
    const late = signed({ expiresAt: audience.now - 1 });
    await book.receive(late, audience);
    await book.receive(late, { ...audience, now: audience.now - 1000 });
    expect(obeyed).to.have.length(0);
    expect(told().map(one => one.outcome)).to.deep.equal(['expired']);
  });

  it('of a kind that a newer console knows is refused by its id', async () => {
    const id = randomUUIDv7();
    await aBook().receive(signed({ id, order: { kind: 'make_tea', sugar: 2 } }), audience);
    expect(told()[0]).to.include({ orderId: id, kind: 'make_tea', outcome: 'refused' });
  });

  it('is forgotten a day after it expired, and not by a clock that went back', async () => {
    const book = aBook();
    const old = signed({ expiresAt: audience.now + 10 });
    await book.receive(old, audience);
    await book.receive(signed(), { ...audience, now: audience.now - 1e9 });
    expect(outbox.fact('orders')).to.include(JSON.parse(old.payload).id);
    const dayLater = audience.now + 25 * 3600_000;
    await book.receive(signed({ expiresAt: dayLater + 10 }), { ...audience, now: dayLater });
    expect(outbox.fact('orders')).to.not.include(JSON.parse(old.payload).id);
  });

  it('beyond all reason in number is not begun, so it may come again', async () => {
    const ended = { outcome: 'done', detail: '', seq: 1 };
    const one = { kind: 'check_now', expiresAt: audience.now, event: 'order.done', facts: {}, ended };
    const many = Array.from({ length: 399 }, () => ({ ...one, id: randomUUIDv7() }));
    outbox.setFact('orders', JSON.stringify(many));
    const book = aBook();
    await book.receive(signed(), audience);
    await book.receive(signed(), audience);
    expect(obeyed).to.have.length(1);
  });

  it('is obeyed at most once and answered in the end, whatever is cut off, sent again and acknowledged in between', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), which: fc.nat(3) }),
      fc.record({ kind: fc.constantFrom('finish', 'crash', 'acknowledge', 'full') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const disk = new Outbox({ path: ':memory:', now: Date.now });
        const sent = Array.from({ length: 4 }, () => signed());
        const begun: string[] = [];
        let finish: (() => void)[] = [];
        let full = false;
        const raise = () => {
          const mine: (() => void)[] = [];
          finish = mine;
          const edges = {
            fact: (name: string) => disk.fact(name),
            setFact: (name: string, value: string) => {
              if (full) throw new Error('the disk is full');
              disk.setFact(name, value);
            },
            event: (name: string, facts: Record<string, string>) => disk.event(name, facts),
            transaction: <T>(work: () => T) => disk.transaction(work),
            next: (after: number, limit: number, bytes: number) => disk.next(after, limit, bytes),
            get highestSeq() {
              return disk.highestSeq;
            },
          };
          const made = new OrderBook({
            outbox: edges as never,
            // Whatever ran when the power went never ends, and writes nothing.
            obey: () => new Promise(resolve => mine.push(() => resolve(done))),
            log: () => undefined,
          });
          made.start();
          return made;
        };
        let book = raise();
        for (const one of steps) {
          if (one.kind === 'send') {
            const order = sent[one.which] ?? signed();
            const { length } = finish;
            void book.receive(order, audience).catch(() => undefined);
            await Promise.resolve();
            if (finish.length > length) begun.push(order.payload);
          } else if (one.kind === 'finish') {
            for (const end of finish.splice(0)) end();
            await new Promise(setImmediate);
          } else if (one.kind === 'acknowledge')
            disk.acknowledge(disk.next(0, 1000, 1e9).map(record => record.id));
          else if (one.kind === 'full') full = !full;
          else {
            full = false;
            book = raise();
          }
        }
        expect(new Set(begun).size).to.equal(begun.length);
        full = false;
        book = raise();
        const asked = new Set(begun);
        for (const payload of asked)
          await book.receive(sent.find(order => order.payload === payload) ?? signed(), audience);
        const waiting = disk
          .next(0, 1000, 1e9)
          .map(({ body }) => (JSON.parse(body) as { facts: { orderId: string } }).facts.orderId);
        for (const payload of asked) expect(waiting).to.include((JSON.parse(payload) as { id: string }).id);
        disk.close();
      }),
      { numRuns: 150 },
    );
  });
});
