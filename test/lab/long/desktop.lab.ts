/** A real screen: sway and swaylock, a keyboard that nobody touches, and a picture of what is to be seen. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { measured } from '../../support/lab/figures.ts';
import { describeDesktop } from '../../support/lab/suite.ts';

const limitSeconds = 20;
/** swayidle tells logind that nobody is there after so long (configure-desktop.sh). */
const hintSeconds = 5;
/** swaylock's background there. */
const lockColour = [0x55, 0x00, 0x00];

/** The part of a binary PPM's pixels that have this colour. */
function share(file: string, [red, green, blue]: readonly number[]): number {
  const bytes = readFileSync(file);
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (header === null) throw new Error('not a binary PPM');
  const pixels = Number(header[1]) * Number(header[2]);
  let same = 0;
  for (let at = header[0].length; at + 2 < bytes.length; at += 3)
    if (bytes[at] === red && bytes[at + 1] === green && bytes[at + 2] === blue) same++;
  return same / pixels;
}

describeDesktop('a lock that can be seen on the screen', managed => {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-screen-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function locked(): Promise<boolean> {
    const file = join(folder, 'screen.ppm');
    await managed().guest.screen(file);
    return share(file, lockColour) > 0.5;
  }
  async function untilLocked(want: boolean, deadlineMs: number): Promise<number> {
    const end = Date.now() + deadlineMs;
    while ((await locked()) !== want) {
      if (Date.now() > end) throw new Error(want ? 'the screen did not lock' : 'the screen stayed locked');
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    return Date.now();
  }

  async function whileTyping(act: () => Promise<void>): Promise<void> {
    let typing = true;
    const done = act().finally(() => {
      typing = false;
    });
    while (typing) {
      await managed().guest.pressKey('a');
      await Promise.race([done, new Promise(resolve => setTimeout(resolve, 2000))]);
    }
    await done;
  }

  before(async () => {
    const { guest } = managed();
    await guest.until(
      'pgrep -u pupil -x sway && pgrep -u pupil -x swayidle && pgrep -u pupil -x foot',
      60_000,
    );
    await managed().lockAfterSeconds(limitSeconds);
    // Until it has looked, which may take longer than the limit: what is measured is the first lock.
    await whileTyping(() => managed().startAlone({ 'idle-lock': { mode: 'enforce' } }));
  });

  it(`covers the screen ${limitSeconds} s after the desktop said that nobody is there`, async () => {
    await managed().guest.pressKey('b');
    const touched = Date.now();
    expect(await locked(), 'while somebody types').to.equal(false);
    const seconds = ((await untilLocked(true, 90_000)) - touched) / 1000;
    measured(
      `last key to a lock that is seen, with the desktop's own ${hintSeconds} s`,
      `${seconds.toFixed(1)} s`,
    );
    expect(seconds).to.be.within(limitSeconds - 3, limitSeconds + hintSeconds + 6);
    await managed().guest.must('pgrep -u pupil -x swaylock');
  });

  it('knows by the program that covers the screen that it locked', async () => {
    const told = await managed().keptEvent('lock.observed', () => true, 60_000);
    expect(told.facts).to.include({ cause: 'agent', proof: 'lock_program', kind: 'graphical' });
  });

  it('locks again after it was opened and left', async () => {
    await managed().guest.must('pkill -x swaylock');
    await managed().guest.pressKey('c');
    await untilLocked(false, 20_000);
    await untilLocked(true, 90_000);
  });
});
