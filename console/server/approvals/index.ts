/** The second person: asked by any room, decided by somebody else's own sign-in, done by the room that asked. */
import type { Context } from '../context.ts';
import { expireApprovals } from './decide.ts';
import type { AnyKind } from './kind.ts';
import { kindsOf } from './store.ts';

export { type ApprovalWish, agreedLately, askApproval, type Opened, waitingAbout } from './ask.ts';
export { withdrawAbout } from './decide.ts';
export { forgetting } from './forget.ts';
export type { AnyKind, ApprovalKind } from './kind.ts';
export { mailedWords, stopTelling, tellSecond } from './letters.ts';
export { agreeAtTheMachine, waitingForMachine } from './machine.ts';
export { type ApprovalWaiting, approvalsWaiting } from './present.ts';
export { routes } from './routes.ts';
export { kindsOf } from './store.ts';
export {
  aboutThem,
  actorsOf,
  actorsText,
  anyTechnician,
  either,
  whoCould,
  whyNot,
  whyNotTheirOwn,
} from './who.ts';

const expireEveryMs = 20_000;

/** Ends what nobody decided in time, until the answer is called. */
export function startApprovals(context: Context, kinds: readonly AnyKind[]): () => Promise<void> {
  const known = kindsOf(kinds);
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => expireApprovals(context, known))
      .catch(error => context.log.error({ err: error }, 'approvals were not expired'));
  }, expireEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
