/** What a tray is answered: by the guards, and from what this device last saved for its console. */
import type { Ask, ReportPart } from '../../../shared/protocol/tray/asks.ts';
import type { Refusal, Reported, Scene } from '../../../shared/protocol/tray/told.ts';
import type { Visitor } from '../controls/control.ts';
import type { Guards } from '../guards.ts';
import type { Outbox } from '../outbox.ts';
import { Differences } from '../outbox-differences.ts';
import { answerLine } from './connection.ts';

export interface DeskOptions {
  guards: Guards;
  outbox: Outbox;
  /** Null: not enrolled. */
  connected(): boolean | null;
  /** A long report was read: its memory can go. */
  read(): void;
}

export class Desk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  watched(watched: boolean): void {
    this.#options.guards.watched(watched);
  }

  scenes(of: Visitor): Scene[] {
    return this.#options.guards.scenes(of);
  }

  /** As it travels. */
  async answer(by: Visitor, asked: Ask): Promise<string> {
    if (asked.verb === 'hello') return answerLine(asked.id, true, null);
    if (asked.verb === 'report') return this.#report(asked.id, asked.part);
    const why: Refusal | null = await this.#options.guards.asked(by, asked);
    return answerLine(asked.id, why === null, why);
  }

  #report(id: number, part: ReportPart): string {
    const text = part === 'findings' ? this.#findings() : this.#section(part);
    this.#options.read();
    return text === undefined ? answerLine(id, false, 'nothing_yet') : answerLine(id, true, null, text);
  }

  #findings(): string {
    const { outbox, connected } = this.#options;
    const report: Reported = {
      part: 'findings',
      findings: new Differences(outbox).findings(),
      waiting: outbox.waiting,
      connected: connected(),
    };
    return JSON.stringify(report);
  }

  /** As it was saved, unread. */
  #section(part: Exclude<ReportPart, 'findings'>): string | undefined {
    const body = this.#options.outbox.fact(`section.${part}`);
    return body === undefined ? undefined : `{"part":"${part}","${part}":${body}}`;
  }
}
