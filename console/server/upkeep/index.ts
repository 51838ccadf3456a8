/** What of the school's things needs the office, and what they cost by year. Reads other rooms and keeps nothing. */
export { overviewUpkeep } from './needs.ts';
export { routes } from './routes.ts';
