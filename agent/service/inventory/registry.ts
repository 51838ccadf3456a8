/** What inventory can be read on which system. */
import type { Platform } from '../controls/registry.ts';
import { thisPlatform } from '../controls/registry.ts';
import { dpkg } from './software/dpkg.ts';
import { flatpak } from './software/flatpak.ts';
import { rpm } from './software/rpm.ts';
import { snap } from './software/snap.ts';
import type { SoftwareSource } from './software/source.ts';

/** Windows and macOS have lists of their own, which come with their backends. */
export const softwareSources: Record<Platform, readonly SoftwareSource[]> = {
  linux: [dpkg, rpm, snap, flatpak],
  windows: [],
  macos: [],
};

/** On Linux the machine id is a file; the library would fall back to the host name. */
export const asksMachineId = thisPlatform === 'windows' || thisPlatform === 'macos';
