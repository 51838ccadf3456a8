/** How a device comes in: codes, the queue, and a person's yes. */
export { type CodeWish, deviceUrl, forgetCodes, makeCode } from './codes.ts';
export { type Enrolled, enrol } from './enrol.ts';
export { routes } from './routes.ts';
