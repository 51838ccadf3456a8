/** The link that the safeguarding lead puts on pupils' computers (D-11), and how it reaches them: in their signed policy. */
export { routes } from './routes.ts';
export { linkForDevices } from './store.ts';
