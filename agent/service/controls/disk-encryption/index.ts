import { unsupported } from '../unsupported.ts';
import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { windows } from './windows.ts';

/** The hands of disk encryption, by system. */
export const diskEncryption = {
  linux,
  windows,
  macos: unsupported('fdesetup', 'FileVault is not read yet'),
  fake,
};
