/** How long records are kept, who changes that, and the one pass that forgets them. */
export { type ForgetContext, type Forgetting, forgetPass, startForgetting } from './forget.ts';
export { daysOf, inWords, periods } from './periods.ts';
export { routes } from './routes.ts';
export { keptDays, readPeriods } from './store.ts';
