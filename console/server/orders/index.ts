/** Orders to one device: do this once, before then. */
import type { Context } from '../context.ts';
import { expireOrders, type OrderRow, orderOf } from './service.ts';
import { orderInWords } from './words.ts';

export { refuseWhileKept } from './kept.ts';
export { lifetimeMs } from './lifetime.ts';
export { keepPausingCode } from './paused-lately.ts';
export { routes } from './routes.ts';
export { suspension, suspensionNeedsSecond } from './second-person.ts';
export {
  forgetEnded,
  heardOrderDone,
  heardOrderProgress,
  type OrderRow,
  placeOrder,
  sendOrder,
  sendOrders,
} from './service.ts';
export { lengthOf } from './words.ts';

const expireEveryMs = 20_000;

/** Ends what was not answered in time, until the answer is called. */
export function startOrders(context: Context): () => void {
  const timer = setInterval(() => {
    expireOrders(context).catch(error => context.log.error({ err: error }, 'orders were not expired'));
  }, expireEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What an order asks, after "to". */
export const sayOrder = (row: Pick<OrderRow, 'payload'>): string => orderInWords(orderOf(row));
