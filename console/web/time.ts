/** Dates and ages as a British school reads them: 21 Nov 2026, 24-hour, in the school's own time zone. */

import { momentFormat } from '../../shared/moment-format.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** "21 Nov 2026" */
export function sayDate(at: number, timeZone: string): string {
  return momentFormat(timeZone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** "09:14" */
export function sayTime(at: number, timeZone: string): string {
  return momentFormat(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** "21 Nov 2026, 09:14" */
export function sayMoment(at: number, timeZone: string): string {
  return `${sayDate(at, timeZone)}, ${sayTime(at, timeZone)}`;
}

/** "Friday 21 November 2026" */
export function sayLongDate(at: number, timeZone: string): string {
  const long = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return momentFormat(timeZone, long).format(at).replace(',', '');
}

/** "just now", "5 min ago", "today 09:14", "yesterday 16:05", "Friday 16:05", "21 Nov 2026". */
export function sayAge(at: number, now: number, timeZone: string): string {
  const age = now - at;
  if (age < -minute) return sayMoment(at, timeZone);
  if (age < minute) return 'just now';
  if (age < 60 * minute) return `${Math.floor(age / minute)} min ago`;
  const time = sayTime(at, timeZone);
  if (sayDate(at, timeZone) === sayDate(now, timeZone)) return `today ${time}`;
  if (sayDate(at, timeZone) === sayDate(now - day, timeZone)) return `yesterday ${time}`;
  if (age < 6 * day) return `${momentFormat(timeZone, { weekday: 'long' }).format(at)} ${time}`;
  return sayDate(at, timeZone);
}

/** How long until a moment: "in 5 min", "in 3 hours", "in 2 days", "on 21 Nov 2026". */
export function sayUntil(at: number, now: number, timeZone: string): string {
  const left = at - now;
  if (left <= 0) return sayAge(at, now, timeZone);
  if (left < 60 * minute) return `in ${Math.max(1, Math.round(left / minute))} min`;
  if (left < 36 * 60 * minute) return `in ${plural(Math.round(left / (60 * minute)), 'hour')}`;
  if (left < 14 * day) return `in ${plural(Math.round(left / day), 'day')}`;
  return `on ${sayDate(at, timeZone)}`;
}

/** "1 device", "2 devices", "1,204 devices". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** "2026-11-21T09:14", as a field for a day and a time holds it. */
export function fieldMoment(at: number, timeZone: string): string {
  const parts = momentFormat(timeZone, {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at);
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The moment in UTC milliseconds that such a field means by the clocks of the school; NaN for an empty one. */
export function momentOfField(text: string, timeZone: string): number {
  const guess = Date.parse(`${text}Z`);
  if (Number.isNaN(guess)) return guess;
  const off = (at: number) => Date.parse(`${fieldMoment(at, timeZone)}Z`) - at;
  return guess - off(guess - off(guess));
}
