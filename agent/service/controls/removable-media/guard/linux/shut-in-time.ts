/** What systemd has done when a permission is over, with or without the service: this one stick is shut. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hands } from '../hands.ts';

const tries = 4;

/** Open files are waited for a little, and then no longer. Throws where it could not be shut. */
export async function shutInTime(
  hands: Pick<Hands, 'present' | 'close'>,
  { port, insertion }: { port: string; insertion: string },
  betweenMs = 3000,
): Promise<void> {
  const stick = (await hands.present()).find(one => one.place === port && one.insertion === insertion);
  if (stick === undefined) return;
  for (let tried = 0; tried < tries; tried++) {
    const closed = await hands.close(stick, tried >= tries / 2);
    // The service was first, or it was taken out meanwhile: that is the end of it too.
    if (closed === 'closed' || closed === 'gone') return;
    await pause(betweenMs);
  }
  throw new Error(`${port} could not be shut`);
}
