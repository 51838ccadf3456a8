/** Required programs on machines that do not exist: most have whatever is asked for. */

import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { requiredSoftware } from '../../../../shared/controls/required-software/index.ts';
import type { Observation } from '../../../../shared/controls/required-software/observation.ts';
import type { Policy } from '../../../../shared/controls/required-software/policy.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

type Looked = Observation['looked'][number];

const each =
  (over: Partial<Looked>) =>
  (_now: number, asked?: ControlPolicy): Observation => {
    const { required } = requiredSoftware.policy.parse(asked ?? {}) as Policy;
    const looked = required
      .filter(one => one.system === 'any' || one.system === 'windows')
      .map(one => ({
        title: one.title,
        found: [{ name: one.title.replaceAll('*', ''), version: '99.1' }],
        service: one.service,
        running: one.service === '' ? null : true,
        ...over,
      }));
    return { system: 'windows', looked };
  };

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake list of programs',
    {
      all_there: { weight: 93, observe: each({}) },
      none_there: { weight: 4, observe: each({ found: [] }) },
      stopped: { weight: 3, observe: each({ running: false }) },
    },
    random,
  );
}
