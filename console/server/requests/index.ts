/** The inbox: what people at their devices, or in person, ask for. */
export { startAnswering } from './answer.ts';
export { forgetting } from './forget.ts';
export { heardRequest } from './make.ts';
export { routes } from './routes.ts';
export { seekRequests } from './seek.ts';
export { askedAt, countWaiting } from './store.ts';
