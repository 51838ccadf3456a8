/** The console's own records, its key and its files, in one sealed file and back. */
export { makeBackup } from './make.ts';
export { ownBackup } from './record.ts';
export { type Restored, restoreBackup } from './restore.ts';
export { noteTrial, tryBackup } from './try.ts';
