/** What the school tells people at its computers, who has seen it, and who has signed its rules. */
export { forgetting } from './forget.ts';
export { heardNotice } from './hear.ts';
export { type Refused, refusedRounds, refusersAmong } from './refusals.ts';
export { routes } from './routes.ts';
export { seekNotices } from './seek.ts';
export { sendNotices } from './send.ts';
export { type Signed, signedNow } from './signed.ts';
export { startNotices } from './start.ts';
