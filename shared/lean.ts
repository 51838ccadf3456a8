/** For programs that run without end: schemas that take a third of the memory. Set before any schema is made. */
import * as z from 'zod';

interface Internals {
  constr: unknown;
  traits: Set<string>;
  def: { checks?: unknown[] };
}

const traitsOf = new Map<unknown, Set<string>>();
const prepared = new WeakSet<object>();

/** Zod calls it for each schema that it made. */
export function lean({ _zod }: { _zod: Internals }): void {
  const shared = traitsOf.get(_zod.constr);
  // Each is built with a list of its own, some 300 bytes, which nobody changes afterwards.
  if (shared === undefined) traitsOf.set(_zod.constr, _zod.traits);
  else if (shared.size === _zod.traits.size) _zod.traits = shared;
  // Grown one by one, a list has room for seventeen.
  if (_zod.def.checks !== undefined) _zod.def.checks = _zod.def.checks.slice();
  forgetParents(Object.getPrototypeOf(_zod));
}

/**
 * `z.int().min(0).max(9)` makes four schemas, of which the last keeps the three before it, some 2 kB each, to
 * inherit what they were titled. It keeps only those that have a title.
 */
function forgetParents(internals: object): void {
  if (prepared.has(internals)) return;
  prepared.add(internals);
  const titled = new WeakMap<object, z.ZodType>();
  Object.defineProperty(internals, 'parent', {
    get() {
      return titled.get(this);
    },
    set(parent: z.ZodType) {
      if (z.globalRegistry.get(parent) !== undefined) titled.set(this, parent);
    },
  });
}
