import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of disk encryption, by system. */
export const diskEncryption = {
  linux,
  windows,
  macos,
  fake,
};
