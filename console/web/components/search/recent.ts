/** What was opened from the search lately, for this browser tab only: it holds names of people. */
import * as z from 'zod';
import { type SearchHit, searchHit } from '../../../../shared/protocol/api/search.ts';

const prefix = 'caretaker.recent.';
const most = 8;
const kept = z.array(searchHit);

export function readRecent(personId: string): SearchHit[] {
  try {
    return kept.parse(JSON.parse(sessionStorage.getItem(prefix + personId) ?? '[]'));
  } catch {
    return [];
  }
}

/** The newest first, and nothing twice. */
export function keepRecent(personId: string, opened: SearchHit): void {
  const { kind, id } = opened;
  const others = readRecent(personId).filter(hit => hit.kind !== kind || hit.id !== id);
  const recent = [opened, ...others].slice(0, most);
  sessionStorage.setItem(prefix + personId, JSON.stringify(recent));
}

/** Called when somebody signs out. */
export function forgetRecent(): void {
  for (const name of Object.keys(sessionStorage))
    if (name.startsWith(prefix)) sessionStorage.removeItem(name);
}
