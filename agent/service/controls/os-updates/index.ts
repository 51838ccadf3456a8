import { unsupported } from '../unsupported.ts';
import { fake } from './fake.ts';
import { linux } from './linux.ts';

/** The hands of system updates, by system. They are only ever observed. */
export const osUpdates = {
  linux,
  windows: unsupported('Windows Update', 'Windows Update is not read yet'),
  macos: unsupported('softwareupdate', 'macOS software updates are not read yet'),
  fake,
};
