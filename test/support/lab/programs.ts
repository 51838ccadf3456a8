/** Programs that a pupil brings to a machine where only approved ones run, and what the agent would have learned by then. */
import type { Finding } from '../../../shared/finding.ts';
import { measured } from './figures.ts';
import type { Guest } from './guest.ts';
import type { Ran } from './guest-agent.ts';
import type { Managed } from './managed.ts';

const folder = '/var/lib/caretaker/memory';
/** What `approved-software` remembers of its watching. */
export const memory = `${folder}/approved-software-learned.json`;
const conf = '/etc/fapolicyd/fapolicyd.conf';
const dayMs = 86_400_000;

/** What a month of watching would have left; nobody waits that long here. The agent reads it at each look. */
export async function havingLearned(guest: Guest, over: object = {}): Promise<void> {
  const learned = {
    ...{ since: Date.now() - 30 * dayMs, boots: ['one', 'two', 'three'], users: [1000], programs: {} },
    ...{ search: null, watching: null, enforcing: null, proved: null, ...over },
  };
  await guest.must(`mkdir -p -m 700 ${folder}`);
  await guest.write(`${memory}.new`, JSON.stringify(learned));
  await guest.must(`chmod 600 ${memory}.new; mv ${memory}.new ${memory}`);
}

/** As after two days in which fapolicyd only said what it would do: the next look enforces. */
export const longWatched = () => ({ watching: Date.now() - 2 * dayMs });

/** True while fapolicyd runs and stops nothing. */
export const watches = `systemctl is-active fapolicyd && grep -q '^permissive = 1' ${conf}`;

/** From the first look, after which fapolicyd only watches, to the one that proves that it enforces. */
export async function enforcePrograms(managed: Managed): Promise<void> {
  const { guest } = managed;
  await retried(
    async () => void (await guest.until(watches, 60_000)),
    () => managed.lookNow('approved-software'),
  );
  await retried(async () => {
    await havingLearned(guest, longWatched());
    await managed.findingThat('approved-software', one => one.reason === 'enforced', 75_000);
  });
}

export const programsFinding = (managed: Managed, reason: string): Promise<Finding> =>
  retried(() => managed.findingThat('approved-software', one => one.reason === reason, 75_000));

/** How starts of programs are seen: `every_start` once the system's own mechanism watches or enforces by our rules. */
export const programsSeen = (managed: Managed, by: string): Promise<Finding> =>
  retried(() => managed.findingThat('approved-software', one => one.evidence.facts?.seenBy === by, 75_000));

/** An emulated machine that shares its processors may be too slow for one look, so it is asked again. */
async function retried<T>(attempt: () => Promise<T>, between = async () => {}): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await attempt();
      measured('tries until a look came in time', String(tries));
      return answer;
    } catch (error) {
      if (tries === 4) throw error;
      await between();
    }
  }
}

/** The line that a pupil's shell runs in the pupil's folder. */
export const asPupil = (line: string) =>
  `cd /home/pupil && setpriv --reuid pupil --regid pupil --init-groups bash -c '${line.replaceAll("'", "'\\''")}'`;

export const pupilRuns = (guest: Guest, line: string): Promise<Ran> => guest.run(asPupil(line), 60_000);

/** Copies of true programs, so that only their place and file are other; and scripts. Each says something. */
export const bringPrograms = `
set -e
cd /home/pupil
cp /usr/bin/ls my-ls
cp /usr/bin/id approved-tool
cp /usr/lib/x86_64-linux-gnu/libz.so.1 my-library.so
printf '#!/bin/sh\\necho ran\\n' >script.sh
printf '#!/usr/bin/python3\\nprint("ran")\\n' >script.py
chmod 755 *; chown pupil: *
`;

/** What a pupil tries, and the exit code of its refusal. */
export const denied: readonly [what: string, line: string, exit: number][] = [
  ['a program that nobody approved', './my-ls /', 126],
  ['a script', './script.sh', 126],
  ['a script given to a shell', 'sh script.sh', 2],
  ['a script given to Python', 'python3 script.py', 2],
  ['a program given to the loader', '/lib64/ld-linux-x86-64.so.2 ./my-ls /', 127],
  ['a program in a temporary folder', 'cp /usr/bin/true /tmp/mine; /tmp/mine', 126],
  ['a program in a namespace of its own', 'unshare -rm ./my-ls /', 126],
];

/** Milliseconds of a pupil's program, the mean of ten: an approved one, and one that is denied. */
export async function timeToDeny(guest: Guest): Promise<{ allowed: number; denied: number }> {
  const timed = (line: string) =>
    `t=$(date +%s%N); for i in 1 2 3 4 5 6 7 8 9 10; do ${line} >/dev/null 2>&1; done; echo $((($(date +%s%N) - t) / 10000000))`;
  const ran = await pupilRuns(guest, `${timed('/usr/bin/true')}; ${timed('./my-ls')}`);
  const [allowed, kept] = ran.stdout.trim().split('\n').map(Number);
  return { allowed: allowed ?? Number.NaN, denied: kept ?? Number.NaN };
}
