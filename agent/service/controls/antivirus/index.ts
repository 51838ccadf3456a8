import { unsupported } from '../unsupported.ts';
import { fake } from './fake.ts';
import { linux } from './linux.ts';

/** The hands of antivirus, by system. It is only ever observed. */
export const antivirus = {
  linux,
  windows: unsupported('Windows Security Center', 'Windows Security is not read yet'),
  macos: unsupported('XProtect', 'XProtect is not read yet'),
  fake,
};
