/** What the school wants of each group of devices, signed. */
export { exceptedNow } from './exceptions-store.ts';
export { policiesInForce } from './in-force.ts';
export { type PolicyMatters, policyMatters } from './matters.ts';
export { currentPolicy, forgetPolicies, policyFor } from './policies.ts';
export { modeOf, routes } from './routes.ts';
export { renewPolicies, sendToGroup, startPolicies } from './service.ts';
