/** Where each system keeps its lists of installed software. */
import { applications } from './applications.ts';
import { dpkg } from './dpkg.ts';
import { flatpak } from './flatpak.ts';
import { registry } from './registry.ts';
import { rpm } from './rpm.ts';
import { snap } from './snap.ts';
import type { SoftwareSource } from './source.ts';

export const softwareSources: Record<'linux' | 'windows' | 'macos', readonly SoftwareSource[]> = {
  linux: [dpkg, rpm, snap, flatpak],
  windows: [registry],
  macos: [applications],
};
