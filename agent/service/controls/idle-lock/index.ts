import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of the screen lock, by system. */
export const idleLock = {
  linux,
  windows,
  macos,
  fake,
};
