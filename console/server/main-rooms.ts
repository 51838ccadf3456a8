/** Every room's routes, and the gateway. A new room is one line here. */
import { routes as accounts } from './accounts/index.ts';
import { routes as audit } from './audit/index.ts';
import type { Context } from './context.ts';
import type { RouteSpec } from './route.ts';
import { routes as schools } from './schools/index.ts';

export function allRoutes(context: Context, version: string): RouteSpec[] {
  return [...accounts(context, version), ...schools(context), ...audit(context)];
}
