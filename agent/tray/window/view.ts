/** What the small window says of one scene: picture, sentences, countdown, buttons, always in this order. Pure. */
import type { MediaReason } from '../../../shared/protocol/tray/asks.ts';
import type { MediaScene, NoticeScene, Refusal } from '../../../shared/protocol/tray/told.ts';
import type { About, OwnScene, Shown, Wish } from '../bridge.ts';
import { answeredView } from './answered-view.ts';
import { countdown } from './countdown.ts';
import { presentingView, programView } from './help-view.ts';
import { leavingView } from './leaving-view.ts';
import { lostView } from './lost-view.ts';
import type { PictureName } from './pictures.ts';
import { supportView } from './support-view.ts';
import type { HelpPage, SentenceKey, Words } from './words/words.ts';

export type Act =
  /** `closes`: whatever comes of it, the window has been seen. */
  | { do: 'ask'; wish: Wish; closes?: boolean }
  /** Read it whole, in a window of its own; null: the school's rules, and this window stays. */
  | { do: 'read'; notice: string | null }
  | { do: 'dismiss' }
  /** Only in this window: choose what the stick is for. */
  | { do: 'choose' | 'back' }
  | { do: 'send' }
  /** Say more about it in a window of its own. */
  | { do: 'open'; page: HelpPage; about: About };

export interface Button {
  words: string;
  act: Act;
  /** The one that most people want; at most one. */
  main: boolean;
}

export interface View {
  picture: PictureName;
  sentences: string[];
  /** What the school itself says, in its own words. */
  quote: { title: string; from: string; text: string | null } | null;
  /** How much is left of how much, in seconds; or how far a check is. Null: nothing to count. `spoken`: to be said aloud now. */
  bar: { value: number; of: number; label: string; spoken: string | null } | null;
  choices: { reason: MediaReason; words: string }[];
  /** Also asks whether something has to be saved; null where nobody is asked. */
  alsoWrite: string | null;
  buttons: Button[];
  help: string | null;
  /** For adults only. */
  code: string | null;
}

/** What somebody is doing in this window; gone with it. */
export interface Doing {
  choosing: boolean;
  refusal: Refusal | null;
}

export function viewOf(
  { face, scene }: Pick<Shown, 'face' | 'scene'>,
  now: number,
  doing: Doing,
  words: Words,
): View {
  const { profile } = face;
  const help = profile === 'adult' ? null : words.help;
  // What stands beside the help picture on every prompt is not said twice.
  const say = (...keys: SentenceKey[]) =>
    keys
      .flatMap(key => words.sentences[key][profile])
      .filter(line => line !== `${help}.`)
      .map(line => filled(line, scene, now, words));
  const base = { choices: [], alsoWrite: null, bar: null, quote: null };
  const rest = { ...base, help, code: profile === 'adult' ? codeOf(scene) : null };
  if (doing.refusal !== null) {
    const { refusal } = doing;
    const key =
      refusal === 'already_asked' || refusal === 'too_often'
        ? refusal
        : refusal === 'agree_first'
          ? 'rules_first'
          : 'did_not_work';
    const read: Button = { words: words.buttons.read, act: { do: 'read', notice: null }, main: true };
    const buttons = [...(key === 'rules_first' ? [read] : []), back(words)];
    return { ...rest, picture: 'question', sentences: say(key), buttons };
  }
  if (scene.kind === 'lock_soon') {
    return {
      ...rest,
      picture: 'lock',
      sentences: say('lock_soon'),
      bar: countdown(scene.at, now, words, scene.seconds),
      buttons: [
        { words: words.buttons.keepWorking, act: { do: 'ask', wish: { verb: 'here' } }, main: true },
        { words: words.buttons.lockNow, act: { do: 'ask', wish: { verb: 'lock' } }, main: false },
      ],
    };
  }
  if (scene.kind === 'not_locked' || scene.kind === 'new_look')
    return { ...rest, picture: ownPicture[scene.kind], sentences: say(scene.kind), buttons: [close(words)] };
  if (scene.kind === 'lost' || scene.kind === 'kept') return { ...rest, ...lostView(scene, words, say) };
  if (scene.kind === 'switch_off') return { ...rest, ...leavingView(scene, now, words, say) };
  if (scene.kind === 'program') {
    const chooses = doing.choosing && scene.askable && profile === 'plain';
    const tools = { words, say, asks: true };
    const part = chooses ? chooseView(tools, 'program_reason') : programView(scene, profile, words, say);
    return { ...rest, ...part };
  }
  if (scene.kind === 'presenting') return { ...rest, ...presentingView(scene, now, words, say) };
  if (scene.kind === 'support') return { ...rest, ...supportView(scene, now, words, say) };
  if (scene.kind === 'answered') return { ...rest, ...answeredView(scene, profile, words, say) };
  if (scene.kind === 'notice') return { ...rest, ...noticeView(scene, profile, words, say) };
  return { ...rest, ...mediaView(scene, now, doing, { words, say, asks: mayAsk(scene, profile) }) };
}

const ownPicture: Record<OwnScene['kind'], PictureName> = { not_locked: 'lock', new_look: 'window' };

interface Tools {
  words: Words;
  say(...keys: SentenceKey[]): string[];
  asks: boolean;
}

const close = (words: Words): Button => ({ words: words.buttons.close, act: { do: 'dismiss' }, main: false });
const back = (words: Words): Button => ({ words: words.buttons.back, act: { do: 'back' }, main: false });

/** A message with its text; rules to be read elsewhere; or, by symbols, the rules as a card. */
function noticeView(
  scene: NoticeScene,
  profile: Shown['face']['profile'],
  words: Words,
  say: Tools['say'],
): Partial<View> & MediaPart {
  const { notice, what, wants, title, from, text } = scene;
  const read: Wish = { verb: 'answer_notice', notice, answer: 'read', person: '' };
  const quote = { title, from, text };
  if (what === 'message') {
    const have: Button = { words: words.buttons.haveRead, act: { do: 'ask', wish: read }, main: true };
    const buttons = [...(wants === 'read' ? [have] : []), close(words)];
    const sentences = say(text === null ? 'message_for_adults' : 'message');
    return { picture: 'letter', sentences, quote: text === null ? null : quote, buttons };
  }
  const seen: Button = { ...close(words), act: { do: 'ask', wish: read, closes: true } };
  if (profile === 'symbols') {
    const buttons = [wants === 'read' ? seen : close(words)];
    return { picture: 'rules', sentences: say('rules_card'), quote, buttons };
  }
  const open: Button = { words: words.buttons.read, act: { do: 'read', notice }, main: true };
  if (wants === 'informed')
    return { picture: 'rules', sentences: say('rules_informed'), quote, buttons: [open, seen] };
  const later: Button = { words: words.buttons.later, act: { do: 'dismiss' }, main: false };
  return { picture: 'rules', sentences: say('rules'), quote, buttons: [open, later] };
}

/** The youngest, and those who read by symbols, ask a person and not a window. */
const mayAsk = (scene: MediaScene, profile: Shown['face']['profile']) =>
  scene.askable && (profile === 'adult' || profile === 'plain');

function mediaView(scene: MediaScene, now: number, doing: Doing, tools: Tools): Partial<View> & MediaPart {
  const { words, say, asks } = tools;
  const ask: Button[] = asks ? [{ words: words.buttons.ask, act: { do: 'choose' }, main: true }] : [];
  const buttons = [...ask, close(words)];
  if (doing.choosing && asks) return chooseView(tools, 'media_reason');
  switch (scene.stage) {
    case 'stopped':
      return { picture: 'stick', sentences: say(asks ? 'media_stopped' : 'media_stopped_for_good'), buttons };
    case 'asked':
      return { picture: 'wait', sentences: say('media_asked'), buttons };
    case 'scanning':
      return { picture: 'look', sentences: say('media_scanning'), bar: scanBar(scene), buttons };
    case 'open': {
      const keys: SentenceKey[] = [scene.until === null ? 'media_open_now' : 'media_open'];
      keys.push(scene.access === 'read_write' ? 'media_may_write' : 'media_may_read');
      return { picture: 'tick', sentences: say(...keys), buttons };
    }
    case 'ending': {
      const bar = countdown(scene.until ?? now, now, words);
      return { picture: 'wait', sentences: say('media_ending'), bar, buttons };
    }
    case 'ended':
      return { picture: 'stick', sentences: say('media_ended').slice(0, asks ? 3 : 2), buttons };
    case 'found':
      return { picture: 'shield', sentences: say('media_found'), buttons };
    case 'not_scanned':
      return { picture: 'question', sentences: say('media_not_scanned'), buttons };
  }
}

type MediaPart = Pick<View, 'picture' | 'sentences' | 'buttons'>;

function chooseView(
  { words, say }: Tools,
  question: 'media_reason' | 'program_reason',
): Partial<View> & MediaPart {
  const reasons = Object.entries(words.reasons) as [MediaReason, string][];
  return {
    picture: 'question',
    sentences: say(question),
    choices: reasons.map(([reason, said]) => ({ reason, words: said })),
    alsoWrite: question === 'media_reason' ? words.alsoWrite : null,
    buttons: [{ words: words.buttons.send, act: { do: 'send' }, main: true }, back(words)],
  };
}

/** Only what the check itself said. */
function scanBar({ scan }: MediaScene): View['bar'] {
  if (scan?.ofBytes == null || scan.ofBytes <= 0) return null;
  const share = Math.min(100, Math.floor((scan.bytes / scan.ofBytes) * 100));
  return { value: share, of: 100, label: `${share} %`, spoken: null };
}

/** What a technician asks for first. */
function codeOf(scene: Shown['scene']): string | null {
  if (scene.kind === 'program') return scene.askedAt === null ? 'program.stopped' : 'program.asked';
  return scene.kind === 'media' ? `media.${scene.stage}` : null;
}

function filled(line: string, scene: Shown['scene'], now: number, words: Words): string {
  const until = untilOf(scene, now);
  const askedAt = 'askedAt' in scene ? (scene.askedAt ?? now) : now;
  const values: Record<string, string> = {
    time: words.time(
      line.includes('{waited}') || (scene.kind === 'media' && scene.stage === 'asked') ? askedAt : until,
    ),
    waited: words.minutes(Math.max(1, Math.round((now - askedAt) / 60_000))),
    times: scene.kind === 'switch_off' ? String(scene.waits) : '',
  };
  return line.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
}

/** The moment that a scene is about; now where it is about none. */
function untilOf(scene: Shown['scene'], now: number): number {
  if (scene.kind === 'media') return scene.until ?? now;
  if (scene.kind === 'support') return scene.answerBy ?? now;
  if (scene.kind === 'program') return scene.askedAt ?? now;
  return 'at' in scene ? scene.at : now;
}
