/** Linux: what each desktop does with a medium, as everybody starts with it, and whether people can have it otherwise. */
import type { Observation, Surface } from '../../../../shared/controls/autorun/observation.ts';
import { policy as schema } from '../../../../shared/controls/autorun/policy.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type DconfKeys, lockedInDconf } from '../../system/dconf.ts';
import { namesIn } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { PlanRefused, type Wanted } from '../plan.ts';
import { desktopsOf, schemas } from './desktops.ts';
import { planXfceMedia, xfceSurface } from './xfce.ts';

const source = 'installed desktops, gsettings and xfconf';

const parseBoolean = (text: string): boolean | null =>
  text.trim() === 'true' ? true : text.trim() === 'false' ? false : null;

const notUnderstood = (name: string, detail: string | null = null): Surface => ({
  name,
  understood: false,
  runs: null,
  opens: null,
  fixed: null,
  detail,
});

const nothingStarts = (name: string): Surface => ({
  name,
  understood: true,
  runs: false,
  opens: false,
  fixed: true,
  detail: 'it has nothing that starts by itself',
});

/** `gsettings` is run for nobody: it sees the system's databases and locks, and no person's own choice. */
async function surfaceOf(machine: Machine, name: string, signal: AbortSignal): Promise<Surface> {
  const group = schemas[name];
  if (group === undefined) return notUnderstood(name);
  const ask = async (verb: 'get' | 'writable', key: string) =>
    parseBoolean(await commandOutput(machine, 'gsettings', [verb, group, key], signal));
  try {
    const never = await ask('get', 'autorun-never');
    const opens = await ask('get', 'automount-open');
    const free = [await ask('writable', 'autorun-never'), await ask('writable', 'automount-open')];
    return {
      name,
      understood: never !== null && opens !== null,
      runs: never === null ? null : !never,
      opens,
      fixed: free.includes(null) ? null : !free.includes(true),
      detail: null,
    };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return notUnderstood(name, error.message.slice(0, 200));
  }
}

const keysFor = (handlers: readonly string[], allowPrompts: boolean): DconfKeys =>
  Object.fromEntries(
    handlers.flatMap(name => {
      const group = schemas[name]?.replaceAll('.', '/');
      const values = { 'autorun-never': 'true', 'automount-open': String(allowPrompts) };
      return group === undefined ? [] : [[group, values]];
    }),
  );

interface Part {
  wanted: readonly Wanted[];
  /** Why it is not set. */
  said?: string;
}

const partOf = (what: Wanted | string): Part =>
  typeof what === 'string' ? { wanted: [], said: what } : { wanted: [what] };

/** Throws PlanRefused where dconf's own program is missing. */
async function dconfPart(machine: Machine, names: readonly string[], allowPrompts: boolean): Promise<Part> {
  if ((await namesIn(machine, '/usr/bin'))?.includes('dconf') !== true)
    throw new PlanRefused(
      'tool_missing',
      'dconf is not installed; install dconf-cli (Debian, Ubuntu) or dconf (Fedora)',
    );
  const wanted = await lockedInDconf(machine, 'autorun', keysFor(names, allowPrompts));
  return wanted.length > 0
    ? { wanted }
    : partOf(
        '/etc/dconf/profile/user names no system database, so nothing can be set for everybody; add one.',
      );
}

export const linux: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const desktops = await desktopsOf(machine);
    const handled: Surface[] = [];
    for (const name of desktops.handlers)
      handled.push(name === 'Xfce' ? await xfceSurface(machine) : await surfaceOf(machine, name, signal));
    const rest = [...desktops.still.map(nothingStarts), ...desktops.unknown.map(name => notUnderstood(name))];
    return { system: 'linux', surfaces: [...handled, ...rest].slice(0, 10), noDesktop: desktops.none };
  },
  async plan(machine, policy) {
    const { handlers } = await desktopsOf(machine);
    const { allowPrompts } = schema.parse(policy);
    const parts: Part[] = [];
    const byDconf = handlers.filter(name => schemas[name] !== undefined);
    if (byDconf.length > 0) parts.push(await dconfPart(machine, byDconf, allowPrompts));
    if (handlers.includes('Xfce')) parts.push(partOf(await planXfceMedia(machine, allowPrompts)));
    const others = handlers.filter(name => schemas[name] === undefined && name !== 'Xfce');
    if (others.length > 0) parts.push(partOf(`Caretaker cannot set this in ${others.join(' and ')} yet.`));
    const wanted = parts.flatMap(one => one.wanted);
    const said = parts.flatMap(one => one.said ?? []).join(' ');
    if (said === '') return { wanted, how: 'enforced' };
    return { wanted, how: wanted.length > 0 ? 'best_effort' : 'detective', detail: said.slice(0, 300) };
  },
};
