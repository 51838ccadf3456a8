import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of removable media, by system. */
export const removableMedia = { linux, windows, macos, fake };
