/** What a tray is answered: by the guards, and from what this device last saved for its console. */
import type { AboutDevice } from '../../../shared/protocol/about.ts';
import type { PupilLink } from '../../../shared/protocol/pupil-link.ts';
import type { ReportPart } from '../../../shared/protocol/tray/asks.ts';
import type { Face, May } from '../../../shared/protocol/tray/face.ts';
import type { Refusal, Reported, Scene } from '../../../shared/protocol/tray/told.ts';
import type { Answers } from '../answers/index.ts';
import type { Visitor } from '../controls/control.ts';
import type { Guards } from '../guards.ts';
import type { Help } from '../help/help.ts';
import type { Leaving } from '../leaving/index.ts';
import type { Lost } from '../lost/index.ts';
import type { NoticeAsk, Notices } from '../notices/index.ts';
import type { Outbox } from '../outbox.ts';
import { Differences } from '../outbox-differences.ts';
import type { Quarantine } from '../quarantine/index.ts';
import type { Support } from '../support/index.ts';
import { answerLine } from './connection.ts';
import type { Request } from './door.ts';

export interface DeskOptions {
  guards: Guards;
  notices: Pick<Notices, 'answer' | 'bars' | 'scenes' | 'watched'>;
  answers: Pick<Answers, 'read' | 'scenes'>;
  support: Pick<Support, 'answer' | 'scenes'>;
  leaving: Pick<Leaving, 'scenes' | 'wait'>;
  lost: Pick<Lost, 'scenes'>;
  quarantine: Pick<Quarantine, 'scenes'>;
  help: Pick<Help, 'asked'>;
  /** As the policy in force has it now. */
  readonly face: Face;
  /** Whether windows here offer to be read aloud. */
  readonly aloud: boolean;
  /** The policy in force says that this is a computer of staff. */
  readonly forStaff: boolean;
  /** Who looked at this device; null while the console has not said. */
  about(): AboutDevice | null;
  /** The link that the safeguarding lead chose. */
  link(): PupilLink | null;
  outbox: Outbox;
  /** Null: not enrolled. */
  connected(): boolean | null;
  /** A long report was read: its memory can go. */
  read(): void;
}

/**
 * Something was stopped, or is asked for and answered. The youngest meet no window about it: the school sees it, and an
 * adult can ask elsewhere. A stick that was let in says to its end what becomes of it.
 */
const isNo = (scene: Scene): boolean =>
  scene.kind === 'program' ||
  scene.kind === 'answered' ||
  (scene.kind === 'media' && (scene.stage === 'stopped' || scene.stage === 'asked'));

export class Desk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get face(): Face {
    return this.#options.face;
  }

  watched(watched: boolean): void {
    this.#options.guards.watched(watched);
    this.#options.notices.watched(watched);
  }

  scenes(of: Visitor): Scene[] {
    const { answers, face, guards, leaving, lost, notices, quarantine, support } = this.#options;
    const all = [
      ...lost.scenes(),
      ...quarantine.scenes(),
      ...support.scenes(of),
      ...leaving.scenes(face.profile),
      ...answers.scenes(of),
      ...guards.scenes(of),
      ...notices.scenes(of, face),
    ];
    return face.profile === 'early_years' ? all.filter(scene => !isNo(scene)) : all;
  }

  /** What is worth offering to this person. */
  may(by: Visitor): May {
    const { aloud, connected, face, forStaff, guards, link } = this.#options;
    const isPupils = face.profile === 'plain' || face.profile === 'symbols';
    const presenting = guards.presents(by, forStaff);
    // Before there is a school nobody would hear of it.
    const isHeard = connected() !== null;
    return {
      ask: isHeard && face.profile === 'adult',
      report: isHeard,
      aloud,
      present: presenting?.most ?? null,
      presenting: presenting?.until ?? null,
      link: isPupils ? link() : null,
    };
  }

  /** As it travels. */
  async answer(by: Visitor, asked: Request): Promise<string> {
    if (asked.verb === 'report') return this.#report(asked.id, asked.part);
    if (asked.verb === 'notice' || asked.verb === 'answer_notice') return this.#notice(by, asked);
    if (asked.verb === 'answer_support') {
      const no = this.#options.support.answer(by, asked);
      return answerLine(asked.id, no === null, no);
    }
    if (asked.verb === 'read_answer') {
      const no = this.#options.answers.read(by, asked.request);
      return answerLine(asked.id, no === null, no);
    }
    const { face, notices } = this.#options;
    const asks = asked.verb === 'ask_media' || asked.verb === 'ask_software';
    if (asks && (await notices.bars(by, face))) return answerLine(asked.id, false, 'agree_first');
    const why = await this.#asked(by, asked);
    return answerLine(asked.id, why === null, why);
  }

  /** Whatever a tray says that it was offered, is looked at again. */
  async #asked(by: Visitor, asked: Request): Promise<Refusal | null> {
    const { face, forStaff, guards, help, leaving } = this.#options;
    const mayRead = face.profile === 'adult' || face.profile === 'plain';
    const waited = asked.verb === 'wait' ? leaving.wait(face.profile) : undefined;
    if (waited !== undefined) return waited;
    if (asked.verb === 'present' && this.may(by).present === null) return 'not_possible';
    if (asked.verb !== 'problem' && asked.verb !== 'ask_software') return guards.asked(by, asked, forStaff);
    // The youngest, and those who read by symbols, ask a person and not a window.
    if (!mayRead || !this.may(by).report) return 'not_possible';
    const why = help.asked(by, asked);
    // Whoever stopped it shows that it was asked for.
    if (why === null && asked.verb === 'ask_software') await guards.asked(by, asked, forStaff);
    return why;
  }

  async #notice(by: Visitor, asked: NoticeAsk): Promise<string> {
    const { why, notice } = await this.#options.notices.answer(by, this.#options.face, asked);
    const more = notice === undefined ? undefined : { notice: JSON.stringify(notice) };
    return answerLine(asked.id, why === null, why, more);
  }

  #report(id: number, part: ReportPart): string {
    const text = part === 'findings' ? this.#findings() : this.#section(part);
    this.#options.read();
    return text === undefined
      ? answerLine(id, false, 'nothing_yet')
      : answerLine(id, true, null, { report: text });
  }

  #findings(): string {
    const { about, outbox, connected, guards } = this.#options;
    const report: Reported = {
      part: 'findings',
      findings: new Differences(outbox).findings(),
      waiting: outbox.waiting,
      connected: connected(),
      also: guards.sends(),
      about: connected() === null ? null : about(),
    };
    return JSON.stringify(report);
  }

  /** As it was saved, unread. */
  #section(part: Exclude<ReportPart, 'findings'>): string | undefined {
    const body = this.#options.outbox.fact(`section.${part}`);
    return body === undefined ? undefined : `{"part":"${part}","${part}":${body}}`;
  }
}
