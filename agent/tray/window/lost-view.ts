/** What the small window says on a computer that was reported lost or is kept as evidence. Closed, it comes again. Pure. */
import type { LostScene } from '../../../shared/protocol/tray/told.ts';
import type { Button, View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

export function lostView(
  { kind, message }: LostScene,
  words: Words,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'quote' | 'buttons'> {
  const close: Button = { words: words.buttons.close, act: { do: 'dismiss' }, main: false };
  const quote = { title: message, from: '', text: null };
  return {
    picture: 'lock',
    sentences: say(kind === 'lost' ? 'lost_computer' : 'kept_computer'),
    quote,
    buttons: [close],
  };
}
