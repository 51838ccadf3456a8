/** Known weaknesses of what is installed: advisories read from files, matched by version, decided by people. */
import type { Context } from '../context.ts';
import type { RouteSpec } from '../route.ts';
import { Imports } from './imports.ts';
import { LookAfter } from './look-after.ts';
import { routes as routesOf } from './routes.ts';

export { seekVulnerabilities } from './seek.ts';

/** One for each console: a file that is being read is being read for everybody. */
const rooms = new WeakMap<Context, { imports: Imports; lookAfter: LookAfter }>();

function roomOf(context: Context) {
  const known = rooms.get(context);
  if (known !== undefined) return known;
  const lookAfter = new LookAfter(context);
  const made = { lookAfter, imports: new Imports(context, () => lookAfter.soon()) };
  rooms.set(context, made);
  return made;
}

export function routes(context: Context): RouteSpec[] {
  return routesOf(context, roomOf(context).imports);
}

/** Matches and fetches until the answer is called. */
export async function startVulnerabilities(context: Context): Promise<() => Promise<void>> {
  const { imports, lookAfter } = roomOf(context);
  await imports.start();
  const stop = lookAfter.start(imports);
  return async () => {
    await stop();
    await imports.stop();
  };
}
