/** Linux: fapolicyd where it is installed; what people run by looking now and then; their folders once an hour. */
import * as z from 'zod';
import { type Observation, observation } from '../../../../shared/controls/approved-software/observation.ts';
import { program } from '../../../../shared/controls/approved-software/program.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { browsersOnLinux } from './browsers.ts';
import { linuxGuard } from './fapolicyd/guard.ts';
import { fapolicyd } from './fapolicyd/mechanism.ts';
import { linuxPlan } from './fapolicyd/plan.ts';
import { learn, programsToTell, recall, remember, searchIsDue, withOpen } from './learned.ts';
import { softwareProcess } from './own-process.ts';
import { stoppedSince } from './stopped.ts';

const source = '/proc, dpkg-query or rpm, and fapolicyd (caretaker, systemctl)';

const looked = z.object({
  known: z.array(z.string().max(20)).max(2000),
  fresh: z.array(z.tuple([z.string().max(20), program])).max(200),
  users: z.array(z.int().nonnegative()).max(200),
  search: observation.shape.search,
  open: z.array(z.string().max(500)).max(60).nullish(),
  canary: observation.shape.mechanism.shape.canary,
});
type Looked = z.infer<typeof looked>;

async function look(
  machine: Machine,
  known: readonly string[],
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Looked> {
  const args = [softwareProcess(), 'look', known.join(','), ...asked];
  const text = await commandOutput(machine, 'self', args, signal, 40_000);
  try {
    return looked.parse(JSON.parse(text));
  } catch {
    throw new ProbeError('unrecognised_output', 'the look at running programs gave another shape', source);
  }
}

async function bootId(machine: Machine): Promise<string> {
  const text = (await machine.readFile('/proc/sys/kernel/random/boot_id', 100)).trim();
  if (!/^[0-9a-f-]{36}$/.test(text))
    throw new ProbeError('unrecognised_output', 'no number of this start', source);
  return text;
}

export const linux: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    if (!machine.privileged)
      throw new ProbeError('no_privilege', 'only root sees what everybody runs', source);
    const now = machine.now();
    const mechanism = await fapolicyd(machine, signal);
    const before = await recall(machine);
    const enforces = mechanism.state === 'enforcing' && mechanism.running === true;
    const due = searchIsDue(before, now);
    const asked = [...(due ? ['search'] : []), ...(enforces ? ['canary'] : [])];
    const seen = await look(machine, Object.keys(before.programs), asked, signal);
    const state = mechanism.running !== true ? 'other' : mechanism.state;
    const round = {
      boot: await bootId(machine),
      users: seen.users,
      known: seen.known,
      fresh: seen.fresh,
      mechanism: state === 'watching' || state === 'enforcing' ? state : ('other' as const),
      ours: mechanism.owner === 'caretaker',
    };
    const search = due ? { at: now, result: seen.search } : before.search;
    const open = seen.open ?? before.open;
    const after = withOpen({ ...learn(before, round, now), search }, open);
    await remember(machine, before, after);
    const stopped = await stoppedSince(machine, after.enforcing ?? after.watching ?? now);
    return {
      system: 'linux',
      mechanism: { ...mechanism, canary: seen.canary },
      learned: { since: after.since, boots: after.boots.length, users: after.users.length },
      ...programsToTell(after, stopped),
      seenBy: mechanism.running === true && mechanism.owner === 'caretaker' ? 'every_start' : 'samples',
      openFolders: after.search === null ? null : after.open.length,
      search: observation.shape.search.catch(null).parse(after.search?.result ?? null),
      browsers: await browsersOnLinux(machine),
    };
  },
  plan: linuxPlan,
  guard: linuxGuard,
};
