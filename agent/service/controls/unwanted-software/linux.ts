import { linuxProcesses } from '../../system/processes.ts';
import { looking } from './looking.ts';

export const linux = looking('linux', linuxProcesses);
