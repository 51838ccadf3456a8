/** One WebSocket to the console: frames in order, the certificate that came, and nothing trusted yet. */
import type { Agent } from 'node:https';
import { createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import {
  type DeviceKind,
  type FromConsole,
  type FromDevice,
  frameFromDevice,
  type Parsed,
  parseFromConsole,
} from '../../../shared/protocol/device.ts';
import { devicePath, maxFrame, subProtocol } from '../../../shared/protocol/limits.ts';
import { hashOf } from '../identity.ts';
import { type Clock, deadline } from '../system/clock.ts';

export type FromConsoleMessage = Extract<Parsed<FromConsole>, { ok: true }>;

/** Why a line ended: a WebSocket close code, or 1006 when it just broke. */
export class LineClosed extends Error {
  readonly code: number;
  constructor(code: number, detail: string) {
    super(detail);
    this.code = code;
  }
}

export interface Line {
  /** SHA-256 of the certificate that came, base64url. */
  certificate: string;
  /** Whether the system trusts the chain that came for this host; asked for only by `judgeChain`. */
  trusted: boolean;
  /** Whose certificate it is, as it calls its issuer. */
  issuer: string;
  send<K extends DeviceKind>(kind: K, body: FromDevice[K]): void;
  /** A frame that is written already. */
  sendText(text: string): void;
  /** The next message of a known kind. Rejects with LineClosed, or when `timeoutMs` passed. */
  receive(timeoutMs?: number): Promise<FromConsoleMessage>;
  ping(): void;
  /** UTC milliseconds at which anything last came. */
  heardAt(): number;
  close(code: number, reason: string): void;
  /** Without a farewell, for a line that is dead. */
  terminate(): void;
}

/** In the words of the environment, which Node's own agent reads. */
export interface ProxySetting {
  HTTPS_PROXY: string;
  NO_PROXY?: string;
}

export interface DialOptions {
  url: string;
  clock: Clock;
  timeoutMs: number;
  /** Load the system's certificate authorities and judge the chain: costs memory, so only when it matters. */
  judgeChain: boolean;
  /** Undefined for a direct line. */
  proxy: ProxySetting | undefined;
  onOddFrame(why: string, detail: string): void;
}

export type Dial = (options: DialOptions) => Promise<Line>;

/** Throws with a plain sentence when nobody answers. */
export const dialConsole: Dial = async options => {
  const { clock, timeoutMs } = options;
  const socket = new WebSocket(new URL(devicePath, options.url), subProtocol, {
    perMessageDeflate: false,
    maxPayload: maxFrame,
    // The console proves itself by signing its challenge over the certificate; see shared/protocol/README.md.
    rejectUnauthorized: false,
    ...{ secureContext: secureContext(options.judgeChain) },
    ...(options.proxy === undefined ? {} : { agent: await proxyAgent(options.proxy) }),
  });
  const limit = deadline(clock, timeoutMs, () => new Error(`no answer within ${timeoutMs / 1000} s`));
  let seen: Pick<Line, 'certificate' | 'trusted' | 'issuer'> | undefined;
  socket.once('upgrade', response => {
    seen = look(response.socket as TLSSocket);
  });
  const mailbox = new Mailbox(socket, options);
  try {
    await Promise.race([opened(socket), limit.promise]);
    if (seen === undefined) throw new Error('no certificate came');
    return { ...seen, ...methods(socket, mailbox, clock) };
  } catch (error) {
    socket.terminate();
    throw error;
  } finally {
    limit.cancel();
  }
};

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) =>
      reject(new Error(`something answered with HTTP status ${response.statusCode}, which is not a console`)),
    );
  });
}

function look(socket: TLSSocket): Pick<Line, 'certificate' | 'trusted' | 'issuer'> {
  const peer = socket.getPeerCertificate();
  const issuer = [peer.issuer?.CN ?? peer.issuer?.O ?? 'somebody without a name']
    .flat()
    .join(', ')
    .slice(0, 200);
  return { certificate: hashOf(peer.raw), trusted: socket.authorized, issuer };
}

const contexts = new Map<boolean, SecureContext>();

/** Made once each: loading the system's authorities takes some megabytes, and a renewed one shows at the next start. */
function secureContext(judgeChain: boolean): SecureContext {
  const made = contexts.get(judgeChain) ?? createSecureContext({ ca: judgeChain ? systemAuthorities() : [] });
  contexts.set(judgeChain, made);
  return made;
}

function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

async function proxyAgent(proxy: ProxySetting): Promise<Agent> {
  const { Agent } = await import('node:https');
  // A resumed TLS session would hide whether the chain was judged.
  return new Agent({ proxyEnv: { ...proxy }, maxCachedSessions: 0 });
}

function methods(socket: WebSocket, mailbox: Mailbox, clock: Clock) {
  let heardAt = clock.now();
  const heard = () => {
    heardAt = clock.now();
  };
  socket.on('message', heard);
  socket.on('ping', heard);
  socket.on('pong', heard);
  const sendText = (text: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
  };
  return {
    send: <K extends DeviceKind>(kind: K, body: FromDevice[K]) => sendText(frameFromDevice(kind, body)),
    sendText,
    receive: (timeoutMs?: number) => mailbox.receive(timeoutMs),
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    heardAt: () => heardAt,
    close: (code: number, reason: string) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}

/** Messages wait here until somebody asks for the next one. */
class Mailbox {
  readonly #clock: Clock;
  readonly #waiting: FromConsoleMessage[] = [];
  #taker: { resolve(message: FromConsoleMessage): void; reject(error: Error): void } | undefined;
  #closed: LineClosed | undefined;

  constructor(socket: WebSocket, options: DialOptions) {
    this.#clock = options.clock;
    socket.on('message', (data, isBinary) => {
      const parsed = isBinary
        ? ({ ok: false, why: 'malformed', detail: 'a binary frame' } as const)
        : parseFromConsole(data.toString());
      if (parsed.ok) this.#put(parsed);
      else options.onOddFrame(parsed.why, parsed.detail);
    });
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', (code, reason) => this.#end(new LineClosed(code, reason.toString())));
  }

  async receive(timeoutMs?: number): Promise<FromConsoleMessage> {
    const next = this.#waiting.shift();
    if (next !== undefined) return next;
    if (this.#closed !== undefined) throw this.#closed;
    const message = new Promise<FromConsoleMessage>((resolve, reject) => {
      this.#taker = { resolve, reject };
    });
    if (timeoutMs === undefined) return message;
    const limit = deadline(this.#clock, timeoutMs, () => new Error(`no answer within ${timeoutMs / 1000} s`));
    return Promise.race([message, limit.promise]).finally(limit.cancel);
  }

  #put(message: FromConsoleMessage): void {
    if (this.#taker === undefined) this.#waiting.push(message);
    else this.#taker.resolve(message);
    this.#taker = undefined;
  }

  #end(closed: LineClosed): void {
    this.#closed = closed;
    this.#taker?.reject(closed);
    this.#taker = undefined;
  }
}
