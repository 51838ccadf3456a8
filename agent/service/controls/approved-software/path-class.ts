/** What kind of place a path of Linux or macOS lies in. What nobody knows counts as a place that people write to. */
import type { PathClass } from '../../../../shared/controls/approved-software/program.ts';

const linux: readonly [RegExp, PathClass][] = [
  [/^\/(usr\/local|opt|etc)\//, 'program_files'],
  [/^\/(usr|bin|sbin|lib|lib32|lib64|libx32|snap|var\/lib\/(snapd|flatpak)|nix\/store|boot)\//, 'system'],
  [/^\/(media|run\/media|mnt)\//, 'removable'],
];

/** Homebrew's folders belong to whoever installed it, and everybody may write to `/Library/Caches`. */
const macos: readonly [RegExp, PathClass][] = [
  [/^\/(usr\/local|opt\/homebrew|Library\/Caches)\//, 'user_writable'],
  [/^\/(System|usr|bin|sbin)\//, 'system'],
  [/^\/(Applications|Library|opt)\//, 'program_files'],
  [/^\/Volumes\//, 'removable'],
];

const classIn = (table: typeof linux, path: string) =>
  table.find(([place]) => place.test(path))?.[1] ?? 'user_writable';

export const linuxPathClass = (path: string): PathClass => classIn(linux, path);
/** What people write lies below the second spelling, too. */
export const macosPathClass = (path: string): PathClass =>
  classIn(macos, path.replace(/^\/System\/Volumes\/Data(?=\/)/, ''));

const flatpak = /^\/var\/lib\/flatpak\/(?:app|runtime)\/([^/]+)\//;
const snap = /^\/snap\/([^/]+)\//;

/** The snap or flatpak that a path belongs to; null for any other. */
export function bundleOf(path: string): string | null {
  const [, one] = snap.exec(path) ?? [];
  if (one !== undefined) return `snap:${one}`.slice(0, 120);
  const [, other] = flatpak.exec(path) ?? [];
  return other === undefined ? null : `flatpak:${other}`.slice(0, 120);
}
