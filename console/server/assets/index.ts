/** The register: what the school owns, where it is, and every change of it. */
export { routes } from './routes.ts';
