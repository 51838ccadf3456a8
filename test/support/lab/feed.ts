/** What the guest says as it happens, line by line over a virtio port, stamped with the host's clock. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Said {
  /** Milliseconds of the host's clock when the line was here. */
  at: number;
  line: string;
}

export class Feed {
  readonly said: Said[] = [];
  readonly #socket: Socket;
  #arrived = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    // The machine may go before whoever listens to it.
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', line => {
      this.said.push({ at: Date.now(), line });
      this.#arrived();
    });
  }

  static async open(path: string): Promise<Feed> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new Feed(socket);
  }

  /** The first line since `from` (an index of `said`) that matches. Rejects at the deadline with what was said. */
  async line(wanted: RegExp, { from = 0, deadlineMs = 30_000 } = {}): Promise<Said> {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const found = this.said.slice(from).find(one => wanted.test(one.line));
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`nobody said ${wanted}:\n${this.#tail()}`);
      await this.#something(Math.max(1, end - Date.now()));
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #something(deadlineMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, deadlineMs);
    this.#arrived = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  #tail(): string {
    const lines = this.said.slice(-40).map(one => one.line);
    return lines.join('\n') || '(nothing at all)';
  }
}
