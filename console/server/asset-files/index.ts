/** Photos and papers of an asset. */
export { addFile } from './keep.ts';
export { routes } from './routes.ts';
