/** Groups of devices. */
export { ensureGroup } from './ensure.ts';
export { routes } from './routes.ts';
export { seekGroups, seekPolicies } from './seek.ts';
