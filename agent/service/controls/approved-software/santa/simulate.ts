/**
 * What Santa would do with a program under a profile of ours: the narrowest rule that fits decides (file, signing id,
 * team), then the path, and then the mode. What Apple brings has a rule of Santa's own, which only a narrower one beats.
 * Tried before a profile is laid down, on macOS' own programs, the protected list and what was seen on this Mac.
 */
import { decide } from '../../../../../shared/controls/approved-software/decide.ts';
import type { Policy } from '../../../../../shared/controls/approved-software/policy.ts';
import { type Program, programLabel } from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs, protectedList } from '../../../../../shared/controls/approved-software/protected.ts';
import type { SantaRule, SantaSettings } from './profile.ts';

export interface StartedOnMac {
  path: string;
  /** Ten letters and digits; `platform` for what Apple brings; null for what nobody signed. */
  team: string | null;
  /** `org.mozilla.firefox` */
  signingId: string | null;
  hash: string | null;
}

const order: readonly [SantaRule['rule_type'], (started: StartedOnMac) => string | null][] = [
  ['BINARY', ({ hash }) => hash],
  ['SIGNINGID', ({ team, signingId }) => (team && signingId ? `${team}:${signingId}` : null)],
  ['TEAMID', ({ team }) => team],
];

/** Whether it runs, were Santa locked down by these settings. */
export function wouldRunOnMac({ allowedPaths, rules }: SantaSettings, started: StartedOnMac): boolean {
  for (const [type, named] of order) {
    const found = rules.find(one => one.rule_type === type && one.identifier === named(started));
    if (found !== undefined) return found.policy === 'ALLOWLIST';
  }
  return started.team === 'platform' || new RegExp(allowedPaths).test(started.path);
}

/** Without these nobody signs in, sees a desktop, hears it read aloud, or locks it. */
export const macOwn: readonly StartedOnMac[] = [
  ...[
    'loginwindow',
    'SecurityAgent',
    'dock',
    'finder',
    'systemuiserver',
    'controlcenter',
    'notificationcenterui',
  ],
  ...[
    'WindowServer',
    'WindowManager',
    'VoiceOver',
    'systempreferences',
    'Terminal',
    'zsh',
    'sudo',
    'xpc.launchd',
  ],
  ...[
    'ScreenSaver.Engine',
    'Installer-Progress',
    'UniversalAccessAuthWarn',
    'KeyboardSetupAssistant',
    'Safari',
  ],
].map(name => ({
  ...{ path: `/System/Library/CoreServices/${name}`, hash: null },
  ...{ team: 'platform', signingId: `com.apple.${name}` },
}));

const folders: Partial<Record<Program['pathClass'], string>> = {
  system: '/usr/bin',
  program_files: '/Applications',
  removable: '/Volumes/STICK',
};

/** Somewhere in a place of its kind. */
export const startedOnMac = ({ publisher, product, hash, pathClass }: Program): StartedOnMac => ({
  path: `${folders[pathClass] ?? '/Users/somebody/Downloads'}/program`,
  ...{ team: pathClass === 'system' ? 'platform' : publisher, signingId: product, hash },
});

const protectedPrograms: readonly Program[] = protectedList.flatMap(
  ({ publishers = [], products = ['any'] }) =>
    publishers
      .filter(name => /^[A-Z0-9]{10}$/.test(name))
      .map(
        (publisher): Program => ({
          ...{ publisher, product: products[0] ?? null, package: null, hash: null },
          ...{ pathClass: 'program_files', stopped: 'no' },
        }),
      ),
);

export interface Tried {
  /** What must always run and would not, for a person. */
  vital: string[];
  /** What the catalogue allows, was seen here, and would not run. */
  allowed: string[];
}

export function tryOutOnMac(
  settings: SantaSettings,
  policy: Pick<Policy, 'rules'>,
  known: readonly Program[],
): Tried {
  const own = macOwn.filter(one => !wouldRunOnMac(settings, one)).map(({ path }) => path);
  const denied = [...protectedPrograms, ...known].filter(
    one => decide(policy, one, 'macos').allowed && !wouldRunOnMac(settings, startedOnMac(one)),
  );
  return {
    vital: [...own, ...denied.filter(one => protectedAs(one) !== null).map(programLabel)],
    allowed: denied.filter(one => protectedAs(one) === null).map(programLabel),
  };
}
