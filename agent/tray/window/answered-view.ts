/** What the small window says when the school said yes or no: that it did, why, and what to do now. Pure. */
import type { Profile } from '../../../shared/protocol/tray/face.ts';
import type { AnsweredScene } from '../../../shared/protocol/tray/told.ts';
import type { View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

/** The sentence of whoever decided is for those who read: the others see what it was about, and ask a person. */
export function answeredView(
  { yes, request, what, title, by, answer, at }: AnsweredScene,
  profile: Profile,
  words: Words,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'quote' | 'buttons'> {
  const isStick = what === 'media';
  const reads = profile === 'adult' || profile === 'plain';
  const about = { title: isStick ? words.stick : title, from: '', text: null };
  const seen = { verb: 'read_answer', request } as const;
  return {
    // Whoever does not read sees a yes from a no.
    picture: yes ? 'tick' : isStick ? 'stick' : 'program',
    sentences: say(`${isStick ? 'media' : 'program'}_${yes ? 'approved' : 'refused'}`),
    quote: reads
      ? { ...about, from: words.said(by, at), text: answer === '' ? null : answer }
      : isStick
        ? null
        : about,
    buttons: [{ words: words.buttons.haveRead, act: { do: 'ask', wish: seen, closes: true }, main: true }],
  };
}
