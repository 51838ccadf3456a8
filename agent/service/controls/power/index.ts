import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of switching off, by system. */
export const power = { linux, windows, macos, fake };
