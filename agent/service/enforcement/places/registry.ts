/** Values of the Windows registry. A value of a kind that could not be put back is never overwritten. */
import type { Machine } from '../../controls/control.ts';
import type { RegistryValue, Setting } from '../../controls/plan.ts';
import { type RegistryName, readRegistry, writeRegistry } from '../../system/windows-registry.ts';
import type { Held } from '../held.ts';
import { PlaceRefused, type Prepared } from './place.ts';

type Runner = Pick<Machine, 'run'>;
type RegistrySetting = Extract<Setting, { kind: 'registry' }>;

export async function readRegistryValues(
  machine: Runner,
  settings: readonly RegistrySetting[],
): Promise<Held[]> {
  const names = settings.map(nameIn);
  const answers = await readRegistry(machine, names);
  return answers.map((answer, i) => {
    const name = `${names[i]?.key}\\${names[i]?.name}`;
    if (answer.kind === 'absent') return null;
    if (answer.kind === 'value') return answer.value;
    if (answer.kind === 'other')
      throw new PlaceRefused('not_restorable', `${name} is of a kind that could not be put back`);
    throw new PlaceRefused('no_access', `Windows answered ${answer.code} for ${name}`);
  });
}

export async function prepareRegistryValue(
  machine: Runner,
  setting: RegistrySetting,
  value: Held,
): Promise<Prepared> {
  if (value !== null && value.kind !== 'registry') throw new Error(`a ${value.kind} value for the registry`);
  return {
    discard() {},
    async commit() {
      const code = await writeRegistry(machine, nameIn(setting), value as RegistryValue | null);
      if (code === 0) return;
      throw new PlaceRefused(
        code === 5 ? 'no_access' : 'write_failed',
        `Windows answered ${code} for ${setting.key}\\${setting.name}`,
      );
    },
  };
}

const nameIn = ({ key, name }: RegistrySetting): RegistryName => ({ key, name });
