import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of approved software, by system. */
export const approvedSoftware = { linux, windows, macos, fake };
