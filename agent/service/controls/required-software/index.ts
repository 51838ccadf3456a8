import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of required software, by system. They look; nothing is installed. */
export const requiredSoftware = { linux, windows, macos, fake };
