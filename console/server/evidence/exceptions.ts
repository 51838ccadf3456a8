/** What stood beside the figures of a day: who was let off which check, why and until when. */
import { controlByKey } from '../../../shared/controls/index.ts';
import type { exceptedAt } from '../policies/index.ts';
import { writeSheet } from '../sheets/index.ts';

export interface PackException {
  control: string;
  title: string;
  /** Ends as a sentence does, whatever was typed. */
  reason: string;
  askedBy: string;
  approvedBy: string;
  /** 2026-11-22, UTC. */
  until: string;
  computers: number;
}

type Excepted = Awaited<ReturnType<typeof exceptedAt>>;

/** One line for each exception, whatever number of computers it names; in their order. */
export function exceptionsOf(excepted: Excepted, controls: readonly string[]): PackException[] {
  const found = new Map<string, PackException>();
  for (const [key, { reason: typed, askedBy, approvedBy, endsAt }] of excepted) {
    const reason = /[.!?]$/.test(typed.trim()) ? typed.trim() : `${typed.trim()}.`;
    const control = key.slice(key.indexOf(' ') + 1);
    if (!controls.includes(control)) continue;
    const until = new Date(endsAt).toISOString().slice(0, 10);
    const same = JSON.stringify([control, reason, askedBy, approvedBy, until]);
    const one = found.get(same);
    if (one !== undefined) one.computers += 1;
    else {
      const title = controlByKey(control)?.words.title ?? control;
      found.set(same, { control, title, reason, askedBy, approvedBy, until, computers: 1 });
    }
  }
  return [...found.values()];
}

/** Computers by control. */
export function exceptedByControl(excepted: Excepted): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of excepted.keys()) {
    const control = key.slice(key.indexOf(' ') + 1);
    counts.set(control, (counts.get(control) ?? 0) + 1);
  }
  return counts;
}

export const exceptionsTable = (exceptions: readonly PackException[]): string =>
  writeSheet([
    ['Check', 'Computers', 'Reason', 'Asked for by', 'Agreed by', 'Until'],
    ...exceptions.map(one => [
      ...[one.title, String(one.computers), one.reason, one.askedBy, one.approvedBy, one.until],
    ]),
  ]);
