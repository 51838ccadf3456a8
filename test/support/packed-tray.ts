/** The tray as electron-builder packed it, and a copy of it that a test can drive. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where electron-builder puts it, a machine's own processor first, and the program inside. */
const places: Partial<Record<NodeJS.Platform, { folders: string[]; program: string }>> = {
  linux: { folders: ['linux-unpacked', 'linux-arm64-unpacked'], program: 'caretaker-tray' },
  win32: { folders: ['win-unpacked', 'win-arm64-unpacked'], program: 'caretaker-tray.exe' },
  darwin: { folders: ['mac-arm64', 'mac'], program: 'Caretaker tray.app/Contents/MacOS/Caretaker tray' },
};

export interface PackedTray {
  /** Everything that belongs to it. */
  folder: string;
  /** Its program, below that folder. */
  program: string;
}

/** The first that is there. */
export function packedTray(
  below: string,
  platform: NodeJS.Platform = process.platform,
): PackedTray | undefined {
  const { folders = [], program = '' } = places[platform] ?? {};
  const folder = folders.map(name => join(below, name)).find(one => existsSync(join(one, program)));
  return folder === undefined ? undefined : { folder, program };
}

function fuses(packages: string, ...words: string[]): string {
  const tool = join(packages, '@electron', 'fuses', 'dist', 'bin.js');
  return execFileSync(process.execPath, [tool, ...words], { encoding: 'utf8' });
}

/** "Disabled" by "RunAsNode", and so on. `packages`: a `node_modules` with @electron/fuses. */
export function fusesOf(packages: string, program: string): Record<string, string> {
  const said = fuses(packages, 'read', '--app', program);
  return Object.fromEntries([...said.matchAll(/(\w+) is (\w+)/g)].map(([, name, state]) => [name, state]));
}

/**
 * Playwright drives Electron through Node's inspector, which a packed tray refuses: a copy is driven, in which that one
 * fuse is as Electron ships it and everything else is as packed. Answers the copy's program.
 */
export function drivable(packages: string, { folder, program }: PackedTray, copy: string): string {
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  const driven = join(copy, program);
  fuses(packages, 'write', '--app', driven, 'EnableNodeCliInspectArguments=on');
  // Apple's processors run nothing whose signature does not fit any more.
  if (process.platform === 'darwin')
    execFileSync('codesign', ['--force', '--deep', '--sign', '-', join(copy, 'Caretaker tray.app')]);
  return driven;
}
