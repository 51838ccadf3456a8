/** QEMU's machine protocol: disks come and go, keys are pressed, snapshots are taken and restored. */
import * as z from 'zod';
import { JsonLines } from './json-lines.ts';

const message = z.union([
  z.object({ event: z.string(), data: z.unknown().optional() }),
  z.object({ error: z.object({ desc: z.string() }) }),
  z.object({ return: z.unknown() }),
  z.object({ QMP: z.unknown() }),
]);

export class Monitor {
  private readonly lines: JsonLines;

  private constructor(lines: JsonLines) {
    this.lines = lines;
  }

  static async open(path: string, deadlineMs: number): Promise<Monitor> {
    const monitor = new Monitor(await JsonLines.open(path, deadlineMs));
    await monitor.lines.next(deadlineMs);
    await monitor.command('qmp_capabilities');
    return monitor;
  }

  /** Throws with QEMU's own words when it refuses. */
  async command(execute: string, args: object = {}, deadlineMs = 60_000): Promise<unknown> {
    this.lines.send({ execute, arguments: args });
    for (;;) {
      const answer = message.parse(await this.lines.next(deadlineMs));
      if ('error' in answer) throw new Error(`${execute}: ${answer.error.desc}`);
      else if ('return' in answer) return answer.return;
    }
  }

  /** Keeps the machine's whole state on its disk. Takes a second or two. */
  async keep(name: string): Promise<void> {
    const line = `savevm ${name}`;
    const said = String(await this.command('human-monitor-command', { 'command-line': line }, 90_000));
    if (said.trim() !== '') throw new Error(`${line}: ${said.trim()}`);
  }

  close(): void {
    this.lines.close();
  }
}
