/** What the console orders of this device, and the codes that stand in for it where no network is. */

export { Orders } from './orders.ts';
export { memoryRecovery, openRecovery, type RecoveryFiles } from './recovery-files.ts';
