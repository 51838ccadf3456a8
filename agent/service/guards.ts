/** What controls do between rounds: one guard for each that has one, built once and told of every change. */
import type { ControlPolicy } from '../../shared/controls/control.ts';
import type { RequestAnswer } from '../../shared/protocol/answer.ts';
import type { Order, OrderOutcome } from '../../shared/protocol/order.ts';
import type { Ask } from '../../shared/protocol/tray/asks.ts';
import type { AlsoSent, Presenting, Refusal, Scene } from '../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges, Visitor } from './controls/control.ts';
import type { Watched } from './rounds.ts';

export class Guards {
  readonly #guards = new Map<string, Guard>();
  readonly #told = new Map<string, string>();
  readonly #onTrouble: (control: string, error: unknown) => void;

  /** A guard that cannot be built leaves its control without one; the others live. */
  constructor(
    watched: readonly Watched[],
    edgesFor: (control: string) => GuardEdges,
    onTrouble: (control: string, error: unknown) => void,
  ) {
    this.#onTrouble = onTrouble;
    for (const { meaning, backend } of watched) {
      if (backend?.guard === undefined) continue;
      try {
        this.#guards.set(meaning.key, backend.guard(edgesFor(meaning.key)));
      } catch (error) {
        onTrouble(meaning.key, error);
      }
    }
  }

  /** Told only when it is not what it was told before. */
  follow(control: string, policy: ControlPolicy): void {
    const guard = this.#guards.get(control);
    const text = JSON.stringify(policy);
    if (guard === undefined || this.#told.get(control) === text) return;
    this.#told.set(control, text);
    try {
      guard.follow(policy);
    } catch (error) {
      this.#onTrouble(control, error);
    }
  }

  /** Guards that go by the calendar look at it again. */
  calendarChanged(): void {
    for (const guard of this.#guards.values()) guard.calendarChanged?.();
  }

  /** Everything that this person should see now. */
  scenes(of: Visitor): Scene[] {
    return [...this.#guards].flatMap(([control, guard]) => {
      try {
        const notice = guard.notice?.() ?? null;
        const off: Scene[] =
          notice === null ? [] : [{ kind: 'switch_off', at: notice.at, waits: notice.waits }];
        return [...off, ...(guard.scenes?.(of) ?? [])];
      } catch (error) {
        this.#onTrouble(control, error);
        return [];
      }
    });
  }

  /** What leaves this computer beside findings, because the policy asks for it. */
  sends(): AlsoSent[] {
    return [...this.#guards.values()].flatMap(guard => guard.sends?.() ?? []);
  }

  /** Null: nobody lets this person hold the lock while presenting. */
  presents(by: Visitor, forStaff: boolean): Presenting | null {
    for (const guard of this.#guards.values()) {
      const offered = guard.presents?.(by, forStaff);
      if (offered !== undefined) return offered;
    }
    return null;
  }

  /** From now on somebody sees what is shown, or nobody does any more. */
  watched(watched: boolean): void {
    for (const [control, guard] of this.#guards) {
      try {
        guard.watched?.(watched);
      } catch (error) {
        this.#onTrouble(control, error);
      }
    }
  }

  /** A harmless verb of somebody at the computer; null when it was done. */
  async asked(by: Visitor, what: Ask, forStaff = false): Promise<Refusal | null> {
    for (const [control, guard] of this.#guards) {
      try {
        if (what.verb === 'wait' && guard.stillWorking !== undefined)
          return (await guard.stillWorking()).ok ? null : 'not_possible';
        const answer = await guard.asked?.(by, what, forStaff);
        if (answer !== undefined) return answer;
      } catch (error) {
        this.#onTrouble(control, error);
        return 'not_possible';
      }
    }
    return 'not_possible';
  }

  /** A request was answered, or the answer was taken back. True where that shows by itself. */
  answered(answer: RequestAnswer): boolean {
    let isShown = false;
    for (const [control, guard] of this.#guards) {
      try {
        if (guard.answered?.(answer) === true) isShown = true;
      } catch (error) {
        this.#onTrouble(control, error);
      }
    }
    return isShown;
  }

  async obey(control: string, order: Order, said: (detail: string) => void): Promise<OrderOutcome> {
    const guard = this.#guards.get(control);
    if (guard?.obey === undefined)
      return { outcome: 'not_possible', detail: 'This computer cannot do that.' };
    return guard.obey(order, said);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#guards].map(([control, guard]) =>
        guard.stop().catch(error => this.#onTrouble(control, error)),
      ),
    );
  }
}
