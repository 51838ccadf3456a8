/** What is looked at on set days, by whom, and what was written down of it. */
export { listReviews, reviewMatters } from './present.ts';
export { routes } from './routes.ts';
