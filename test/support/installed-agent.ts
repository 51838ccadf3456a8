/** The agent bundled and started as its unit starts it, without systemd; and how heavy a process is. Linux only. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const installer = new URL('../../installers/linux/', import.meta.url).pathname;

interface Unit {
  flags: string[];
  program: string;
  environment: Record<string, string>;
}

export class InstalledAgent {
  readonly data: string;
  readonly #folder: string;
  readonly #release: string;
  readonly #unit = readUnit();
  readonly #started: ChildProcess[] = [];

  /** Bundles the agent below `folder`, which is its home too. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#release = join(folder, 'release');
    this.data = join(folder, 'agent');
    execFileSync(process.execPath, [join(installer, 'stage.ts'), 'agent', this.#release]);
  }

  /** The service, which never does more than look here. Answers its process id. */
  start(words: string[] = [], environment: Record<string, string> = {}): number {
    const { flags, program } = this.#unit;
    return this.startNode([...words, ...flags, join(this.#release, program), '--watch-only'], environment);
  }

  /** Its Node, with other words. */
  startNode(words: string[], environment: Record<string, string> = {}): number {
    const env = { ...this.#environment, ...environment };
    const child = spawn(this.#node, words, { env, stdio: 'ignore' });
    this.#started.push(child);
    return child.pid ?? 0;
  }

  /** Runs `caretaker …` to its end. */
  command(...words: string[]): void {
    execFileSync(this.#node, [join(this.#release, 'caretaker.js'), ...words], { env: this.#environment });
  }

  kill(): void {
    for (const child of this.#started.splice(0)) child.kill('SIGKILL');
  }

  get #node(): string {
    return join(this.#release, 'bin', 'node');
  }

  get #environment(): NodeJS.ProcessEnv {
    const { environment } = this.#unit;
    return { PATH: process.env.PATH, HOME: this.#folder, ...environment, CARETAKER_DATA: this.data };
  }
}

/** The flags of Node and the environment with which systemd starts it. */
export function readUnit(): Unit {
  const text = readFileSync(join(installer, 'systemd', 'caretaker-agent.service'), 'utf8');
  const [, ...words] = (/^ExecStart=(.+)$/m.exec(text)?.[1] ?? '').split(' ');
  const assigned = [...text.matchAll(/^Environment=(.+)$/gm)].flatMap(match => (match[1] ?? '').split(' '));
  return {
    flags: words.filter(word => word.startsWith('--')),
    program: basename(words.find(word => !word.startsWith('--')) ?? ''),
    environment: Object.fromEntries(assigned.map(one => one.split('=', 2))),
  };
}

/** Resident, in MB of 1,048,576 bytes. */
export interface Memory {
  total: number;
  anonymous: number;
  file: number;
}

export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
  return { total: megabytes('VmRSS'), anonymous: megabytes('RssAnon'), file: megabytes('RssFile') };
}

export const memoryWords = ({ total, anonymous, file }: Memory) =>
  `${total.toFixed(1)} MB (${anonymous.toFixed(1)} of its own, ${file.toFixed(1)} of files)`;

/** Processor time that its threads have used so far, in milliseconds: the kernel counts it in nanoseconds. */
export function processorMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = threads.map(thread =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return used.reduce((sum, one) => sum + one, 0) / 1_000_000;
}
