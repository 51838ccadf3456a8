/**
 * Loaded before anything that checks data, because every check the service knows stays in its memory: no compiled
 * copies, one list of traits for all checks of one kind, and no titles of forms that only the console draws.
 */
import * as z from 'zod';

interface Built {
  _zod: { constr: unknown; traits: Set<string> };
}

const traitsOf = new Map<unknown, Set<string>>();

/** Each check is built with a list of its own, some 300 bytes, which nobody changes afterwards. */
function shareTraits({ _zod }: Built): void {
  const shared = traitsOf.get(_zod.constr);
  if (shared === undefined) traitsOf.set(_zod.constr, _zod.traits);
  else if (shared.size === _zod.traits.size) _zod.traits = shared;
}

z.config({ jitless: true, ...{ postProcessor: shareTraits } });
z.globalRegistry.add = () => z.globalRegistry;
