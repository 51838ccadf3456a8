/** For programs that run without end: schemas that take less memory. Set before any schema is made. */

interface Built {
  _zod: { constr: unknown; traits: Set<string> };
}

const traitsOf = new Map<unknown, Set<string>>();

/** Each check is built with a list of its own, some 300 bytes, which nobody changes afterwards. */
export function shareTraits({ _zod }: Built): void {
  const shared = traitsOf.get(_zod.constr);
  if (shared === undefined) traitsOf.set(_zod.constr, _zod.traits);
  else if (shared.size === _zod.traits.size) _zod.traits = shared;
}
