/** Microsoft Defender on Windows, through MpCmdRun: its numbers are documented, its sentences are in Windows' language. */
import type { OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { done, type Errand, failed, notPossible, type Performer } from './act.ts';

const product = 'Microsoft Defender';
const scanTypes = { quick: '1', full: '2' } as const;

async function ask(
  { machine, signal }: Errand,
  args: string[],
  ok: string,
  two: string,
): Promise<OrderOutcome> {
  const { exit, missing } = await machine.follow('mpcmdrun', args, () => {}, signal);
  if (missing)
    return notPossible(`${product} is not on this computer, and Caretaker cannot ask other products.`);
  if (signal.aborted) return failed(`${product} took too long and was ended.`);
  if (exit === 0) return done(ok);
  return failed(exit === 2 ? two : `${product} did not do it (${exit ?? 'ended by a signal'}).`);
}

export const defender: Performer = {
  product,
  update: errand =>
    ask(
      errand,
      ['-SignatureUpdate'],
      `${product} has the newest list of threats.`,
      `${product} could not fetch its list: see whether the network lets this computer out.`,
    ),
  scan(extent, errand) {
    errand.said(`${product} scans.`);
    return ask(
      errand,
      ['-Scan', '-ScanType', scanTypes[extent]],
      `${product} ended its scan; what it found, it dealt with, and it is in the history.`,
      `${product} found something that it could not deal with, or could not scan: look at it on the computer.`,
    );
  },
};
