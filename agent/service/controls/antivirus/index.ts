import { unsupported } from '../unsupported.ts';
import { fake } from './fake.ts';
import { linux } from './linux.ts';
import { windows } from './windows.ts';

/** The hands of antivirus, by system. It is only ever observed. */
export const antivirus = {
  linux,
  windows,
  macos: unsupported('XProtect', 'XProtect is not read yet'),
  fake,
};
