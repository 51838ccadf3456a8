/** Bulk actions: one thing for many devices, with what it would do to each beforehand. */
export { routes } from './routes.ts';
export { manyInLessons } from './second-person.ts';
