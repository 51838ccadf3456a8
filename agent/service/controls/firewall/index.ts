import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

/** The hands of the firewall, by system. Turning it on comes with enforcement. */
export const firewall = { linux, windows, macos, fake };
