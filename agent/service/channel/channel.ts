/** The service's end of the trays: a door for each person who is signed in, and what they should see now. */
import type { Now } from '../../../shared/protocol/tray/told.ts';
import type { Visitor } from '../controls/control.ts';
import type { Clock } from '../system/clock.ts';
import type { Desk } from './desk.ts';
import { Door } from './door.ts';
import type { Doorway } from './doorway.ts';
import type { People } from './people.ts';

export interface ChannelOptions {
  doorway: Doorway;
  people: People;
  clock: Clock;
  /** The sign-in name of a number; null when nobody says. */
  nameOf(uid: number): Promise<string | null>;
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
  log(event: string, facts?: Record<string, unknown>): void;
}

/** Several changes make one message. */
const gatherMs = 50;

export class Channel {
  readonly #options: ChannelOptions;
  readonly #doors = new Map<number, Door>();
  #desk: Desk | undefined;
  #watched = false;
  #telling = false;
  #cancel = () => {};
  #unwatch = () => {};
  #stopped = false;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  /** Throws nothing: without a channel a device is protected all the same. */
  async start(desk: Desk): Promise<void> {
    this.#desk = desk;
    const { doorway, people, log } = this.#options;
    try {
      await doorway.prepare();
    } catch (error) {
      log('no tray can connect', { error: (error as Error).message });
      this.#options.tell('tray.refused', { why: 'folder' });
      return;
    }
    this.#unwatch = people.watch(() => void this.#follow());
    await this.#follow();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#unwatch();
    for (const door of this.#doors.values()) door.close();
  }

  /** What people see may be another now. */
  changed(): void {
    if (!this.#watched || this.#telling || this.#stopped) return;
    this.#telling = true;
    this.#cancel = this.#options.clock.after(gatherMs, () => {
      this.#telling = false;
      this.#tellAll();
    });
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return;
    const here = new Set(this.#options.people.now());
    for (const [uid, door] of this.#doors) {
      if (here.has(uid)) continue;
      this.#doors.delete(uid);
      door.close();
    }
    for (const uid of here) if (!this.#doors.has(uid)) await this.#open(uid);
  }

  async #open(uid: number): Promise<void> {
    const { doorway, clock, log, tell, nameOf } = this.#options;
    const visitor: Visitor = { uid, user: null };
    const door = new Door(doorway, visitor, {
      clock,
      asked: async (by, what) => this.#desk?.answer(by, what) ?? '',
      changed: () => this.#trays(),
      misbehaved: why => tell('tray.refused', { why }),
      failed: error => log('a tray was not answered', { error: String(error) }),
    });
    this.#doors.set(uid, door);
    // Whoever it is for may leave while the system is asked.
    const isOver = () => this.#stopped || this.#doors.get(uid) !== door;
    try {
      visitor.user = await nameOf(uid);
      if (!isOver()) await door.open();
    } catch (error) {
      if (isOver()) return;
      log('no tray can connect', { error: (error as Error).message });
      // Tried again when somebody comes or goes.
      this.#doors.delete(uid);
      door.close();
    }
    if (isOver()) door.close();
  }

  /** One came or went. */
  #trays(): void {
    const watched = [...this.#doors.values()].some(({ trays }) => trays.length > 0);
    if (watched !== this.#watched) this.#desk?.watched(watched);
    this.#watched = watched;
    this.changed();
  }

  #tellAll(): void {
    for (const door of this.#doors.values()) {
      if (door.trays.length === 0) continue;
      if (this.#desk === undefined) continue;
      const scenes = this.#desk.scenes(door.visitor).slice(0, 20);
      const may = this.#desk.may(door.visitor);
      const now: Now = { kind: 'now', face: this.#desk.face, may, scenes };
      door.tell(JSON.stringify(now));
    }
  }
}
