/** Times of sign-ins, where a school's policy has devices keep them: shown to few, forgotten after a month. */
export { forgetting } from './forget.ts';
export { heardSitting } from './hear.ts';
export { routes } from './routes.ts';
