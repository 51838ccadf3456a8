import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of antivirus, by system. Watched only; what is ordered once is done (acts/). */
export const antivirus = {
  linux,
  windows,
  macos,
  fake,
};
