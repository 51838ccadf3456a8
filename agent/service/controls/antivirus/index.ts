import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of antivirus, by system. It is only ever observed. */
export const antivirus = {
  linux,
  windows,
  macos,
  fake,
};
