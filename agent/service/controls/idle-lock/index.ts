import { unsupported } from '../unsupported.ts';
import { fake } from './fake.ts';
import { linux } from './linux.ts';

/** The hands of the screen lock, by system. Setting it comes with enforcement. */
export const idleLock = {
  linux,
  windows: unsupported('Windows screen lock', 'the lock settings of Windows are not read yet'),
  macos: unsupported('macOS screen lock', 'the lock settings of macOS are not read yet'),
  fake,
};
