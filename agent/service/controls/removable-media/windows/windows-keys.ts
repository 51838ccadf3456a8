/** Where Windows keeps what it does about portable media. All of it is the 64-bit view of the machine's hive. */

export const storageKey = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices';
export const restrictionsKey = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions';
export const encryptionKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Policies\\Microsoft\\FVE';

/** Classes of the removable storage policy (enforcement.md section 2, E-1). */
export const removableDisks = '{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}';
export const portableDevices = [
  '{6AC27878-A6FA-4155-BA85-F98F491D4F33}',
  '{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}',
];

/** Storage by cable or by stick; no keyboard can have it. */
export const storageId = 'USB\\Class_08';
/** Files of phones and cameras. */
export const phoneIds = ['USB\\Class_06&SubClass_01', 'USB\\MS_COMP_MTP'];

export const listKeys = ['DenyDeviceIDs', 'AllowInstanceIDs', 'AllowDeviceIDs', 'DenyInstanceIDs'] as const;

/** Every key that is read, as the script names it. */
export const readKeys: readonly string[] = [
  storageKey,
  ...[removableDisks, ...portableDevices].map(guid => `${storageKey}\\${guid}`),
  restrictionsKey,
  ...listKeys.map(name => `${restrictionsKey}\\${name}`),
  encryptionKey,
  'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\DeviceInstallation',
  'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Storage',
];

/** The values of every key that is there, by the key's name. */
export type Keys = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

const registered = (keys: Keys, key: string, name: string): number | string | null =>
  Object.entries(keys[key] ?? {}).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? null;
export const isOn = (keys: Keys, key: string, name: string): boolean => registered(keys, key, name) === 1;
export const listOf = (keys: Keys, name: (typeof listKeys)[number]): string[] =>
  Object.values(keys[`${restrictionsKey}\\${name}`] ?? {}).map(String);
