/** A Linux computer with people at it, whose time and logind a test tells: what a session does when asked to lock, too. */

import type { CommandResult, Machine } from '../../agent/service/controls/control.ts';
import type { Clock } from '../../agent/service/system/clock.ts';
import { ended, scriptedMachine } from './scripted-machine.ts';

interface Timer {
  at: number;
  call(): void;
}

/** Settles what was promised; timers of the test's clock are not waited for. */
const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await new Promise(resolve => setImmediate(resolve));
};

/** Time that stands still in sleep, and the clock on the wall that anybody may set. */
export class PretendClock implements Clock {
  readonly #timers = new Set<Timer>();
  #monotonic = 5_000;
  #wall = Date.UTC(2026, 10, 21, 12);
  sleptMs = 0;

  monotonic(): number {
    return this.#monotonic;
  }

  now(): number {
    return this.#wall;
  }

  asleep(): number {
    return this.sleptMs;
  }

  random(): number {
    return 0.5;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#monotonic + Math.max(0, ms), call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  setWall(by: number): void {
    this.#wall += by;
  }

  /** Everything due by then happens, in its order. */
  async pass(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    await settle();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#move(next.at);
      this.#timers.delete(next);
      next.call();
      await settle();
    }
    this.#move(until);
  }

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    return due.sort((one, other) => one.at - other.at)[0];
  }

  #move(to: number): void {
    this.#wall += to - this.#monotonic;
    this.#monotonic = to;
  }
}

export interface PretendSession {
  id: string;
  type: 'wayland' | 'tty';
  desktop: string;
  uid: number;
  locked: boolean;
  /** Milliseconds of the computer's own time: when the desktop said "unused", or a key was last pressed. */
  idleSince: number | null;
  /** For how long the computer had slept by then, and what its clock said. */
  sleptBefore: number;
  wallThen: number;
  began: number;
  /** What runs in it, by process number. */
  processes?: string[];
  /** What becomes of a request to lock; undefined does nothing. */
  onLock?(session: PretendSession): void;
  /** GNOME's own measure; undefined where it does not answer. */
  mutterIdleMs?(): number;
  /** Whether a program asked GNOME's session manager that the session stays; undefined where it does not answer. */
  inhibited?(): boolean;
}

export class PretendLogind {
  readonly clock = new PretendClock();
  readonly sessions: PretendSession[] = [];
  /** Ids in the order in which they were asked. */
  readonly asked: string[] = [];
  /** Every process that was started: `loginctl show-session`. */
  readonly started: string[] = [];
  /** Names in `comm` of what runs, by process number. */
  readonly processes = new Map<string, { name: string; uid: number }>();
  /** Ids of sessions that were ended, in their order. */
  readonly signedOut: string[] = [];
  /** Files of logind that hold wishes of programs, by their name. */
  readonly wishes = new Map<string, string>();
  boot = '11111111-2222-3333-4444-555555555555';
  answers = true;
  hears = true;
  #line: ((line: string) => void) | undefined;

  /** Milliseconds since the computer was started, sleep included. */
  get bootMs(): number {
    return 600_000 + this.clock.monotonic() + this.clock.sleptMs;
  }

  /** The same without sleep. */
  get awakeMs(): number {
    return this.bootMs - this.clock.sleptMs;
  }

  add(over: Partial<PretendSession> = {}): PretendSession {
    const session: PretendSession = {
      id: `${this.sessions.length + 1}`,
      type: 'wayland',
      desktop: 'KDE',
      uid: 1000,
      locked: false,
      idleSince: null,
      sleptBefore: this.clock.sleptMs,
      wallThen: this.clock.now(),
      began: this.bootMs - 500_000,
      onLock: one => this.lock(one),
      ...over,
    };
    this.sessions.push(session);
    return session;
  }

  /** Somebody stops using it now. */
  leave(session: PretendSession): void {
    session.idleSince = this.bootMs;
    session.sleptBefore = this.clock.sleptMs;
    session.wallThen = this.clock.now();
  }

  /** Somebody uses it: a desktop takes its word back, a text console keeps when. */
  use(session: PretendSession): void {
    this.leave(session);
    if (session.type !== 'tty') session.idleSince = null;
  }

  lock(session: PretendSession): void {
    session.locked = true;
    this.say(session, true);
  }

  unlock(session: PretendSession): void {
    session.locked = false;
    this.use(session);
    this.say(session, false);
  }

  say({ id }: PretendSession, locked: boolean): void {
    this.#line?.(
      JSON.stringify({
        type: 'signal',
        path: `/org/freedesktop/login1/session/_3${id}`,
        member: 'PropertiesChanged',
        payload: {
          type: 'sa{sv}as',
          data: ['org.freedesktop.login1.Session', { LockedHint: { type: 'b', data: locked } }, []],
        },
      }),
    );
  }

  async sleep(ms: number): Promise<void> {
    this.clock.sleptMs += ms;
    this.clock.setWall(ms);
    this.#line?.(
      JSON.stringify({
        path: '/org/freedesktop/login1',
        member: 'PrepareForSleep',
        payload: { type: 'b', data: [false] },
      }),
    );
    await this.clock.pass(0);
  }

  machine(): Machine {
    const scripted = scriptedMachine({});
    return {
      ...scripted,
      now: () => this.clock.now(),
      run: async (command, args) => {
        this.started.push(`${command} ${args[0]}`);
        return this.#run(command, args);
      },
      follow: (_command, _args, onLine, signal) => {
        if (!this.hears) return Promise.resolve(ended('', { exit: 1 }));
        this.#line = onLine;
        return new Promise(resolve => signal.addEventListener('abort', () => resolve(ended(''))));
      },
      readDirectory: async path => {
        if (path === '/proc') return [...this.processes.keys(), 'self'];
        if (path === '/run/systemd/inhibit') return [...this.wishes.keys()];
        if (path !== '/run/systemd/sessions' || !this.answers) throw new Error('ENOENT');
        return this.sessions.flatMap(({ id }) => [id, `${id}.ref`]);
      },
      readFile: async path => this.#read(path),
    };
  }

  #read(path: string): string {
    if (path === '/proc/uptime') return `${(this.bootMs / 1000).toFixed(2)} 1234.56\n`;
    if (path === '/proc/sys/kernel/random/boot_id') return `${this.boot}\n`;
    const wish = this.wishes.get(path.split('/').at(-1) ?? '');
    if (path.startsWith('/run/systemd/inhibit/') && wish !== undefined) return wish;
    const [, uid, scope] = /\/user-(\d+)\.slice\/session-(\d+)\.scope\/cgroup\.procs$/.exec(path) ?? [];
    const began = this.sessions.find(one => one.id === scope && `${one.uid}` === uid)?.processes;
    if (began !== undefined) return `${began.join('\n')}\n`;
    const [, number = '', file] = /^\/proc\/(\d+)\/(comm|status)$/.exec(path) ?? [];
    const process = this.processes.get(number);
    if (process === undefined) throw new Error('ENOENT');
    return file === 'comm'
      ? `${process.name}\n`
      : `Name:\t${process.name}\nState:\tS\nUid:\t${process.uid}\t0\n`;
  }

  #run(command: string, args: readonly string[]): CommandResult {
    if (command === 'setpriv')
      return args.includes('IsInhibited') ? this.#inhibited(args) : this.#mutter(args);
    if (command !== 'loginctl' || !this.answers) return ended('', { exit: 1 });
    const [verb, ...rest] = args;
    const named = this.sessions.filter(({ id }) => rest.includes(id));
    if (verb === 'lock-session') {
      for (const session of named) {
        this.asked.push(session.id);
        session.onLock?.(session);
      }
      return ended('', { exit: named.length > 0 ? 0 : 1 });
    }
    if (verb === 'terminate-session') {
      for (const session of named) {
        this.signedOut.push(session.id);
        this.sessions.splice(this.sessions.indexOf(session), 1);
      }
      return ended('');
    }
    if (rest.at(-1) === '--property=LockedHint' && rest.length === 2)
      return ended(`LockedHint=${named[0]?.locked ? 'yes' : 'no'}\n`);
    return ended(named.map(one => this.#shown(one)).join('\n'));
  }

  #mutter(args: readonly string[]): CommandResult {
    const idleMs = this.sessions.find(({ uid }) => args[0] === `--reuid=${uid}`)?.mutterIdleMs;
    if (idleMs === undefined) return ended('', { exit: 1 });
    return ended(JSON.stringify({ type: 't', data: [idleMs()] }));
  }

  #inhibited(args: readonly string[]): CommandResult {
    const asked = this.sessions.find(({ uid }) => args[0] === `--reuid=${uid}`)?.inhibited;
    if (asked === undefined) return ended('', { exit: 1 });
    return ended(JSON.stringify({ type: 'b', data: [asked()] }));
  }

  #shown(session: PretendSession): string {
    const { idleSince: since, wallThen } = session;
    const text = session.type === 'tty';
    // Of a text console logind knows the time of the file only, and counts the other one back from that.
    const monotonic = text
      ? this.bootMs - this.clock.sleptMs - (this.clock.now() - wallThen)
      : (since ?? 0) - session.sleptBefore;
    // Its own word comes from another interval; only the moment of the last key counts.
    const idle = since !== null && !text;
    return `${[
      `Id=${session.id}`,
      `Type=${session.type}`,
      'Class=user',
      'State=active',
      'Remote=no',
      `User=${session.uid}`,
      `Desktop=${session.desktop}`,
      `TimestampMonotonic=${session.began * 1000}`,
      `LockedHint=${session.locked ? 'yes' : 'no'}`,
      `IdleHint=${idle ? 'yes' : 'no'}`,
      `IdleSinceHint=${since === null ? 0 : wallThen * 1000}`,
      `IdleSinceHintMonotonic=${since === null ? 0 : Math.max(1, monotonic) * 1000}`,
    ].join('\n')}\n`;
  }
}
