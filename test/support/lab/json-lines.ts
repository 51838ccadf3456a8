/** One JSON text per line over a unix socket, as QEMU's monitor and the guest agent both speak it. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const newline = 0x0a;
/** Marks the start of an answer of the guest agent; no byte of JSON. */
const sentinel = 0xff;

interface Reader {
  take(message: unknown): void;
  fail(error: Error): void;
}

export class JsonLines {
  private readonly socket: Socket;
  private buffer = Buffer.alloc(0);
  private readonly arrived: unknown[] = [];
  private reader: Reader | undefined;
  private ended: Error | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', error => this.end(error));
    socket.on('close', () => this.end(new Error('the machine closed the connection')));
  }

  /** Tries until the deadline, because the socket appears only once QEMU is up. */
  static async open(path: string, deadlineMs: number): Promise<JsonLines> {
    const end = Date.now() + deadlineMs;
    for (;;) {
      try {
        return new JsonLines(await connected(path));
      } catch (error) {
        if (Date.now() > end) throw new Error(`nobody answers at ${path}`, { cause: error });
        await sleep(50);
      }
    }
  }

  send(message: unknown, prefix?: number): void {
    if (prefix !== undefined) this.socket.write(Buffer.of(prefix));
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message. Rejects at the deadline or when the other side goes away. */
  async next(deadlineMs: number): Promise<unknown> {
    if (this.arrived.length > 0) return this.arrived.shift();
    if (this.ended !== undefined) throw this.ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => {
      this.reader = undefined;
      reject(new Error(`no answer in ${deadlineMs} ms`));
    }, deadlineMs);
    this.reader = { take: resolve, fail: reject };
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (let at = this.buffer.indexOf(newline); at >= 0; at = this.buffer.indexOf(newline)) {
      const line = this.buffer.subarray(0, at);
      this.buffer = this.buffer.subarray(at + 1);
      this.deliver(line.subarray(line.lastIndexOf(sentinel) + 1));
    }
  }

  private deliver(line: Buffer): void {
    // Before the first synchronisation the line may begin in the middle of an old answer.
    const message = parsed(line);
    if (message === undefined) return;
    const { reader } = this;
    // Several may arrive at once, and whoever reads is there again only for the next of them.
    this.reader = undefined;
    if (reader === undefined) this.arrived.push(message);
    else reader.take(message);
  }

  private end(error: Error): void {
    this.ended ??= error;
    this.reader?.fail(this.ended);
  }
}

function connected(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(path);
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}
