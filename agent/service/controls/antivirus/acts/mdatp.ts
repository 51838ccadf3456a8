/** Microsoft Defender on Linux and macOS, through its own `mdatp`. */
import type { OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { done, type Errand, failed, notPossible, type Performer } from './act.ts';

const product = 'Microsoft Defender';

async function ask({ machine, signal }: Errand, ...args: string[]) {
  const lines: string[] = [];
  const result = await machine.follow('mdatp', args, line => void lines.push(line.slice(0, 500)), signal);
  return { ...result, text: lines.join('\n') };
}

async function outcomeOf(
  errand: Errand,
  args: string[],
  words: (text: string) => string,
): Promise<OrderOutcome> {
  const { exit, missing, text } = await ask(errand, ...args);
  if (missing) return notPossible(`${product} is not installed.`);
  if (errand.signal.aborted) return failed(`${product} took too long.`);
  return exit === 0
    ? done(words(text))
    : failed(`${product} did not do it (${exit ?? 'ended by a signal'}).`);
}

/** `Scan has finished, 66 file(s) scanned, 0 threat(s) detected`. */
function scanned(text: string): string {
  const count = /(\d+) threat(?:\(s\)|s)? detected/i.exec(text)?.[1];
  if (count === undefined) return `${product} ended its scan.`;
  return count === '0'
    ? `${product} ended its scan and found nothing.`
    : `${product} found ${count} ${count === '1' ? 'threat' : 'threats'}: see its own list of what became of them.`;
}

export const mdatp: Performer = {
  product,
  update: errand =>
    outcomeOf(errand, ['definitions', 'update'], () => `${product} has the newest list of threats.`),
  scan(extent, errand) {
    errand.said(`${product} scans.`);
    return outcomeOf(errand, ['scan', extent], scanned);
  },
};
