/** What the small window says on a computer that was reported lost. It has no button: it goes with the release. Pure. */
import type { LostScene } from '../../../shared/protocol/tray/told.ts';
import type { View } from './view.ts';
import type { SentenceKey } from './words/words.ts';

export function lostView(
  { message }: LostScene,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'quote' | 'buttons'> {
  const quote = { title: message, from: '', text: null };
  return { picture: 'lock', sentences: say('lost_computer'), quote, buttons: [] };
}
