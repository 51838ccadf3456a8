/** What the small window says of somebody who wants to look at this screen. Pure. */
import type { SupportScene } from '../../../shared/protocol/tray/support.ts';
import { countdown } from './countdown.ts';
import type { Button, View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

/**
 * Whoever was asked may say no as long as it goes on. Who it is, what for and with what stands below, in the school's
 * own words.
 */
export function supportView(
  scene: SupportScene,
  now: number,
  words: Words,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'quote' | 'bar' | 'buttons'> {
  const { stage, asked, by, purpose, tool, answerBy } = scene;
  const answer = (said: 'yes' | 'no', main: boolean): Button => ({
    words: said === 'yes' ? words.buttons.sayYes : words.buttons.sayNo,
    act: { do: 'ask', wish: { verb: 'answer_support', support: scene.support, answer: said } },
    main,
  });
  const close: Button = { words: words.buttons.close, act: { do: 'dismiss' }, main: false };
  const buttons = {
    ask: [answer('yes', false), answer('no', false)],
    told: [close],
    allowed: [answer('no', false), close],
    on: asked ? [answer('no', false), close] : [close],
    no: [close],
    over: [close],
  }[stage];
  const keys: SentenceKey[] = [`support_${stage}`];
  if (stage === 'on' && asked) keys.push('support_may_stop');
  return {
    picture: stage === 'ask' ? 'question' : 'look',
    sentences: say(...keys),
    quote:
      stage === 'over' || stage === 'no' ? null : { title: purpose, from: words.with(by, tool), text: null },
    // Until when somebody can still answer.
    bar: stage === 'ask' && answerBy !== null ? countdown(answerBy, now, words, 600) : null,
    buttons,
  };
}
