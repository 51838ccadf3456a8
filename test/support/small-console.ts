/** The other end of the device link, as small as shared/protocol/README.md allows: for tests of the device's end. */
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { type WebSocket, WebSocketServer } from 'ws';
import { isSignedBy } from '../../agent/service/identity.ts';
import {
  type DeviceRecord,
  type FromConsole,
  type FromDevice,
  frameFromConsole,
  parseFromDevice,
} from '../../shared/protocol/device.ts';
import { writeEnrolmentCode } from '../../shared/protocol/enrolment-code.ts';
import { devicePath, subProtocol } from '../../shared/protocol/limits.ts';
import {
  challengeText,
  codeMacText,
  enrolText,
  helloText,
  offerText,
  policyText,
  previousText,
} from '../../shared/protocol/transcript.ts';

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

let certificate: Promise<{ private: string; cert: string }> | undefined;
export const aCertificate = () => {
  certificate ??= generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 }) as never;
  return certificate as Promise<{ private: string; cert: string }>;
};

interface Known {
  deviceId: string;
  key: string;
  status: 'waiting' | 'approved' | 'removed' | 'blocked';
  chain: string | null;
  chainBefore: string | null;
  /** By id, in the order of arrival. */
  records: Map<string, DeviceRecord>;
}

export interface SmallConsoleOptions {
  /** Signs the challenge with another key than the one it shows. */
  liesAboutKey?: boolean;
  /** Names another certificate than it serves, as the console behind an inspecting filter would. */
  behindFilter?: boolean;
}

type Nonces = Parameters<typeof offerText>[0];
type Connection = { socket: WebSocket; device: Known | undefined; nonces: Nonces };

/** Counts and keeps everything, acknowledges at once unless told to `hold`. */
export class SmallConsole {
  readonly devices = new Map<string, Known>();
  readonly heard: { kind: string; body: unknown }[] = [];
  readonly connections = new Set<Connection>();
  preApproved = false;
  hold = false;
  welcome: Partial<FromConsole['welcome']> = {};
  readonly #keys = generateKeyPairSync('ed25519');
  readonly #secret = randomBytes(10);
  readonly #options: SmallConsoleOptions;
  #server: Server | undefined;
  port = 0;

  constructor(options: SmallConsoleOptions = {}) {
    this.#options = options;
  }

  get key(): string {
    return this.#keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64url');
  }

  get code(): string {
    const fingerprint = sha256(Buffer.from(this.key, 'base64url')).subarray(0, 10);
    return writeEnrolmentCode({ secret: this.#secret, fingerprint });
  }

  get url(): string {
    return `wss://localhost:${this.port}`;
  }

  async start(): Promise<void> {
    const { private: key, cert } = await aCertificate();
    this.#server = createServer({ key, cert });
    const sockets = new WebSocketServer({
      server: this.#server,
      path: devicePath,
      handleProtocols: () => subProtocol,
    });
    const served = sha256(new X509Certificate(cert).raw).toString('base64url');
    sockets.on('connection', socket => this.#talk(socket, served));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection as a killed console would, or says goodbye with `code`. */
  async stop(code?: number): Promise<void> {
    for (const { socket } of this.connections) code === undefined ? socket.terminate() : socket.close(code);
    const server = this.#server;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  sign(text: string): string {
    const keys = this.#options.liesAboutKey ? generateKeyPairSync('ed25519') : this.#keys;
    return sign(null, Buffer.from(text), keys.privateKey).toString('base64url');
  }

  policy(document: object): FromConsole['policy'] {
    const payload = JSON.stringify(document);
    return { payload, signature: this.sign(policyText(payload)) };
  }

  send<K extends keyof FromConsole>(kind: K, body: FromConsole[K]): void {
    for (const { socket, nonces } of this.connections)
      socket.send(frameFromConsole(kind, kind === 'policy' ? this.#offered(body, nonces) : body));
  }

  /** As it came over the first connection, to be kept and brought again. */
  offered(document: object): FromConsole['policy'] {
    const [first] = this.connections;
    if (first === undefined) throw new Error('nobody is connected');
    return this.#offered(this.policy(document), first.nonces);
  }

  /** A test may bring an offer of its own. */
  #offered<B>(body: B, nonces: Nonces): B {
    const { signature = '' } = body as { signature?: string };
    return { offer: this.sign(offerText(nonces, signature)), ...body };
  }

  approve(deviceId: string, as = deviceId): void {
    const device = this.devices.get(deviceId);
    if (device === undefined) throw new Error('no such device');
    device.status = 'approved';
    device.deviceId = as;
    this.send('approved', { deviceId: as });
  }

  count(kind: string): number {
    return this.heard.filter(one => one.kind === kind).length;
  }

  last<K extends keyof FromDevice>(kind: K): FromDevice[K] | undefined {
    return this.heard.filter(one => one.kind === kind).at(-1)?.body as FromDevice[K] | undefined;
  }

  #talk(socket: WebSocket, served: string): void {
    const send = <K extends keyof FromConsole>(kind: K, body: FromConsole[K]) =>
      socket.send(frameFromConsole(kind, body));
    const refuse = (code: FromConsole['refuse']['code']) => {
      send('refuse', { code, message: `refused: ${code}`, retryAfterMs: 50 });
      socket.close(4000);
    };
    const named = this.#options.behindFilter ? sha256('another certificate').toString('base64url') : served;
    const nonces = {
      deviceNonce: '',
      consoleNonce: randomBytes(32).toString('base64url'),
      certificate: named,
    };
    const connection: Connection = { socket, device: undefined, nonces };
    this.connections.add(connection);
    socket.on('close', () => this.connections.delete(connection));
    socket.on('message', data => {
      const message = parseFromDevice(data.toString());
      if (!message.ok) return refuse('malformed');
      this.heard.push({ kind: message.kind, body: message.body });
      if (message.kind === 'open') {
        nonces.deviceNonce = message.body.nonce;
        const now = Date.now();
        const signature = this.sign(challengeText(nonces, now));
        send('challenge', { nonce: nonces.consoleNonce, key: this.key, certificate: named, signature, now });
      } else if (message.kind === 'enrol') {
        const known = this.#enrol(message.body, nonces);
        if (known === undefined) return refuse('unknown_code');
        connection.device = known;
        send(known.status === 'approved' ? 'approved' : 'waiting', { deviceId: known.deviceId });
      } else if (message.kind === 'hello') {
        const answer = this.#hello(message.body, nonces);
        if (typeof answer === 'string') return refuse(answer);
        connection.device = answer;
        if (answer.status === 'waiting') return send('waiting', { deviceId: answer.deviceId });
        if (answer.deviceId !== message.body.deviceId) return send('approved', { deviceId: answer.deviceId });
        send('welcome', this.#welcomed(answer));
      } else if (message.kind === 'records') {
        if (this.hold) return;
        const records = message.body.records as DeviceRecord[];
        for (const record of records) connection.device?.records.set(record.id, record);
        send('ack', { ids: records.map(record => record.id) });
      }
    });
  }

  #enrol(body: FromDevice['enrol'], nonces: Nonces): Known | undefined {
    if (!isSignedBy(body.key, enrolText(nonces, body.key), body.signature)) return undefined;
    const known = [...this.devices.values()].find(device => device.key === body.key);
    if (known !== undefined) return known;
    const { previous } = body;
    if (previous !== undefined) {
      const old = this.devices.get(previous.deviceId);
      const text = previousText(nonces, body.key, previous.deviceId);
      if (old === undefined || !isSignedBy(old.key, text, previous.signature)) return undefined;
    } else if (!this.#provesCode(body, nonces)) return undefined;
    const device: Known = {
      deviceId: crypto.randomUUID(),
      key: body.key,
      status: this.preApproved ? 'approved' : 'waiting',
      chain: null,
      chainBefore: null,
      records: new Map(),
    };
    this.devices.set(device.deviceId, device);
    return device;
  }

  #provesCode(body: FromDevice['enrol'], nonces: Nonces): boolean {
    const id = sha256('caretaker.code-id.v1', this.#secret).subarray(0, 8).toString('base64url');
    const key = sha256('caretaker.code-key.v1', this.#secret);
    const mac = createHmac('sha256', key).update(codeMacText(nonces, body.key)).digest('base64url');
    return body.code?.id === id && body.code.mac === mac;
  }

  #hello(body: FromDevice['hello'], nonces: Nonces) {
    const device = [...this.devices.entries()].find(
      ([id, one]) => id === body.deviceId || one.deviceId === body.deviceId,
    )?.[1];
    if (device === undefined) return 'unknown_device';
    if (!isSignedBy(device.key, helloText(nonces, body.deviceId, body.chain), body.signature))
      return 'bad_signature';
    if (device.status === 'removed' || device.status === 'blocked') return device.status;
    if (body.chain !== device.chain && body.chain !== device.chainBefore) return 'cloned';
    return device;
  }

  #welcomed(device: Known): FromConsole['welcome'] {
    device.chainBefore = device.chain;
    device.chain = randomBytes(16).toString('base64url');
    const seqs = [...device.records.values()].map(record => record.seq);
    return {
      chain: device.chain,
      resumeAfter: Math.max(0, ...seqs),
      wants: { states: false, sections: [] },
      schoolId: 'school',
      groupId: 'group',
      heartbeatMs: 1000,
      reconnectSpreadMs: 100,
      ...this.welcome,
    };
  }
}
