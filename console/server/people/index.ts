/** People of the school, with or without an account: whom loans, sign-offs and grants point to. */
export { forgetting } from './forget.ts';
export { findPerson, type PersonRecord } from './list.ts';
export { routes } from './routes.ts';
export { seekPersons } from './seek.ts';
