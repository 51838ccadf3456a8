/** What devices send: stored once, acknowledged after it is safe, and aged while they are silent. */
export { agePass, startAgeing } from './ageing.ts';
export { forgetting } from './forget.ts';
export { Heartbeats } from './heartbeats.ts';
export { Ingest, NotApproved, type Sender } from './ingest.ts';
export { missing } from './sections.ts';
export { byOurClock, forgetSittings } from './store.ts';
