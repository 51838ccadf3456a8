/** The notices in hand: what each person here is to see of them, and what they have answered. */
import * as z from 'zod';
import {
  type Notice,
  type NoticeAnswer,
  type NoticesDocument,
  noticeAnswered,
  noticesDocument,
  noticesKept,
  type Rendering,
  settledLetters,
} from '../../../shared/protocol/notice.ts';
import { type SignedNotices, signedNotices } from '../../../shared/protocol/notice-signed.ts';
import { noticesText, settledText } from '../../../shared/protocol/transcript.ts';
import { type Ask, noticeAnswers } from '../../../shared/protocol/tray/asks.ts';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import type { NoticeScene, Refusal, WholeNotice } from '../../../shared/protocol/tray/told.ts';
import type { Visitor } from '../controls/control.ts';
import { hashOf, isSignedBy } from '../identity.ts';
import type { NoticeAudience, NoticesOptions } from './index.ts';

const answered = z.object({ answer: z.enum(noticeAnswers), at: z.number() });
/** By notice, then by person. */
const answers = z.record(z.string(), z.record(z.string(), answered));
const cellSchema = z.object({ signed: signedNotices, answers });
type Answers = z.infer<typeof answers>;
type Answered = z.infer<typeof answered>;
type Wants = NoticeScene['wants'];

export class KeptNotices {
  readonly #options: NoticesOptions;
  readonly #said = new Set<string>();
  #signed: SignedNotices | undefined;
  #document: NoticesDocument | undefined;
  #answers: Answers = {};

  /** What was kept was checked when it came; only root writes there. */
  constructor(options: NoticesOptions) {
    this.#options = options;
    const found = cellSchema.safeParse(readable(options));
    if (!found.success) return;
    this.#answers = found.data.answers;
    this.#take(found.data.signed, parse(found.data.signed));
  }

  /** True when others than before are in hand. Throws when they cannot be kept. */
  receive(signed: SignedNotices, audience: NoticeAudience): boolean {
    if (signed.payload === this.#signed?.payload) return false;
    const read = this.#read(signed, audience);
    if (typeof read === 'string') {
      this.#refuse(read);
      return false;
    }
    const before = this.#ids;
    const known = new Set(read.notices.map(({ id }) => id));
    const kept = Object.entries(this.#answers).filter(([id]) => known.has(id));
    this.#keep(signed, Object.fromEntries(kept));
    this.#take(signed, read);
    this.#said.clear();
    if (this.#ids !== before) this.#options.tell(noticesKept, { notices: this.#ids });
    return true;
  }

  scenes(of: Visitor, { profile }: Face): NoticeScene[] {
    const now = this.#options.clock.now();
    return this.#open(now).flatMap(notice => {
      const wants = this.#wants(notice, of, profile);
      if (wants === null) return [];
      const { id, kind, title, from } = notice;
      const card = kind === 'message' || profile === 'symbols';
      return [
        {
          ...{ kind: 'notice', notice: id, what: kind, title, from, wants },
          text: card ? textFor(notice, profile) : null,
          step: notice.reminders.filter(at => at <= now).length,
        },
      ];
    });
  }

  /** Of the school's rules where none is named. */
  whole(of: Visitor, { profile }: Face, id: string | null): WholeNotice | undefined {
    const open = this.#open(this.#options.clock.now());
    const notice = open.findLast(one => (id === null ? one.kind === 'agreement' : one.id === id));
    if (notice === undefined) return undefined;
    // Opened on purpose: where nothing is written for whoever sits there, it is for the adult beside them.
    const { texts } = notice;
    const text = textFor(notice, profile) ?? texts.plain ?? texts.adult;
    const signs = profile === 'adult' || profile === 'plain';
    const own = this.#own(notice, of);
    const agreed = own?.answer === 'agreed' || isIn(notice.settled, notice, of);
    const again = notice.kind === 'agreement' && !agreed && signs ? 'agree' : 'nothing';
    const { kind, title, from, issuedAt } = notice;
    const wants = this.#wants(notice, of, profile) ?? again;
    return { id: notice.id, kind, title, text, from, issuedAt, wants, answered: own ?? null };
  }

  /** Null once it is saved. Throws when it cannot be. */
  answer(
    by: Visitor,
    face: Face,
    { notice: id, answer, person }: Extract<Ask, { verb: 'answer_notice' }>,
  ): Refusal | null {
    const notice = this.#open(this.#options.clock.now()).find(one => one.id === id);
    const wants = this.whole(by, face, id)?.wants;
    if (notice === undefined || wants === undefined || wants === 'nothing') return 'not_possible';
    const fits = wants === 'agree' ? answer !== 'read' : answer === 'read';
    if (!fits || (answer === 'agreed' && person === '')) return 'not_possible';
    if (this.#own(notice, by)?.answer === answer) return null;
    this.#tell(notice, by, { answer, person: answer === 'agreed' ? person : '', face });
    const mine = { ...this.#answers[id], [nameOf(by)]: { answer, at: this.#options.clock.now() } };
    if (this.#signed !== undefined) this.#keep(this.#signed, { ...this.#answers, [id]: mine });
    return null;
  }

  bars(of: Visitor, { profile }: Face): boolean {
    if (profile !== 'adult' && profile !== 'plain') return false;
    return this.#open(this.#options.clock.now()).some(notice => {
      if (!notice.gate || notice.kind !== 'agreement') return false;
      const signed = isIn(notice.settled, notice, of) || isIn(notice.informed, notice, of);
      return !signed && this.#own(notice, of)?.answer !== 'agreed';
    });
  }

  /** When a reminder comes or a notice ends, next. */
  nextChange(): number | undefined {
    const now = this.#options.clock.now();
    const times = (this.#document?.notices ?? []).flatMap(({ reminders, until }) => [...reminders, until]);
    const later = times.filter(at => at > now);
    return later.length === 0 ? undefined : Math.min(...later);
  }

  /** Null: nothing to see for this person now. */
  #wants(notice: Notice, of: Visitor, profile: Face['profile']): Wants | null {
    // What the school says is for the adult beside the youngest, who reads it where adults sign in.
    if (profile === 'early_years') return null;
    const own = this.#own(notice, of);
    if (notice.kind === 'message') {
      if (own !== undefined || isIn(notice.settled, notice, of)) return null;
      return notice.answer === 'none' || textFor(notice, profile) === null ? 'nothing' : 'read';
    }
    // A card at each sign-in for those who read by symbols; an adult signs for them, elsewhere.
    if (profile === 'symbols') {
      if (textFor(notice, profile) === null) return null;
      return own === undefined ? 'read' : 'nothing';
    }
    if (own !== undefined || isIn(notice.settled, notice, of) || isIn(notice.declined, notice, of))
      return null;
    return isIn(notice.informed, notice, of) ? 'informed' : 'agree';
  }

  #open(now: number): Notice[] {
    return (this.#document?.notices ?? []).filter(({ until }) => now < until);
  }

  #own({ id }: Notice, of: Visitor): Answered | undefined {
    return this.#answers[id]?.[nameOf(of)];
  }

  #tell(
    notice: Notice,
    by: Visitor,
    { answer, person, face }: Pick<NoticeAnswer, 'answer' | 'person'> & { face: Face },
  ): void {
    const facts: NoticeAnswer = {
      ...{ noticeId: notice.id, answer, person, user: (by.user ?? '').slice(0, 100) },
      ...{ rendering: renderingFor(notice, face.profile), hash: notice.hash },
    };
    this.#options.tell(noticeAnswered, facts);
  }

  get #ids(): string {
    return (this.#document?.notices ?? []).map(({ id }) => id).join(' ');
  }

  #read(signed: SignedNotices, audience: NoticeAudience): NoticesDocument | string {
    if (!isSignedBy(audience.consoleKey, noticesText(signed.payload), signed.signature))
      return 'bad_signature';
    const document = parse(signed);
    if (document === undefined) return 'malformed';
    if (document.schoolId !== audience.schoolId || document.deviceId !== audience.deviceId)
      return 'wrong_audience';
    return document.number < (this.#document?.number ?? 0) ? 'older' : document;
  }

  #refuse(reason: string): void {
    if (this.#said.has(reason)) return;
    this.#said.add(reason);
    this.#options.tell('notices.not_taken', { reason });
  }

  #take(signed: SignedNotices, document: NoticesDocument | undefined): void {
    this.#signed = signed;
    this.#document = document;
  }

  #keep(signed: SignedNotices, all: Answers): void {
    this.#options.cell.write({ signed, answers: all });
    this.#answers = all;
  }
}

/** Damaged, it is as if there were none: the console sends it again, and asks again. */
function readable({ cell, log }: NoticesOptions): unknown {
  try {
    return cell.read();
  } catch (error) {
    log('kept notices cannot be read', { error: String(error) });
    return undefined;
  }
}

function parse({ payload }: SignedNotices): NoticesDocument | undefined {
  try {
    return noticesDocument.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

const nameOf = ({ uid, user }: Visitor) => user ?? `uid:${uid}`;

function isIn(keys: readonly string[], { id }: Notice, { user }: Visitor): boolean {
  if (keys.length === 0 || user === null) return false;
  return keys.includes(hashOf(settledText(id, user)).slice(0, settledLetters));
}

/** Null where it is not for whoever sits there to read. */
function textFor({ texts }: Notice, profile: Face['profile']): string | null {
  if (profile === 'adult') return texts.adult;
  if (profile === 'plain') return texts.plain ?? texts.adult;
  return profile === 'symbols' ? texts.symbols : null;
}

function renderingFor({ texts }: Notice, profile: Face['profile']): Rendering {
  if (profile === 'symbols') return 'symbols';
  return profile === 'plain' && texts.plain !== null ? 'plain' : 'adult';
}
