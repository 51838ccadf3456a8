/** A device end of the link written out by hand, that can also say what no honest device would. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUIDv7,
  sign,
} from 'node:crypto';
import { WebSocket } from 'ws';
import type { Finding } from '../../shared/finding.ts';
import {
  type ConsoleKind,
  type DeviceRecord,
  type FromConsole,
  type FromDevice,
  parseFromConsole,
} from '../../shared/protocol/device.ts';
import { readEnrolmentCode } from '../../shared/protocol/enrolment-code.ts';
import { codeMacText, enrolText, helloText, previousText } from '../../shared/protocol/transcript.ts';

export interface DeviceKey {
  publicKey: string;
  sign(text: string): string;
}

export function aKey(): DeviceKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return keyOf(privateKey, publicKey.export({ format: 'jwk' }).x ?? '');
}

function keyOf(privateKey: KeyObject, publicKey: string): DeviceKey {
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { publicKey, sign: text => sign(null, Buffer.from(text), key).toString('base64url') };
}

type Received = { [K in ConsoleKind]: { kind: K; body: FromConsole[K] } }[ConsoleKind];
type Nonces = Parameters<typeof helloText>[0];

export const anyHash = createHash('sha256').update('anything').digest('base64url');

/** One connection. Messages are taken in the order in which they came. */
export class RawDevice {
  readonly socket: WebSocket;
  readonly key: DeviceKey;
  nonces: Nonces = { deviceNonce: '', consoleNonce: '', certificate: '' };
  closed: { code: number; reason: string } | undefined;
  readonly #received: Received[] = [];
  #arrived: () => void = () => undefined;

  constructor(port: number, key: DeviceKey = aKey()) {
    this.key = key;
    this.socket = new WebSocket(`wss://127.0.0.1:${port}/device`, 'caretaker.device.v1', {
      rejectUnauthorized: false,
      perMessageDeflate: false,
    });
    this.socket.on('message', data => {
      const parsed = parseFromConsole(data.toString());
      if (!parsed.ok) throw new Error(`the console sent ${parsed.why}: ${parsed.detail}`);
      // What it tells whoever sits there comes after each welcome, and is no part of the conversation.
      if (parsed.kind === 'about') this.about = parsed.body;
      else this.#received.push(parsed as Received);
      this.#arrived();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#arrived();
    });
  }

  about: FromConsole['about'] | undefined;

  /** The next message, which must be of this kind. Fails when the connection closes instead. */
  async take<K extends ConsoleKind>(kind: K): Promise<FromConsole[K]> {
    const deadline = Date.now() + 5000;
    while (this.#received.length === 0) {
      if (this.closed !== undefined) throw new Error(`closed with ${this.closed.code} before ${kind}`);
      if (Date.now() > deadline) throw new Error(`no ${kind} came`);
      await this.#something();
    }
    const next = this.#received.shift();
    if (next?.kind !== kind) throw new Error(`${JSON.stringify(next).slice(0, 300)} came instead of ${kind}`);
    return next.body as FromConsole[K];
  }

  /** Resolves when the console has closed. */
  async ended(): Promise<{ code: number; reason: string }> {
    const deadline = Date.now() + 5000;
    while (this.closed === undefined) {
      if (Date.now() > deadline) throw new Error('the connection stayed open');
      await this.#something();
    }
    return this.closed;
  }

  get unread(): readonly Received[] {
    return this.#received;
  }

  #something(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, 200);
      this.#arrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  send<K extends keyof FromDevice>(kind: K, body: FromDevice[K]): void {
    this.socket.send(JSON.stringify({ v: 1, kind, body }));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  async open(): Promise<FromConsole['challenge']> {
    if (this.socket.readyState === WebSocket.CONNECTING)
      await new Promise((resolve, reject) => this.socket.once('open', resolve).once('error', reject));
    const deviceNonce = randomBytes(32).toString('base64url');
    this.send('open', { nonce: deviceNonce, agent: 'raw 1' });
    const challenge = await this.take('challenge');
    this.nonces = { deviceNonce, consoleNonce: challenge.nonce, certificate: challenge.certificate };
    return challenge;
  }

  enrolBody(code: string, more: Partial<FromDevice['enrol']> = {}): FromDevice['enrol'] {
    const secret = readEnrolmentCode(code)?.secret ?? new Uint8Array(10);
    const of = (label: string) => createHash('sha256').update(label).update(secret).digest();
    const mac = createHmac('sha256', of('caretaker.code-key.v1'))
      .update(codeMacText(this.nonces, this.key.publicKey))
      .digest('base64url');
    return {
      key: this.key.publicKey,
      code: { id: of('caretaker.code-id.v1').subarray(0, 8).toString('base64url'), mac },
      signature: this.key.sign(enrolText(this.nonces, this.key.publicKey)),
      evidence: [],
      suggested: { name: 'Laptop 7', system: 'Debian GNU/Linux 12' },
      ...more,
    };
  }

  /** Proof of the key that this device had before. */
  previous(deviceId: string, old: DeviceKey): FromDevice['enrol']['previous'] {
    return { deviceId, signature: old.sign(previousText(this.nonces, this.key.publicKey, deviceId)) };
  }

  helloBody(
    deviceId: string,
    chain: string | null,
    more: Partial<FromDevice['hello']> = {},
  ): FromDevice['hello'] {
    return {
      deviceId,
      signature: this.key.sign(helloText(this.nonces, deviceId, chain)),
      chain,
      now: Date.now(),
      agent: 'raw 1',
      highestSeq: 0,
      policyNumber: 0,
      states: anyHash,
      sections: {},
      intercepted: null,
      ...more,
    };
  }

  /** Opens and says hello; the answer is still to be taken. */
  async hello(
    deviceId: string,
    chain: string | null,
    more: Partial<FromDevice['hello']> = {},
  ): Promise<void> {
    await this.open();
    this.send('hello', this.helloBody(deviceId, chain, more));
  }

  close(): void {
    this.socket.terminate();
  }
}

export function aFinding(control: string, state: Finding['state'], more: Partial<Finding> = {}): Finding {
  const usual: Record<string, Record<Finding['state'], string>> = {
    'disk-encryption': {
      met: 'all_encrypted',
      not_met: 'volume_not_encrypted',
      unknown: 'probe_failed',
      not_applicable: 'no_volumes',
    },
  };
  return {
    control,
    state,
    reason: usual[control]?.[state] ?? (state === 'unknown' ? 'probe_failed' : 'composed'),
    how: 'watching',
    evidence: { facts: {}, parts: [] },
    source: 'composed',
    observedAt: Date.now(),
    observedBy: 'raw 1',
    ...more,
  };
}

export function aReport(seq: number, findings: Finding[]): Extract<DeviceRecord, { type: 'report' }> {
  return {
    id: randomUUIDv7(),
    seq,
    at: Date.now(),
    type: 'report',
    findings: findings.map(finding => ({ finding })),
  };
}

export function anEvent(seq: number, name = 'agent.started'): Extract<DeviceRecord, { type: 'event' }> {
  return { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name, facts: {} };
}
