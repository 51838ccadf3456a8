/** How a device comes in: codes, the queue, and a person's yes. */
export { type CodeWish, forgetCodes, makeCode } from './codes.ts';
export { enrol } from './enrol.ts';
export { routes } from './routes.ts';
