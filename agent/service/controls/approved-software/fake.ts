/** Programs of machines that do not exist. */
import type { Mechanism, Observation } from '../../../../shared/controls/approved-software/observation.ts';
import type { Program } from '../../../../shared/controls/approved-software/program.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const dayMs = 86_400_000;

const program = (over: Partial<Program>): Program => ({
  publisher: null,
  product: null,
  package: null,
  hash: null,
  pathClass: 'program_files',
  stopped: 'no',
  ...over,
});
const office = program({ publisher: 'O=EXAMPLE OFFICE LTD, L=LEEDS, C=GB', product: 'EXAMPLE OFFICE' });
const game = program({
  publisher: 'O=EXAMPLE GAMES INC, L=AUSTIN, S=TEXAS, C=US',
  product: 'BLOCK GAME LAUNCHER',
  pathClass: 'user_writable',
});
const portable = program({ hash: '7d'.repeat(32), pathClass: 'removable' });

const appLocker = (over: Partial<Mechanism> = {}): Mechanism => ({
  name: 'AppLocker',
  state: 'watching',
  running: true,
  owner: 'caretaker',
  canary: null,
  trust: null,
  detail: null,
  ...over,
});
const enforcing = appLocker({ state: 'enforcing', canary: 'stopped' });

const windows =
  (over: Partial<Observation> = {}, days = 40) =>
  (now: number): Observation => ({
    system: 'windows',
    mechanism: appLocker(),
    // A whole day, so that a fake report changes once a day and not at each look.
    learned: { since: Math.floor(now / dayMs) * dayMs - days * dayMs, boots: 12, users: 6 },
    programs: [office],
    seenBy: 'every_start',
    complete: true,
    search: { complete: true, count: 0, found: [] },
    browsers: [{ name: 'Edge', refuses: 'programs' }],
    ...over,
  });

const foundGame = {
  place: 'downloads',
  kind: 'program',
  publisher: game.publisher,
  product: game.product,
  hash: null,
} as const;

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake programs',
    {
      only_approved: { weight: 60, observe: windows() },
      learning: { weight: 8, observe: windows({}, 3) },
      game_ran: { weight: 8, observe: windows({ programs: [game, office] }) },
      portable_ran: { weight: 4, observe: windows({ programs: [portable, office] }) },
      game_downloaded: {
        weight: 6,
        observe: windows({
          search: { complete: true, count: 1, found: [{ ...foundGame, pathClass: 'user_writable' }] },
        }),
      },
      downloads_open: { weight: 4, observe: windows({ browsers: [{ name: 'Chrome', refuses: 'nothing' }] }) },
      enforcing: { weight: 4, observe: windows({ mechanism: enforcing }) },
      not_in_force: { weight: 2, observe: windows({ mechanism: { ...enforcing, canary: 'ran' } }) },
      managed_elsewhere: { weight: 2, observe: windows({ mechanism: { ...enforcing, owner: 'other' } }) },
      linux_watching: {
        weight: 2,
        observe: windows({
          system: 'linux',
          mechanism: appLocker({ name: 'fapolicyd', trust: 'hook' }),
          programs: [program({ package: 'firefox-esr', pathClass: 'system' })],
          browsers: [{ name: 'Chromium', refuses: 'programs' }],
        }),
      },
    },
    random,
  );
}
