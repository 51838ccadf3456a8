/** Virus protection of machines that do not exist. */
import type { Observation, Product } from '../../../../shared/controls/antivirus/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const dayMs = 24 * 3600_000;

/** Half a day past, so that no policy of that many days turns while it is read. */
const defender = (now: number, daysOld: number, over: Partial<Product> = {}): Product => ({
  name: 'Microsoft Defender',
  running: true,
  realTime: true,
  version: '4.18.26100.1',
  signatures: { kind: 'dated', at: now - (daysOld + 0.5) * dayMs, version: '1.445.12.0' },
  detail: null,
  ...over,
});

const having = (...products: Product[]): Observation => ({
  products,
  searchedAll: true,
  realTimeUsual: true,
});

export function fake(random: Random): Fake<Observation> {
  return fakeBackend<Observation>(
    'fake antivirus',
    {
      protected: { weight: 84, observe: now => having(defender(now, 1)) },
      signatures_old: { weight: 6, observe: now => having(defender(now, 23)) },
      turned_off: { weight: 3, observe: now => having(defender(now, 2, { running: false })) },
      real_time_off: { weight: 3, observe: now => having(defender(now, 1, { realTime: false })) },
      none: { weight: 2, observe: () => having() },
      not_answering: { weight: 2, observe: now => having(defender(now, 1, { running: null })) },
    },
    random,
  );
}
