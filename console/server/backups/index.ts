/** What of the school's is backed up, where, and when restoring was last tried. */
export { backupMatters, listBackups } from './present.ts';
export { routes } from './routes.ts';
