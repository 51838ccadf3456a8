/** Changes `settings.json`: small preferences of this device, never evidence. */
import { JSONFileSyncPreset } from 'lowdb/node';
import { AgentConfigError, type Settings, settingsFile, settingsSchema, settingsTrouble } from './config.ts';
import { makeFolder } from './state.ts';

export const settingNames = Object.keys(settingsSchema.shape) as (keyof Settings)[];

/** Undefined takes the setting away. Throws AgentConfigError with what is wrong. */
export function changeSetting(data: string, name: string, value: string | undefined): void {
  if (!settingNames.includes(name as keyof Settings))
    throw new AgentConfigError(`There is no setting ${name}; there are ${settingNames.join(' and ')}.`);
  makeFolder(data);
  const file = JSONFileSyncPreset<Record<string, unknown>>(settingsFile(data), {});
  const changed = settingsSchema.safeParse({ ...file.data, [name]: value });
  if (!changed.success) throw new AgentConfigError(settingsTrouble(changed.error).join('\n'));
  file.data = changed.data;
  file.write();
}
