import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of AutoRun, by system. macOS has nothing to set. */
export const autorun = { linux, windows, macos, fake };
