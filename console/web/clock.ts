/** One clock for the whole page, set by the console's, so an age is right on a computer whose clock is wrong. */
import { useSyncExternalStore } from 'react';

const tickMs = 15_000;
let offsetMs = 0;
let shown = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The console's time in UTC milliseconds, as well as it is known. */
export function consoleNow(): number {
  return Date.now() + offsetMs;
}

/** `date` is an HTTP Date header: whole seconds, so small differences are noise. */
export function heardFromConsole(date: string | null): void {
  const at = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return;
  const difference = at + 500 - Date.now();
  offsetMs = Math.abs(difference) < 2_000 ? 0 : difference;
}

function tick(): void {
  shown = consoleNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Renders again every quarter of a minute, so ages stay true while a page is left open. */
export function useNow(): number {
  const at = useSyncExternalStore(subscribe, () => shown);
  return Math.max(at, shown);
}
