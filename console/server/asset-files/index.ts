/** Photos and papers of an asset. */
export { routes } from './routes.ts';
