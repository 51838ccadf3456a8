/**
 * The browser feed: it only nudges, and a nudge makes the views concerned refetch. Reconnects with
 * jitter, and refetches everything afterwards, because nobody knows what was missed.
 */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { feedPath, type Nudge, nudge } from '../../shared/protocol/api/feed.ts';
import { consoleNow } from './clock.ts';

/** Views that read each topic, by the first word of their key. */
export const viewsOfTopic: Record<Nudge['topics'][number], readonly string[]> = {
  devices: ['devices', 'overview', 'summary', 'promises', 'departures', 'unapproved'],
  device: ['device'],
  queue: ['queue', 'overview', 'summary', 'promises'],
  codes: ['codes'],
  groups: ['groups', 'policy', 'devices'],
  people: ['people', 'tokens', 'persons'],
  audit: ['audit'],
  school: ['session', 'promises', 'calendar', 'pupil-link'],
  policies: ['policies', 'policy', 'overview', 'promises', 'unapproved'],
  software: ['software', 'vulnerabilities'],
  media: ['media'],
  notices: ['notices'],
  requests: ['requests', 'overview'],
  incidents: ['incidents', 'overview'],
  support: ['support'],
  alerts: ['alerts'],
  approvals: ['approvals', 'overview', 'promises', 'departures'],
  disposals: ['disposals', 'overview'],
  assets: [
    'assets',
    'asset',
    'loans',
    'loan',
    'labels',
    'stock-takes',
    'persons',
    'overview',
    'own',
    'upkeep',
  ],
};

/** Whether a nudge concerns the view with this key: a device's own views only when it is named, or nobody is. */
export function concerns(message: Nudge, key: readonly unknown[]): boolean {
  const [name, about] = key;
  const named = message.topics.some(topic => viewsOfTopic[topic].includes(String(name)));
  if (!named || name !== 'device' || message.deviceIds.length === 0) return named;
  return message.deviceIds.some(id => about === id || String(about).startsWith(`/devices/${id}/`));
}

export interface Connection {
  state: 'starting' | 'live' | 'lost';
  /** When what is on screen was last known to be current: UTC milliseconds. */
  since: number;
}

const gatherMs = 400;
const patienceMs = 1_500;
const slowestMs = 15_000;
let connection: Connection = { state: 'starting', since: Date.now() };
const listeners = new Set<() => void>();

function show(next: Connection): void {
  connection = next;
  for (const listener of listeners) listener();
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
}

/** Starts the feed for a signed-in person; the answer stops it. `onRefused` runs when a reconnection fails. */
export function startLive(client: QueryClient, onRefused: () => void): () => void {
  let socket: WebSocket | undefined;
  let attempts = 0;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let overdue: ReturnType<typeof setTimeout> | undefined;
  const pending = gather(client);

  function connect(): void {
    if (stopped) return;
    clearTimeout(retry);
    const at = new URL(feedPath, window.location.href);
    at.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(at);
    socket.addEventListener('open', opened);
    socket.addEventListener('message', event => pending.add(event.data));
    socket.addEventListener('close', closed);
  }

  function opened(): void {
    clearTimeout(overdue);
    overdue = undefined;
    const before = connection.state;
    attempts = 0;
    show({ state: 'live', since: consoleNow() });
    if (before === 'lost') void client.invalidateQueries();
  }

  function closed(): void {
    if (stopped) return;
    if (attempts > 0) onRefused();
    const since = connection.state === 'live' ? consoleNow() : connection.since;
    if (connection.state === 'live') show({ state: 'starting', since });
    overdue ??= setTimeout(() => show({ state: 'lost', since }), patienceMs);
    attempts += 1;
    retry = setTimeout(connect, backOffMs(attempts, Math.random()));
  }

  const soon = () => {
    if (socket?.readyState === WebSocket.CLOSED) connect();
  };
  window.addEventListener('online', soon);
  window.addEventListener('caretaker:retry', soon);
  connect();
  return () => {
    stopped = true;
    for (const timer of [retry, overdue]) clearTimeout(timer);
    window.removeEventListener('online', soon);
    window.removeEventListener('caretaker:retry', soon);
    pending.stop();
    socket?.close();
    show({ state: 'starting', since: Date.now() });
  };
}

/** Half a second, doubling to fifteen, spread over half of itself so that a restart meets no stampede. */
export function backOffMs(attempt: number, random: number): number {
  const ceiling = Math.min(slowestMs, 500 * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}

/** Tries the feed again at once. */
export function retryNow(): void {
  window.dispatchEvent(new Event('caretaker:retry'));
}

/** The first nudge is acted on at once; those that follow closely are gathered into one refetch. */
function gather(client: QueryClient) {
  let waiting: Nudge[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    timer = undefined;
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    timer = setTimeout(flush, gatherMs);
    void client.invalidateQueries({
      predicate: query => messages.some(message => concerns(message, query.queryKey)),
    });
  }
  return {
    add(data: unknown): void {
      const parsed = nudge.safeParse(tryJson(data));
      if (!parsed.success) return;
      waiting.push(parsed.data);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}

function tryJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
