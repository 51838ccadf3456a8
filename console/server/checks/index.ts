/** Tests and maintenance: what was looked at on an asset, how it ended, and what is due. */
export { type CheckMatters, checkMatters, type DueMatters, dueMatters, readDue } from './due.ts';
export { routes } from './routes.ts';
