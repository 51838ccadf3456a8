/** What the small window says of a program that was stopped, and of a presentation that is nearly over. Pure. */
import type { ProgramScene, Scene } from '../../../shared/protocol/tray/told.ts';
import { countdown } from './countdown.ts';
import type { Button, View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

type Say = (...keys: SentenceKey[]) => string[];
type Part = Pick<View, 'picture' | 'sentences' | 'buttons'> & Partial<View>;

const close = (words: Words): Button => ({ words: words.buttons.close, act: { do: 'dismiss' }, main: false });

/** Adults say more about it in a window of its own; `plain` chooses a reason here; the others ask a person. */
export function programView(
  scene: ProgramScene,
  profile: 'adult' | 'plain' | 'symbols' | 'early_years',
  words: Words,
  say: Say,
): Part {
  const { askedAt, askable, program, title, publisher } = scene;
  const quote = { title, from: publisher, text: null };
  if (askedAt !== null)
    return { picture: 'wait', sentences: say('program_asked'), quote, buttons: [close(words)] };
  const asks = askable && (profile === 'adult' || profile === 'plain');
  const act =
    profile === 'adult'
      ? ({ do: 'open', page: 'program', about: { program, title, publisher } } as const)
      : ({ do: 'choose' } as const);
  const ask: Button[] = asks ? [{ words: words.buttons.ask, act, main: true }] : [];
  const sentences = say(asks ? 'program_stopped' : 'program_stopped_for_good');
  return { picture: 'program', sentences, quote, buttons: [...ask, close(words)] };
}

export function presentingView(
  scene: Extract<Scene, { kind: 'presenting' }>,
  now: number,
  words: Words,
  say: Say,
): Part {
  return {
    picture: 'lock',
    sentences: say('presenting_soon'),
    bar: countdown(scene.at, now, words),
    buttons: [close(words)],
  };
}
