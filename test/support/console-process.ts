/** The console as people run it: a process of its own, which a test may kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Ask, asker } from './console.ts';

const program = new URL('../../caretaker.js', import.meta.url).pathname;
const binaries = new URL('../../node_modules/.bin', import.meta.url).pathname;

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export class ConsoleProcess {
  readonly data: string;
  readonly port: number;
  readonly devicePort: number;
  readonly ask: Ask;
  #token = '';
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(data: string, port: number, devicePort: number) {
    this.data = data;
    this.port = port;
    this.devicePort = devicePort;
    this.ask = (method, path, body, headers) =>
      asker(`http://localhost:${port}`, { authorization: `Bearer ${this.#token}` })(
        method,
        path,
        body,
        headers,
      );
  }

  /** Starts it on free ports and makes a technician's token. */
  static async start(data: string): Promise<ConsoleProcess> {
    const made = new ConsoleProcess(data, await freePort(), await freePort());
    await made.run();
    made.#token = await made.command('token', 'create', '--role', 'technician');
    return made;
  }

  get deviceUrl(): string {
    return `wss://localhost:${this.devicePort}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resident memory in MB. */
  get residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  }

  /** Resolves when it answers on the browser port. */
  async run(): Promise<void> {
    const child = spawn(program, ['console'], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', text => {
      this.#log = (this.#log + text).slice(-4_000_000);
    });
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`the console ended: ${this.#log}`);
      try {
        if ((await fetch(`http://localhost:${this.port}/healthz`)).ok) return;
      } catch {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }
    throw new Error(`the console did not start: ${this.#log}`);
  }

  /** What it wrote to its log. */
  get log(): string {
    return this.#log;
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Runs `caretaker …` on the same data and answers the last line it printed. */
  async command(...words: string[]): Promise<string> {
    const child = spawn(program, words, {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let trouble = '';
    child.stdout.on('data', text => {
      out += text;
    });
    child.stderr.on('data', text => {
      trouble += text;
    });
    const code = await new Promise<number | null>(resolve => child.once('close', resolve));
    if (code !== 0) throw new Error(`caretaker ${words.join(' ')} failed: ${trouble}`);
    return out.trim().split('\n').at(-1) ?? '';
  }

  /** A code for so many devices of the first group. */
  async code(uses: number): Promise<string> {
    const groups = await this.ask('GET', '/groups');
    const made = await this.ask('POST', '/enrolment-codes', {
      groupId: groups.body.items[0].id,
      uses,
      label: 'test',
    });
    if (made.status >= 300) throw new Error(`no code was made: ${JSON.stringify(made.body)}`);
    return made.body.code;
  }

  /** Approves whoever waits until `devices` are approved. */
  async approveAll(devices: number, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let approved = 0;
    while (approved < devices) {
      if (Date.now() > deadline)
        throw new Error(`only ${approved} of ${devices} devices came to be approved`);
      const queue = await this.ask('GET', '/queue?limit=30');
      const approve = queue.body.items.map((item: { id: string }) => ({ id: item.id }));
      if (approve.length > 0) {
        const decided = await this.ask('POST', '/queue/decisions', { approve });
        approved += decided.body.approved.length;
      } else await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  #environment(): NodeJS.ProcessEnv {
    const { PATH, HOME, LANG } = process.env;
    return {
      PATH: `${binaries}:${PATH}`,
      HOME,
      LANG,
      CARETAKER_DATA: this.data,
      CARETAKER_PORT: String(this.port),
      CARETAKER_DEVICE_PORT: String(this.devicePort),
    };
  }
}
