import { windowsProcesses } from '../../system/processes.ts';
import { looking } from './looking.ts';

export const windows = looking('windows', windowsProcesses);
