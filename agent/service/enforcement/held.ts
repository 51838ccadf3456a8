/** Values as they are kept and compared: what a place held before, what we wrote, what it holds now. */
import type { AccountValue, RegistryValue, Setting, UnitValue, Value } from '../controls/plan.ts';

/** A file byte for byte: text where it is UTF-8, base64 otherwise. `owner` is null where systems have no numbers. */
export interface HeldFile {
  kind: 'file';
  text: string | null;
  base64: string | null;
  mode: number;
  owner: { uid: number; gid: number } | null;
}

/** Null is *absent*. */
export type Held = HeldFile | RegistryValue | UnitValue | AccountValue | null;

/** One text for one setting, whoever wrote it. Windows' registry does not tell capitals. */
export function keyOf(setting: Setting): string {
  if (setting.kind === 'file') return `file ${setting.path}`;
  if (setting.kind === 'unit') return `unit ${setting.unit}`;
  if (setting.kind === 'account')
    return `account ${setting.kept === 'windows' ? setting.name.toLowerCase() : setting.name}`;
  return `registry ${setting.key.toLowerCase()} ${setting.name.toLowerCase()}`;
}

/** For a technician. A person's number in the registry is left out. */
export function nameOf(setting: Setting): string {
  if (setting.kind === 'file') return setting.path.replace(/^(\/home|\/Users)\/[^/]+/, '$1/…');
  if (setting.kind === 'unit') return setting.unit;
  if (setting.kind === 'account') return `the account ${setting.name}`;
  return `${setting.key.replace(/^(HKU|HKEY_USERS)\\[^\\]+/i, '$1\\…')}\\${setting.name}`;
}

/** What a wanted value is in this place: a file that is replaced keeps its owner. */
export function heldOf(value: Value, current: Held): Held {
  if (value?.kind !== 'file') return value;
  const owner = current?.kind === 'file' ? current.owner : null;
  return { kind: 'file', text: value.text, base64: null, mode: value.mode, owner };
}

/** Whether two are the same to the system that reads them; who owns a file is not part of it. */
export function same(one: Held, other: Held): boolean {
  if (one === null || other === null) return one === other;
  if (one.kind === 'file')
    return (
      other.kind === 'file' &&
      one.mode === other.mode &&
      one.text === other.text &&
      one.base64 === other.base64
    );
  if (one.kind === 'unit')
    return (
      other.kind === 'unit' &&
      one.enabled === other.enabled &&
      one.active === other.active &&
      one.masked === other.masked
    );
  if (one.kind === 'account') return other.kind === 'account' && one.ends === other.ends;
  return (
    other.kind === 'registry' &&
    one.type === other.type &&
    JSON.stringify(one.data) === JSON.stringify(other.data)
  );
}

/**
 * What a place should hold once ours is taken back, or `conflict` when somebody else changed it since: that stays.
 * `ours`: what we wrote, and what we were writing when something ended it. A unit is several switches: each that still
 * is as we left it goes back, each other one stays.
 */
export function takenBack(previous: Held, ours: readonly Held[], current: Held): Held | 'conflict' {
  if (ours.some(one => same(one, current))) return previous;
  if (same(current, previous)) return current;
  if (previous?.kind !== 'unit' || current?.kind !== 'unit') return 'conflict';
  const units = ours.filter(one => one?.kind === 'unit');
  const back = (name: 'enabled' | 'active' | 'masked') =>
    units.some(one => one[name] === current[name]) ? previous[name] : current[name];
  return { kind: 'unit', enabled: back('enabled'), active: back('active'), masked: back('masked') };
}
