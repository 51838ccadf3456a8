import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of local accounts, by system. Only guests' last days are ever set. */
export const localAccounts = { linux, windows, macos, fake };
