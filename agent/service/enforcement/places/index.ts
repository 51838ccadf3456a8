/** The places of one real machine. */
import type { Machine } from '../../controls/control.ts';
import type { Setting } from '../../controls/plan.ts';
import type { Held } from '../held.ts';
import { prepareAccount, readAccount } from './account.ts';
import { type MadeFolders, prepareFile, readHeldFile, tidyFile } from './file.ts';
import type { Places } from './place.ts';
import { prepareRegistryValue, readRegistryValues } from './registry.ts';
import { prepareUnit, readUnit } from './unit.ts';

type RegistrySetting = Extract<Setting, { kind: 'registry' }>;

export function placesOf(machine: Pick<Machine, 'run'>, folders: MadeFolders): Places {
  return {
    /** The registry is asked once for all, because each question starts a PowerShell. */
    async read(settings) {
      const inRegistry = settings.filter((one): one is RegistrySetting => one.kind === 'registry');
      const values = inRegistry.length === 0 ? [] : await readRegistryValues(machine, inRegistry);
      const found: Held[] = [];
      for (const one of settings) {
        if (one.kind === 'file') found.push(readHeldFile(one.path));
        else if (one.kind === 'unit') found.push(await readUnit(machine, one.unit));
        else if (one.kind === 'account') found.push(await readAccount(machine, one));
        else found.push(values[inRegistry.indexOf(one)] ?? null);
      }
      return found;
    },
    async prepare(setting, value) {
      if (setting.kind === 'file') return prepareFile(setting.path, value, folders);
      if (setting.kind === 'unit') return prepareUnit(machine, setting.unit, value);
      if (setting.kind === 'account') return prepareAccount(machine, setting, value);
      return prepareRegistryValue(machine, setting, value);
    },
    tidy(setting) {
      if (setting.kind === 'file') tidyFile(setting.path, folders);
    },
  };
}
