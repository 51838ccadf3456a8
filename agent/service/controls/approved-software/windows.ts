/** Windows: AppLocker, in force and as its events tell; programs in people's folders once an hour. */
import { createHash } from 'node:crypto';
import { type Observation, observation } from '../../../../shared/controls/approved-software/observation.ts';
import { type Program, programKey } from '../../../../shared/controls/approved-software/program.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend, Machine } from '../control.ts';
import { windowsPlan } from './applocker/plan.ts';
import { learn, programsToTell, recall, remember, searchIsDue, withOpen } from './learned.ts';
import { parseWindows, type ToldByWindows } from './parse-windows.ts';
import { rememberStopped, stoppedSince } from './stopped.ts';
import { appLockerLogs, windowsScript } from './windows-script.ts';

const source = 'Get-AppLockerPolicy, its events and signatures (powershell)';
const bookmarks = 'approved-software-bookmarks';

async function readBookmarks(machine: Machine): Promise<number[]> {
  try {
    const kept: unknown = JSON.parse((await machine.memory.get(bookmarks)) ?? '[]');
    return Array.isArray(kept) ? appLockerLogs.map((_log, index) => Number(kept[index]) || 0) : [];
  } catch {
    return [];
  }
}

/** Events are remembered before the bookmark moves on: one that is told twice is known, one that is lost is not. */
async function keepEvents(
  machine: Machine,
  events: ToldByWindows['events'],
  before: readonly number[],
): Promise<void> {
  for (const { program } of events) if (program !== null) await rememberStopped(machine, program);
  const after = appLockerLogs.map((log, index) =>
    Math.max(before[index] ?? 0, ...events.filter(event => event.log === log).map(({ record }) => record)),
  );
  if (events.length > 0) await machine.memory.set(bookmarks, JSON.stringify(after));
}

const keyOf = (program: Program) =>
  createHash('sha256')
    .update(`${programKey(program)} ${program.hash ?? ''} ${program.pathClass}`)
    .digest('hex')
    .slice(0, 16);

export const windows: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const now = machine.now();
    const before = await recall(machine);
    const after = await readBookmarks(machine);
    const due = searchIsDue(before, now);
    const told = parseWindows(
      await askPowershell(machine, windowsScript({ after, search: due, canary: true }), signal),
    );
    const { mechanism } = told;
    await keepEvents(machine, told.events, after);
    const state = mechanism.running && mechanism.state !== 'off' ? mechanism.state : 'other';
    const learned = learn(
      before,
      {
        boot: told.boot,
        users: told.users,
        known: [],
        fresh: told.running.map(program => [keyOf(program), program] as const),
        mechanism: state === 'watching' || state === 'enforcing' ? state : 'other',
        ours: mechanism.owner === 'caretaker',
      },
      now,
    );
    const search = due ? { at: now, result: told.search } : before.search;
    const known = withOpen({ ...learned, search }, told.open ?? before.open);
    await remember(machine, before, known);
    const stopped = await stoppedSince(machine, known.enforcing ?? known.watching ?? now);
    return {
      system: 'windows',
      // What it would decide is no proof of what it does while it only watches or its service is stopped.
      mechanism: { ...mechanism, canary: state === 'enforcing' ? mechanism.canary : null },
      learned: { since: known.since, boots: known.boots.length, users: known.users.length },
      ...programsToTell(known, stopped),
      // Rules of somebody else write down what they would stop, which is not what ours would.
      seenBy: state !== 'other' && mechanism.owner === 'caretaker' ? 'every_start' : 'samples',
      openFolders: known.search === null ? null : known.open.length,
      search: observation.shape.search.catch(null).parse(search?.result ?? null),
      browsers: told.browsers,
    };
  },
  plan: windowsPlan,
};
