/**
 * macOS: Santa where the school's MDM brought it; otherwise what people run now, and what lies in their folders once an
 * hour. Nothing is set by us.
 */
import { createHash } from 'node:crypto';
import {
  type Mechanism,
  type Observation,
  observation,
} from '../../../../shared/controls/approved-software/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { namesIn } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { refusesBy } from './browsers.ts';
import { firefoxRefuses } from './firefox.ts';
import { learn, programsToTell, recall, remember, searchIsDue } from './learned.ts';
import { softwareProcess } from './own-process.ts';
import { parseSantaStatus } from './santa/parse-status.ts';
import { macosPlan } from './santa/plan.ts';
import { runningOnMac } from './santa/running.ts';

const source = 'santactl, ps and codesign';

async function santa(machine: Machine, signal: AbortSignal): Promise<Mechanism> {
  try {
    return parseSantaStatus(await commandOutput(machine, 'santactl', ['status', '--json'], signal, 15_000));
  } catch (error) {
    if (!(error instanceof ProbeError) || error.reason !== 'tool_missing') throw error;
  }
  const gatekeeper = await machine.run('spctl', ['--status'], { signal, timeoutMs: 10_000 });
  const [, on] = /assessments (enabled|disabled)/.exec(`${gatekeeper.stdout}${gatekeeper.stderr}`) ?? [];
  const detail =
    on === undefined
      ? null
      : `Gatekeeper is ${on}; it asks who signed a program, not whether the school approved it`;
  return {
    name: 'Santa',
    state: 'absent',
    running: null,
    owner: 'nobody',
    canary: null,
    trust: null,
    detail,
  };
}

const browsers = [
  { name: 'Chrome', folder: 'Google Chrome.app', plist: 'com.google.Chrome' },
  { name: 'Edge', folder: 'Microsoft Edge.app', plist: 'com.microsoft.Edge' },
  { name: 'Firefox', folder: 'Firefox.app', plist: 'org.mozilla.firefox' },
] as const;

/** Filters hold no date and no data, which the tool could not print as JSON. */
async function firefoxOnMac(machine: Machine, file: string, signal: AbortSignal) {
  const said = await machine.run('plutil', ['-extract', 'WebsiteFilter', 'json', '-o', '-', file], {
    ...{ signal, timeoutMs: 10_000 },
  });
  if (said.exit === null) return 'not_understood';
  try {
    return said.exit === 0 ? firefoxRefuses(JSON.parse(said.stdout), 'macos') : 'nothing';
  } catch {
    return 'not_understood';
  }
}

async function browsersOnMac(machine: Machine, signal: AbortSignal): Promise<Observation['browsers']> {
  const installed = await namesIn(machine, '/Applications');
  if (installed === null) return [{ name: 'Browsers', refuses: 'not_understood' }];
  const found: Observation['browsers'] = [];
  for (const { name, folder, plist } of browsers) {
    if (!installed.includes(folder)) continue;
    const file = `/Library/Managed Preferences/${plist}.plist`;
    if (name === 'Firefox') {
      found.push({ name, refuses: await firefoxOnMac(machine, file, signal) });
      continue;
    }
    const args = ['-extract', 'DownloadRestrictions', 'raw', '-o', '-', file];
    const said = await machine.run('plutil', args, { signal, timeoutMs: 10_000 });
    const value = said.exit === 0 ? Number(said.stdout.trim()) : undefined;
    found.push({ name, refuses: said.exit === null ? 'not_understood' : refusesBy(value) });
  }
  return found;
}

/** The moment of the start, by the kernel: `{ sec = 1700000000, usec = 0 } Tue …`. */
async function bootOf(machine: Machine, signal: AbortSignal): Promise<string> {
  const [, seconds] =
    /sec = (\d+)/.exec(await commandOutput(machine, 'sysctl', ['-n', 'kern.boottime'], signal)) ?? [];
  if (seconds === undefined) throw new ProbeError('unrecognised_output', 'no moment of this start', source);
  return seconds;
}

/** Null where the process gave no answer: then nobody searched, which is said. */
async function searchOf(machine: Machine, signal: AbortSignal): Promise<Observation['search']> {
  const said = await machine.run('self', [softwareProcess(), 'search-mac'], { signal, timeoutMs: 60_000 });
  try {
    return observation.shape.search.parse(JSON.parse(said.stdout));
  } catch {
    return null;
  }
}

export const macos: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const now = machine.now();
    const mechanism = await santa(machine, signal);
    const { seen, users, complete } = await runningOnMac(machine, signal);
    const before = await recall(machine);
    const fresh = seen.map(({ path, program }) => {
      const key = createHash('sha256')
        .update(`${path}\n${program.publisher ?? ''}`)
        .digest('hex')
        .slice(0, 16);
      return [key, program] as const;
    });
    const state =
      mechanism.state === 'watching' || mechanism.state === 'enforcing' ? mechanism.state : 'other';
    const round = {
      boot: await bootOf(machine, signal),
      users,
      known: [],
      fresh,
      mechanism: state,
      ours: false,
    } as const;
    const search = searchIsDue(before, now)
      ? { at: now, result: await searchOf(machine, signal) }
      : before.search;
    const after = { ...learn(before, round, now), search };
    await remember(machine, before, after);
    const told = programsToTell(after, []);
    return {
      system: 'macos',
      mechanism,
      learned: { since: after.since, boots: after.boots.length, users: after.users.length },
      programs: told.programs,
      complete: told.complete && complete,
      seenBy: 'samples',
      search: observation.shape.search.catch(null).parse(search?.result ?? null),
      browsers: await browsersOnMac(machine, signal),
    };
  },
  plan: macosPlan,
};
