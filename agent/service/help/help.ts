/**
 * What people at this computer ask the school for, and report to it. Each goes out as an event, so it is saved before it
 * is answered and sent once there is a network. Their sign-in name goes with it: whoever asks wants an answer.
 */
import { randomUUIDv7 } from 'node:crypto';
import { problemReported } from '../../../shared/protocol/problem.ts';
import { factsOfRequest, requestEvent } from '../../../shared/protocol/request-facts.ts';
import type { Ask } from '../../../shared/protocol/tray/asks.ts';
import type { Refusal } from '../../../shared/protocol/tray/told.ts';
import { askerOf, type Visitor } from '../controls/control.ts';
import type { Clock } from '../system/clock.ts';

/** The same thing is taken once in so long, and so many things of one person: beyond it somebody plays. */
const againMs = 600_000;
const hourMs = 3600_000;
const mostInAnHour = 5;

export interface HelpOptions {
  clock: Clock;
  /** Durable when it returns; throws where nothing can be saved. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
}

export type HelpAsk = Extract<Ask, { verb: 'ask_software' | 'problem' }>;

export class Help {
  readonly #options: HelpOptions;
  readonly #taken = new Map<number, { what: string; at: number }[]>();

  constructor(options: HelpOptions) {
    this.#options = options;
  }

  /** Null once it is saved. Throws when it cannot be. */
  asked(by: Visitor, asked: HelpAsk): Refusal | null {
    const { clock, tell } = this.#options;
    const at = clock.monotonic();
    const before = (this.#taken.get(by.uid) ?? []).filter(one => at - one.at < hourMs);
    const what =
      asked.verb === 'problem' ? `problem ${asked.about}` : `software ${asked.title.toLowerCase()}`;
    if (before.some(one => one.what === what && at - one.at < againMs)) return 'already_asked';
    if (before.length >= mostInAnHour) return 'too_often';
    const person = askerOf(by);
    if (asked.verb === 'problem') tell(problemReported, { about: asked.about, more: asked.more, person });
    else tell(requestEvent, softwareFacts(asked, person));
    this.#taken.set(by.uid, [...before, { what, at }]);
    return null;
  }
}

function softwareFacts(asked: Extract<HelpAsk, { verb: 'ask_software' }>, person: string) {
  const { id: _id, verb: _verb, program: _program, ...said } = asked;
  return factsOfRequest(randomUUIDv7(), { kind: 'software', person, ...said });
}
