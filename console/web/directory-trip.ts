/** The way to the school's directory and back: what this tab keeps meanwhile, so that nobody else's return is taken for it. */
import { directoryStarted } from '../../shared/protocol/api/directories.ts';
import { change } from './api-client.ts';

type Purpose = 'enter' | 'connect';

export interface Trip {
  tab: string;
  purpose: Purpose;
  /** Where the person was going. */
  to: string | null;
  label: string;
}

const doors = { enter: '/session/directory/start', connect: '/session/connections/start' };
const keyOf = (state: string) => `caretaker.directory.${state}`;

/** Leaves the page. Throws `ApiError`, as when the directory does not answer. */
export async function setOut(
  directory: { id: string; label: string },
  purpose: Purpose,
  to: string | null = null,
): Promise<void> {
  const { url, tab } = await change('POST', doors[purpose], { directoryId: directory.id }, directoryStarted);
  const state = new URL(url).searchParams.get('state') ?? '';
  const trip: Trip = { tab, purpose, to, label: directory.label };
  sessionStorage.setItem(keyOf(state), JSON.stringify(trip));
  window.location.assign(url);
}

/** What this tab kept; null when the trip did not begin here. */
export function tripOf(state: string): Trip | null {
  const kept = sessionStorage.getItem(keyOf(state));
  return kept === null ? null : (JSON.parse(kept) as Trip);
}

export const forgetTrip = (state: string): void => sessionStorage.removeItem(keyOf(state));
