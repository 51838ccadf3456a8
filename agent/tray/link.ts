/** The tray's end of the channel: comes back by itself, believes nothing that does not fit, and never holds anything up. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { maxToldBytes, trayVersion } from '../../shared/protocol/tray/asks.ts';
import { type Now, type Told, told } from '../../shared/protocol/tray/told.ts';
import type { Answer, Wish } from './bridge.ts';
import { doubtOf } from './door-check.ts';
import { isProved, type Pipe, pipesIn } from './windows-door.ts';

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
const answerMs = 10_000;

const notPossible: Answer = { ok: false, why: 'not_possible' };

export interface LinkOptions {
  /** The socket; on Windows, where there is no `uid`, the folder with the names of pipes. */
  door: string;
  uid: number | null;
  /** Null while there is no service: then nothing is known, and nothing is shown. */
  onNow(now: Now | null): void;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #id = 0;
  #text = '';
  #tried = 0;
  #stopped = false;
  /** What answers there is the service. */
  #trusted = false;
  /** Something else stands where it should be. */
  #doubted = false;
  #greeting: { id: number; challenge: string; pipe: Pipe } | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopped) return;
    const door = this.#way();
    if (door === null) {
      this.#later();
      return;
    }
    const socket = connect(typeof door === 'string' ? door : door.pipe);
    this.#socket = socket;
    this.#text = '';
    this.#trusted = typeof door === 'string';
    socket.setEncoding('utf8');
    socket.on('connect', () => this.#greet(door));
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#lost());
  }

  /** A door was there to knock at; what comes of it is told. */
  get isTrying(): boolean {
    return this.#socket !== undefined;
  }

  /** Null while there is none that may be spoken to. Of several sessions of this person one after another is tried. */
  #way(): string | Pipe | null {
    const { door, uid } = this.#options;
    if (uid !== null) {
      const doubt = doubtOf(door, uid);
      this.#doubted = doubt !== null && doubt !== 'missing';
      return doubt === null ? door : null;
    }
    const pipes = pipesIn(door);
    this.#tried += 1;
    if (pipes.length === 0) this.#doubted = false;
    return pipes[this.#tried % Math.max(1, pipes.length)] ?? null;
  }

  /** The folder of a socket was looked at; behind a pipe, the service must prove itself in this connection. */
  #greet(door: string | Pipe): void {
    const hello = { verb: 'hello', version: trayVersion };
    if (typeof door === 'string') return void this.#send(hello);
    const challenge = randomBytes(32).toString('base64url');
    this.#greeting = { id: this.#send({ ...hello, challenge }), challenge, pipe: door };
  }

  /** Woken, or back at the screen: whatever is waited for may be there again. */
  again(): void {
    if (this.#stopped || this.#socket !== undefined) return;
    clearTimeout(this.#timer);
    this.#retryMs = firstRetryMs;
    this.start();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  /** Never throws, and is answered within ten seconds. */
  ask(wish: Wish): Promise<Answer> {
    if (this.#doubted) return Promise.resolve({ ok: false, why: 'not_the_service' });
    if (this.#socket?.readyState !== 'open' || !this.#trusted) return Promise.resolve(notPossible);
    const id = this.#send(wish);
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#answered(id, notPossible), answerMs);
      this.#waiting.set(id, answer => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  #send(what: object): number {
    const id = this.#id++;
    this.#socket?.write(`${JSON.stringify({ ...what, id })}\n`);
    return id;
  }

  #read(text: string): void {
    this.#text += text;
    for (let end = this.#text.indexOf('\n'); end >= 0; end = this.#text.indexOf('\n')) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#take(line);
    }
    if (this.#text.length > maxToldBytes) this.#socket?.destroy();
  }

  #take(line: string): void {
    const parsed = parse(line);
    if (parsed === undefined || parsed.kind === 'other_version') {
      // Another age: whoever updates the tray starts it again.
      this.#retryMs = longestRetryMs;
      this.#socket?.destroy();
    } else if (!this.#trusted && !this.#isProof(parsed)) {
      this.#doubted = true;
      this.#socket?.destroy();
    } else if (parsed.kind === 'now') {
      this.#retryMs = firstRetryMs;
      this.#options.onNow(parsed);
    } else {
      const { id, kind: _kind, ...answer } = parsed;
      this.#answered(id, answer);
    }
  }

  #isProof(said: Told): boolean {
    const asked = this.#greeting;
    if (asked === undefined || said.kind !== 'answer' || said.id !== asked.id) return false;
    this.#trusted = isProved(asked.pipe, asked.challenge, said.proof);
    if (this.#trusted) this.#doubted = false;
    return this.#trusted;
  }

  #answered(id: number, answer: Answer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }

  #lost(): void {
    this.#socket = undefined;
    for (const id of [...this.#waiting.keys()]) this.#answered(id, notPossible);
    this.#options.onNow(null);
    this.#later();
  }

  #later(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }
}

function parse(line: string) {
  try {
    return told.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
