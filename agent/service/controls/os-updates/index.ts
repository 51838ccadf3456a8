import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of system updates, by system. They are only ever observed. */
export const osUpdates = {
  linux,
  windows,
  macos,
  fake,
};
