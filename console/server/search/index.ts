/** One search over what every room has. Rooms look for themselves; pages are known by the browser. */
export { routes } from './routes.ts';
