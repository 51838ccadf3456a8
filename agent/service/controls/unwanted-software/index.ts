import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of unwanted software, by system. They look; nothing is removed or stopped. */
export const unwantedSoftware = { linux, windows, macos, fake };
