import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of password rules, by system. Nothing is ever set, tried or guessed. */
export const passwordPolicy = { linux, windows, macos, fake };
