/** The school's own promises: sentences of its policy, each tied to the checks that prove it. */

export { policyLook } from './policy-reviews.ts';
export { routes } from './routes.ts';
export { seekClauses } from './seek.ts';
export { readClauses } from './store.ts';
