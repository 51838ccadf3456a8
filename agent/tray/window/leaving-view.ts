/** What the small window says before this computer signs everybody out, restarts or turns off. Pure. */
import type { SwitchOffScene } from '../../../shared/protocol/tray/told.ts';
import { countdown } from './countdown.ts';
import type { Button, View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

/** Without `how` it is the end of the school day. Only who may put it off is told how often. */
export function leavingView(
  { at, how, waits }: SwitchOffScene,
  now: number,
  words: Words,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'bar' | 'buttons'> {
  const wait: Button = {
    ...{ words: words.buttons.stillWorking, act: { do: 'ask', wish: { verb: 'wait' } }, main: true },
  };
  const close: Button = { words: words.buttons.close, act: { do: 'dismiss' }, main: false };
  const more: SentenceKey[] = waits > 1 ? ['waits_some'] : waits === 1 ? ['waits_one'] : [];
  const asLong: SentenceKey[] = how === undefined && waits === 0 ? ['waits_none'] : more;
  return {
    picture: 'power',
    sentences: say(how === undefined ? 'switch_off' : `leaving_${how}`, ...asLong),
    bar: countdown(at, now, words, 600),
    buttons: [...(waits > 0 ? [wait] : []), close],
  };
}
