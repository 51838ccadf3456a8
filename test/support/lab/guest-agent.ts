/** The QEMU guest agent: runs commands and writes small files in the guest. No network is needed. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { JsonLines } from './json-lines.ts';

const answer = z.union([
  z.object({ return: z.unknown() }),
  z.object({ error: z.object({ desc: z.string() }) }),
]);
const started = z.object({ pid: z.number() });
const status = z.object({
  exited: z.boolean(),
  exitcode: z.number().optional(),
  signal: z.number().optional(),
  'out-data': z.base64().optional(),
  'err-data': z.base64().optional(),
});

export interface Ran {
  /** Null when it was ended by a signal. */
  exit: number | null;
  stdout: string;
  stderr: string;
}

const decoded = (text: string | undefined) => Buffer.from(text ?? '', 'base64').toString('utf8');

export class GuestAgent {
  private readonly lines: JsonLines;
  /** The agent answers in order, one at a time. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(lines: JsonLines) {
    this.lines = lines;
  }

  /** Connects and waits until the agent in the guest answers. */
  static async open(path: string, deadlineMs: number): Promise<GuestAgent> {
    const agent = new GuestAgent(await JsonLines.open(path, deadlineMs));
    const end = Date.now() + deadlineMs;
    for (;;) {
      try {
        await agent.synchronise(3000);
        return agent;
      } catch (error) {
        if (Date.now() > end) {
          agent.close();
          throw new Error('the guest agent does not answer', { cause: error });
        }
      }
    }
  }

  command(execute: string, args: object = {}, deadlineMs = 180_000): Promise<unknown> {
    const turn = this.queue.then(async () => {
      this.lines.send({ execute, arguments: args });
      const said = answer.parse(await this.lines.next(deadlineMs));
      if ('error' in said) throw new Error(`${execute}: ${said.error.desc}`);
      return said.return;
    });
    this.queue = turn.catch(() => {});
    return turn;
  }

  /** Runs a line of shell as root. Rejects at the deadline; the command is then killed. */
  async run(line: string, deadlineMs = 180_000): Promise<Ran> {
    const seconds = Math.ceil(deadlineMs / 1000);
    const { pid } = started.parse(
      await this.command('guest-exec', {
        path: '/usr/bin/timeout',
        arg: ['-k', '2', String(seconds), '/bin/bash', '-c', line],
        'capture-output': true,
      }),
    );
    const end = Date.now() + deadlineMs + 5000;
    for (let pause = 10; ; pause = Math.min(pause * 1.5, 250)) {
      const now = status.parse(await this.command('guest-exec-status', { pid }));
      if (now.exited) {
        return {
          exit: now.exitcode ?? null,
          stdout: decoded(now['out-data']),
          stderr: decoded(now['err-data']),
        };
      }
      if (Date.now() > end) throw new Error(`not finished in ${seconds} s: ${line}`);
      await sleep(pause);
    }
  }

  /** Starts a line of shell as root and does not wait for its end, for what takes the agent away with it. */
  async begin(line: string): Promise<void> {
    await this.command('guest-exec', { path: '/bin/bash', arg: ['-c', line] });
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    const handle = await this.command('guest-file-open', { path, mode: 'w' });
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; at += 1 << 20) {
      const slice = bytes.subarray(at, at + (1 << 20)).toString('base64');
      await this.command('guest-file-write', { handle, 'buf-b64': slice });
    }
    await this.command('guest-file-close', { handle });
  }

  close(): void {
    this.lines.close();
  }

  /** After a start or a restored snapshot, throws old bytes away until the agent echoes our number. */
  private async synchronise(deadlineMs: number): Promise<void> {
    const id = Math.floor(Math.random() * 2 ** 31);
    this.lines.send({ execute: 'guest-sync-delimited', arguments: { id } }, 0xff);
    const end = Date.now() + deadlineMs;
    for (;;) {
      const said = await this.lines.next(Math.max(1, end - Date.now()));
      if (z.object({ return: z.literal(id) }).safeParse(said).success) return;
    }
  }
}
