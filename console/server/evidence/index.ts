/** Evidence that leaves the school: a signed pack of one kept day, and its check on any computer. */
export { routes } from './routes.ts';
export { verifyPack } from './verify.ts';
