/** Every room's routes, and what rooms do by themselves while the console runs. A new room is one line here. */
import { routes as accounts } from './accounts/index.ts';
import { routes as assets } from './assets/index.ts';
import { routes as audit } from './audit/index.ts';
import type { Context } from './context.ts';
import { routes as devices } from './devices/index.ts';
import { routes as enrolment } from './enrolment/index.ts';
import { routes as groups } from './groups/index.ts';
import { routes as orders, startOrders } from './orders/index.ts';
import { routes as overview } from './overview/index.ts';
import { routes as policies, startPolicies } from './policies/index.ts';
import { routes as promises } from './promises/index.ts';
import { routes as recovery } from './recovery/index.ts';
import { startAgeing } from './reports/index.ts';
import type { RouteSpec } from './route.ts';
import { routes as schools } from './schools/index.ts';

export function allRoutes(context: Context, version: string): RouteSpec[] {
  return [
    ...accounts(context, version),
    ...schools(context),
    ...audit(context),
    ...devices(context),
    ...assets(context),
    ...groups(context),
    ...enrolment(context),
    ...policies(context),
    ...overview(context),
    ...promises(context),
    ...orders(context),
    ...recovery(context),
  ];
}

/** Returns the stop. */
export async function startRooms(context: Context): Promise<() => Promise<void>> {
  const stopPolicies = await startPolicies(context);
  const stopAgeing = startAgeing(context);
  const stopOrders = startOrders(context);
  return async () => {
    await stopPolicies();
    stopOrders();
    await stopAgeing();
  };
}
