/** Bulk actions: one thing for many devices, with what it would do to each beforehand. */
export { manyMoved } from './move-second.ts';
export { routes } from './routes.ts';
export { manyInLessons } from './second-person.ts';
