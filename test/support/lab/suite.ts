/** How a lab test begins: a fresh guest for each suite, or one pending line that says why there is none. */
import { existsSync, readFileSync } from 'node:fs';
import { missingFor, oneCommand } from '../system-packages.ts';
import { Guest, type Kept } from './guest.ts';
import { type Image, readyImage } from './image.ts';
import { installAgent, Managed } from './managed.ts';
import type { Kind } from './qemu.ts';
import { agentOnce } from './release.ts';
import { thrice } from './thrice.ts';
import { turn } from './turn.ts';

type Tests = (guest: () => Guest) => void;

/** `guest()` is the machine of this suite, as it was when it first came up. */
export function describeLab(title: string, tests: Tests): void {
  describeGuest(title, tests, async () => Guest.start(await image('core')));
}

/** The same, with the agent installed and run once (see `agentOnce`). Its service does not run. */
export function describeLabWithAgent(title: string, tests: Tests): void {
  describeGuest(title, tests, async () => Guest.start(await image('core'), await guestWithService('core')));
}

type ManagedTests = (managed: () => Managed) => void;

/** A machine with the agent installed as a service, not started yet: `managed()` starts it with a policy. */
export const describeManaged = (title: string, tests: ManagedTests): void =>
  describeService('core', title, tests);

/** The same, with a screen and a compositor on it. */
export const describeDesktop = (title: string, tests: ManagedTests): void =>
  describeService('desktop', title, tests);

function describeService(kind: Kind, title: string, tests: ManagedTests): void {
  let managed: Managed | undefined;
  const present = () => {
    if (managed === undefined) throw new Error('there is no machine yet');
    return managed;
  };
  const start = async () => {
    const guest = await Guest.start(await image(kind), await guestWithService(kind));
    managed = new Managed(guest);
    return guest;
  };
  describeGuest(
    title,
    () => {
      tests(present);
      after(() => managed?.stop());
    },
    start,
  );
}

function describeGuest(title: string, tests: Tests, start: () => Promise<Guest>): void {
  const obstacle = whyNoLab();
  if (obstacle !== undefined) {
    describe(title, () => {
      // A run that is to vouch for a change must have the guest; a person's own machine need not.
      if (process.env.CI === undefined) it(`is shown on a real machine (pending: ${obstacle})`);
      else
        it('is shown on a real machine', () => {
          throw new Error(`There is no guest: ${obstacle}`);
        });
    });
    return;
  }
  describe(title, function () {
    this.timeout(300_000);
    let guest: Guest | undefined;
    const present = () => {
      if (guest === undefined) throw new Error('there is no guest yet');
      return guest;
    };

    before(async function () {
      this.timeout(3_000_000);
      await turn();
      guest = await start();
    });

    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await showWhatHappened(present());
    });

    after(() => guest?.stop());

    tests(present);
  });
}

/** Built or found once for all suites of a run; a build that failed is not tried again for each. */
const built = new Map<Kind, Promise<Image>>();
function image(kind: Kind): Promise<Image> {
  const ready = built.get(kind) ?? readyImage(kind);
  built.set(kind, ready);
  return ready;
}

/** Installed, and looked once: reading the program for the first time takes an emulated machine half a minute. */
const installed = new Map<Kind, Promise<Kept>>();
function guestWithService(kind: Kind): Promise<Kept> {
  const kept = installed.get(kind) ?? thrice(() => withService(kind));
  installed.set(kind, kept);
  return kept;
}

async function withService(kind: Kind): Promise<Kept> {
  const guest = await Guest.start(await image(kind));
  try {
    await installAgent(guest);
    await guest.must(`${agentOnce} --once --control firewall`, 240_000);
    // As after the half minute in which a kernel writes what nobody flushed.
    await guest.must('sync');
    return await guest.keep('service');
  } catch (error) {
    await guest.stop();
    throw error;
  }
}

/** A machine that could have a lab and fails to is no obstacle but a failure. */
function whyNoLab(): string | undefined {
  if (!existsSync('/etc/debian_version') || process.arch !== 'x64')
    return 'the guest is made from a Debian x86_64 host’s own packages';
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return 'the host is not Debian';
  if (process.getuid?.() !== 0) return 'making the guest’s disk needs root';
  return missingFor('lab').length > 0 ? `type: ${oneCommand(missingFor('lab'))}` : undefined;
}

async function showWhatHappened(guest: Guest): Promise<void> {
  const tail = (text: string) => text.trim().split('\n').slice(-40).join('\n');
  const journal = await guest
    .run('journalctl -b --no-pager -o short-monotonic | grep -v qemu-ga | cut -c 1-240 | tail -n 50')
    .catch(() => undefined);
  process.stderr.write(`\n--- serial line of the guest ---\n${tail(guest.serial())}\n`);
  process.stderr.write(`--- its journal ---\n${tail(journal?.stdout ?? 'does not answer')}\n---\n`);
}
