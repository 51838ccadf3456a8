/** A request as the event that carries it; apart from its schema, which a device does not need to hold. */
import type { Request } from './request.ts';

export const licences = ['free', 'paid', 'held', 'unknown'] as const;
export const answers = ['yes', 'no', 'unknown'] as const;

export const requestEvent = 'request.made' as const;

/** The facts of the event: flat, each within an event's limits. */
export function factsOfRequest(
  requestId: string,
  made: Request,
): Record<string, string | number | boolean | null> {
  if (made.kind === 'software') return { requestId, ...made };
  const { media, ...rest } = made;
  return { requestId, ...rest, ...media };
}
