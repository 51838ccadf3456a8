/** Nudges for browsers: gathered for a moment, then told once to each listener. */
import type { Nudge } from '../../shared/protocol/api/feed.ts';
import type { Events } from './context.ts';

const gatherMs = 150;
/** Beyond this many devices a nudge names none, and a page refetches what it shows. */
const mostDevices = 200;

type Listener = Parameters<Events['onNudge']>[0];

/** `schedule` is setTimeout except in tests. */
export function createEvents(
  schedule: (run: () => void, ms: number) => unknown = (run, ms) => setTimeout(run, ms).unref(),
): Events {
  const listeners = new Set<Listener>();
  const gathered = new Map<string, { topics: Set<Nudge['topics'][number]>; deviceIds: Set<string> }>();

  function tell(schoolId: string): void {
    const waiting = gathered.get(schoolId);
    if (waiting === undefined) return;
    gathered.delete(schoolId);
    const ids = [...waiting.deviceIds];
    const message: Nudge = { topics: [...waiting.topics], deviceIds: ids.length > mostDevices ? [] : ids };
    for (const listener of listeners) listener(schoolId, message);
  }

  return {
    nudge(schoolId, topics, deviceIds = []) {
      let waiting = gathered.get(schoolId);
      if (waiting === undefined) {
        waiting = { topics: new Set(), deviceIds: new Set() };
        gathered.set(schoolId, waiting);
        schedule(() => tell(schoolId), gatherMs);
      }
      for (const topic of topics) waiting.topics.add(topic);
      for (const id of deviceIds) waiting.deviceIds.add(id);
    },
    onNudge(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
