import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of local accounts, by system. Switching guests off comes with enforcement. */
export const localAccounts = { linux, windows, macos, fake };
