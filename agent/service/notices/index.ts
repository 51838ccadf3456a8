/** What the school tells people at this computer. Read only once something comes, or somebody sees a tray. */
import type { SignedNotices } from '../../../shared/protocol/notice-signed.ts';
import type { Ask } from '../../../shared/protocol/tray/asks.ts';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import type { Refusal, Scene, WholeNotice } from '../../../shared/protocol/tray/told.ts';
import type { Visitor } from '../controls/control.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import type { KeptNotices } from './kept.ts';

/** For whom this device takes notices, and from whom. */
export interface NoticeAudience {
  schoolId: string;
  deviceId: string;
  consoleKey: string;
}

export interface NoticesOptions {
  /** What was last taken, and what people here have answered. */
  cell: Cell<unknown>;
  clock: Clock;
  /** Durable when it returns; throws where nothing can be saved. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

export type NoticeAsk = Extract<Ask, { verb: 'notice' | 'answer_notice' }>;
export type NoticeReply = { why: Refusal | null; notice?: WholeNotice };

const again = 6 * 3600_000;

export class Notices {
  readonly #options: NoticesOptions;
  #kept: KeptNotices | undefined;
  #loading: Promise<KeptNotices> | undefined;
  #watched = false;
  #cancel = () => {};

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Never throws. */
  async receive(signed: SignedNotices, audience: NoticeAudience): Promise<void> {
    try {
      if ((await this.#load()).receive(signed, audience)) this.#changed();
    } catch (error) {
      this.#options.log('notices not taken', { error: String(error) });
    }
  }

  /** From now on somebody sees what is shown, or nobody does any more. */
  watched(watched: boolean): void {
    this.#watched = watched;
    this.#cancel();
    if (watched)
      void this.#load().then(
        () => this.#changed(),
        (error: unknown) => this.#options.log('notices not read', { error: String(error) }),
      );
  }

  scenes(of: Visitor, face: Face): Scene[] {
    return this.#kept?.scenes(of, face) ?? [];
  }

  /**
   * Whether this person must agree to the school's rules before they may ask for anything. Waits for what was kept to be
   * read: after a restart somebody may ask in the same moment as their tray is greeted. Rejects where it cannot be.
   */
  async bars(of: Visitor, face: Face): Promise<boolean> {
    return (await this.#load()).bars(of, face);
  }

  async answer(by: Visitor, face: Face, asked: NoticeAsk): Promise<NoticeReply> {
    try {
      const kept = await this.#load();
      if (asked.verb === 'notice') {
        const notice = kept.whole(by, face, asked.notice);
        return notice === undefined ? { why: 'nothing_yet' } : { why: null, notice };
      }
      const why = kept.answer(by, face, asked);
      if (why === null) this.#options.changed();
      return { why };
    } catch (error) {
      this.#options.log('notice not answered', { error: String(error) });
      return { why: 'not_possible' };
    }
  }

  /** This device is no longer the record that they were for. */
  forget(): void {
    this.#options.cell.remove();
    this.#kept = undefined;
    this.#loading = undefined;
    this.#options.changed();
  }

  stop(): void {
    this.#cancel();
  }

  /** Reminders come and notices end while a tray is there. */
  #changed(): void {
    this.#cancel();
    this.#options.changed();
    if (!this.#watched) return;
    const { clock } = this.#options;
    const at = this.#kept?.nextChange();
    if (at === undefined) return;
    this.#cancel = clock.after(Math.min(again, Math.max(1000, at - clock.now())), () => this.#changed());
  }

  #load(): Promise<KeptNotices> {
    this.#loading ??= import('./kept.ts').then(({ KeptNotices }) => {
      this.#kept = new KeptNotices(this.#options);
      return this.#kept;
    });
    return this.#loading;
  }
}
