import type { Hand } from '../../agent/service/leaving/index.ts';
import type { Clock } from '../../agent/service/system/clock.ts';
import type { LeaveKind } from '../../shared/protocol/leave.ts';

/** A computer where `people` are signed in; it remembers what was asked of it and loses its power to nobody. */
export class PretendHand implements Hand {
  people: string[] | null = ['c1'];
  running: string | null = null;
  refuses = false;
  stays = false;
  asked: string[] = [];
  plannedAt: number | null = null;
  readonly #clock: Pick<Clock, 'now'>;
  startedAt: number;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.startedAt = clock.now() - 3600_000;
  }

  sessions = async () => this.people;
  busy = async () => this.running;
  uptimeMs = () => this.#clock.now() - this.startedAt;
  async signOut(sessions: readonly string[]) {
    this.asked.push(`sign out ${sessions.join(' ')}`);
    if (!this.stays) this.people = [];
    return !this.refuses;
  }
  async plan(at: number, words: string, kind: LeaveKind) {
    this.asked.push(`${kind}: ${words}`);
    if (!this.refuses) this.plannedAt = at;
    return !this.refuses;
  }
  async takeBack() {
    this.plannedAt = null;
  }
}
