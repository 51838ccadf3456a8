/** A client of the service's channel that keeps to no rule of its own: what it is given to say, it says. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './until.ts';

export class RawTray {
  readonly socket: Socket;
  readonly lines: Record<string, unknown>[] = [];
  isClosed = false;
  #text = '';

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.setEncoding('utf8');
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.on('data', (text: string) => {
      const parts = (this.#text + text).split('\n');
      this.#text = parts.pop() ?? '';
      this.lines.push(...parts.map(part => JSON.parse(part)));
    });
  }

  /** One that was let in. */
  static async greeted(path: string): Promise<RawTray> {
    const tray = new RawTray(path);
    await once(tray.socket, 'connect');
    tray.say({ verb: 'hello', id: 0, version: 2 });
    await tray.answer(0);
    return tray;
  }

  say(what: unknown): void {
    this.socket.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`);
  }

  async answer(id: number): Promise<Record<string, unknown>> {
    const found = () => this.lines.find(line => line.kind === 'answer' && line.id === id);
    await until(`the answer ${id}`, () => found() !== undefined, 3000, 5);
    return found() ?? {};
  }

  /** What should be seen, as last told. */
  get scenes(): Record<string, unknown>[] {
    return (this.lines.findLast(({ kind }) => kind === 'now')?.scenes ?? []) as Record<string, unknown>[];
  }

  async closed(): Promise<void> {
    await until('the service hangs up', () => this.isClosed, 3000, 5);
  }

  end(): void {
    this.socket.destroy();
  }
}
