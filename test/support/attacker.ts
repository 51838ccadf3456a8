/**
 * A hostile neighbour, as a process of its own: strangers who say every wrong thing they can think of, and one
 * approved device that has turned. `node attacker.ts URL CODE VICTIM_ID`; says `ready` once its
 * device is approved, attacks between the messages `attack` and `rest`, and at rest has nothing more on its way.
 * Bounded: so many strangers, a pause after each attempt, and it ends with its parent.
 */
import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { WebSocket } from 'ws';
import { SimulatedDevice } from '../../agent/simulate/device.ts';

const strangers = 24;
const pauseMs = 40;
const [url = '', code = '', victim = ''] = process.argv.slice(2);
// The attackers' machines are not the honest devices' machine: they must not slow these by sharing a processor.
setPriority(19);
process.once('disconnect', () => process.exit(0));

const random = (bytes: number) => randomBytes(bytes).toString('base64url');
const frame = (kind: string, body: unknown, v = 1) => JSON.stringify({ v, kind, body });
const open = () => frame('open', { nonce: random(32), agent: 'attacker' });
const hello = () =>
  frame('hello', {
    deviceId: victim,
    signature: random(64),
    chain: random(16),
    now: Date.now(),
    agent: '<script>alert(1)</script>',
    highestSeq: 1,
    policyNumber: 0,
    states: random(32),
    sections: {},
    intercepted: null,
  });
const enrol = () =>
  frame('enrol', {
    key: random(32),
    code: { id: random(8), mac: random(32) },
    signature: random(64),
    evidence: [],
    suggested: { name: '<img src=x onerror=alert(1)>', system: '\u0007\u001b[31mred' },
  });

let attacking = false;
const sockets = new Set<WebSocket>();
let atRest = () => {};
process.on('message', message => {
  attacking = message === 'attack';
  if (attacking) return;
  for (const socket of sockets) socket.terminate();
  atRest();
});

/** Resolves while the attack is on. */
async function attack(): Promise<void> {
  while (!attacking) await new Promise(resolve => setTimeout(resolve, 20));
}

/** What a stranger sends, frame by frame. */
const lines: (() => (string | Buffer)[])[] = [
  () => [randomBytes(300).toString('latin1')],
  () => ['{'.repeat(5000)],
  () => [frame('open', {}, 2)],
  () => [open(), hello()],
  () => [open(), enrol()],
  () => [frame('records', { records: [{}] })],
  () => [open(), frame('hello', { ...JSON.parse(hello()).body, deviceId: '../../etc/passwd' })],
  () => [open(), 'x'.repeat(20_000)],
  () => ['y'.repeat(1_200_000)],
  () => [randomBytes(1000)],
  () => [open(), open()],
  () => ['{"__proto__":{"admin":true},"v":1,"kind":"constructor","body":{}}'],
  () => [],
];

async function stranger(): Promise<void> {
  for (;;) {
    await attack();
    const say = lines[Math.floor(Math.random() * lines.length)] ?? (() => []);
    await new Promise<void>(resolve => {
      const socket = new WebSocket(`${url}/device`, 'caretaker.device.v1', { rejectUnauthorized: false });
      sockets.add(socket);
      const give = setTimeout(() => socket.terminate(), 9000);
      socket.on('open', () => {
        for (const text of say()) socket.send(text);
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(give);
        sockets.delete(socket);
        resolve();
      });
    });
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}

/** An approved device that floods: bad records, markup, and more good ones than anybody needs. */
async function traitor(): Promise<void> {
  const device = new SimulatedDevice({
    index: 900,
    seed: 900,
    folder: undefined,
    console: { url, code },
    log: () => {},
  });
  device.agent.start();
  while (device.agent.view().link?.state !== 'connected')
    await new Promise(resolve => setTimeout(resolve, 50));
  atRest = () =>
    device.outbox.drop(device.outbox.next(0, 10_000, Number.MAX_SAFE_INTEGER).map(({ id }) => id));
  process.send?.('ready');
  for (let count = 0; ; count++) {
    await attack();
    while (device.outbox.waiting > 2000) await new Promise(resolve => setTimeout(resolve, 5));
    device.outbox.transaction(() => {
      for (let record = 0; record < 50; record++) {
        const name = record % 2 === 0 ? 'test.flood' : 'NOT A NAME <b>';
        device.outbox.event(name, { text: '<script>alert(1)</script>'.repeat(8), count });
      }
    });
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

for (let index = 0; index < strangers; index++) void stranger();
void traitor();
