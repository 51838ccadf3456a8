/** What the small window says before this computer signs everybody out, restarts or turns off. Pure. */
import type { SwitchOffScene } from '../../../shared/protocol/tray/told.ts';
import type { Button, View } from './view.ts';
import type { SentenceKey, Words } from './words/words.ts';

/** The bar runs down in the last minutes, the numbers from the beginning. */
const barS = 120;

/** Without `how` it is the end of the school day. Only who may put it off is told how often. */
export function leavingView(
  { at, how, waits }: SwitchOffScene,
  now: number,
  words: Words,
  say: (...keys: SentenceKey[]) => string[],
): Pick<View, 'picture' | 'sentences' | 'buttons'> & Partial<View> {
  const left = Math.max(0, Math.ceil((at - now) / 1000));
  const label = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  const wait: Button = {
    ...{ words: words.buttons.stillWorking, act: { do: 'ask', wish: { verb: 'wait' } }, main: true },
  };
  const close: Button = { words: words.buttons.close, act: { do: 'dismiss' }, main: false };
  const more: SentenceKey[] = waits > 1 ? ['waits_some'] : waits === 1 ? ['waits_one'] : [];
  const asLong: SentenceKey[] = how === undefined && waits === 0 ? ['waits_none'] : more;
  return {
    picture: 'power',
    sentences: say(how === undefined ? 'switch_off' : `leaving_${how}`, ...asLong),
    ...(how === undefined ? {} : { bar: { value: Math.min(left, barS), of: barS, label } }),
    buttons: [...(waits > 0 ? [wait] : []), close],
  };
}
