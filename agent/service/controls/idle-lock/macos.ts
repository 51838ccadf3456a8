/**
 * macOS: when the screen locks for the person at the screen, by the settings that are in force for them; only
 * a profile keeps people from changing these. And whether the screen is locked and unused now.
 */
import type { Desktop, Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import { plistFileOrNull } from '../../system/plist.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { type Plan, PlanRefused } from '../plan.ts';
import { sinceStart } from './boot-time.ts';
import { LockGuard } from './guard.ts';
import { atTheScreen, domain, inForce, type Person, sessionsNow } from './macos-person.ts';
import { macosSeats } from './macos-seats.ts';
import { type ScreenSaver, screenSaver } from './parse-macos.ts';
import { standingNow } from './standing.ts';

const managed = '/Library/Managed Preferences';

/** Settings of a profile; null when they could not be read. */
async function byProfile(
  machine: Machine,
  person: Person | null,
  signal: AbortSignal,
): Promise<ScreenSaver | null> {
  const paths = [
    `${managed}/${domain}.plist`,
    ...(person ? [`${managed}/${person.name}/${domain}.plist`] : []),
  ];
  let all: ScreenSaver = {};
  for (const path of paths) {
    const read = await plistFileOrNull(machine, path, screenSaver, signal);
    if (read === null) return null;
    all = { ...all, ...read };
  }
  return all;
}

type InForce = Awaited<ReturnType<typeof inForce>>;

/** What a profile asks for as if it were in force: for the sign-in window, where nobody's settings are. */
const asAsked = ({ idleTime, askForPassword, askForPasswordDelay }: ScreenSaver): InForce => ({
  idle: idleTime ?? null,
  delay: askForPassword === false ? 'off' : askForPassword ? (askForPasswordDelay ?? null) : null,
});

/** Fixed when a profile sets every part of it, and what is in force is what it sets. */
function isFixed(rules: ScreenSaver | null, { idle, delay }: InForce): boolean | null {
  if (rules === null) return null;
  const asked = asAsked(rules);
  if (asked.idle === null || asked.delay === null) return false;
  return asked.idle === idle && asked.delay === delay;
}

function desktopOf(rules: ScreenSaver | null, now: InForce): Desktop {
  const asked = rules && asAsked(rules);
  const contradicts =
    asked !== null && asked.delay !== null && now.delay !== null && asked.delay !== now.delay;
  const delay = contradicts ? null : now.delay;
  return {
    name: 'macOS',
    understood: true,
    lockEnabled: delay === null ? null : delay !== 'off',
    idleSeconds: now.idle,
    delaySeconds: typeof delay === 'number' ? delay : null,
    fixed: isFixed(rules, now),
    // One setting for the screen saver and for sleep.
    passwordOnWake:
      delay === null ? null : delay === 'off' ? false : isFixed(rules, now) === true ? true : null,
    detail: contradicts ? 'what is in force is not what the profile sets' : null,
  };
}

/** macOS lets no program set this for everybody: always throws PlanRefused or ProbeError, and says who can. */
async function plan(machine: Machine, signal: AbortSignal): Promise<Plan> {
  const rules = await byProfile(machine, await atTheScreen(machine, signal), signal);
  if (rules === null)
    throw new ProbeError('probe_failed', 'the profiles that are installed could not be read', 'plutil');
  const asked = asAsked(rules);
  if (asked.idle !== null && asked.delay !== null)
    throw new PlanRefused('managed_elsewhere', 'A configuration profile sets the screen lock.');
  throw new PlanRefused(
    'needs_profile',
    'macOS takes these settings from a configuration profile only: from your device management, or opened and agreed to by hand.',
  );
}

export const macos: Backend<Observation> = {
  source: 'stat, sysadminctl, com.apple.screensaver and ioreg',
  async observe(machine, signal) {
    const person = await atTheScreen(machine, signal);
    const rules = await byProfile(machine, person, signal);
    const now = person ? await inForce(machine, person, signal) : asAsked(rules ?? {});
    const sessions = person ? await sessionsNow(machine, signal) : [];
    const agentLock = await standingNow(machine, sinceStart());
    return {
      ...{ desktops: [desktopOf(rules, now)], noDesktop: false, sessions },
      ...(agentLock ? { agentLock } : {}),
    };
  },
  plan: (machine, _policy, signal) => plan(machine, signal),
  guard: edges => new LockGuard(edges, { seats: macosSeats(edges.machine) }),
};
