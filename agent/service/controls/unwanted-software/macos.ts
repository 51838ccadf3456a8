import { macosProcesses } from '../../system/processes.ts';
import { looking } from './looking.ts';

export const macos = looking('macos', macosProcesses);
