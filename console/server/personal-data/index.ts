/** What the console keeps about people, how long, and who looked: one page for the data protection officer. */
export { routes } from './routes.ts';
