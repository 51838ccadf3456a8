/** AutoRun on machines that do not exist. */
import type { Observation, Surface } from '../../../../shared/controls/autorun/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const surface = (name: string, over: Partial<Surface> = {}): Surface => ({
  name,
  understood: true,
  runs: false,
  opens: false,
  fixed: true,
  detail: null,
  ...over,
});

const windows =
  (over: Partial<Surface> = {}) =>
  (): Observation => ({
    system: 'windows',
    surfaces: [surface('Windows', over)],
    noDesktop: false,
  });
const linux =
  (over: Partial<Surface> = {}) =>
  (): Observation => ({
    system: 'linux',
    surfaces: [surface('GNOME', over)],
    noDesktop: false,
  });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake autorun',
    {
      windows_off: { weight: 70, observe: windows() },
      gnome_off: { weight: 8, observe: linux() },
      windows_default: { weight: 10, observe: windows({ runs: true, opens: true, fixed: false }) },
      windows_asks: { weight: 4, observe: windows({ opens: true }) },
      gnome_default: { weight: 3, observe: linux({ runs: true, opens: true, fixed: false }) },
      gnome_can_be_changed: { weight: 2, observe: linux({ fixed: false }) },
      not_understood: {
        weight: 1,
        observe: linux({ name: 'Xfce', understood: false, runs: null, opens: null, fixed: null }),
      },
      mac: { weight: 1, observe: () => ({ system: 'macos', surfaces: [], noDesktop: false }) },
      no_desktop: { weight: 1, observe: () => ({ system: 'linux', surfaces: [], noDesktop: true }) },
    },
    random,
  );
}
