/** What inventory can be read on which system. */
import { thisPlatform } from '../controls/registry.ts';

/** On Linux the machine id is a file; the library would fall back to the host name. */
export const asksMachineId = thisPlatform === 'windows' || thisPlatform === 'macos';
