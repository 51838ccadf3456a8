/** Sentences about enforcing, for a technician at the device. Made without the runtime's language data, which is large. */

import type { Restraint } from './safety.ts';
import type { Residue } from './writing.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

/** "22 Nov 2026, 14:05", by this device's clock and time zone. */
export function plainTime(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const begunBy: Record<string, string> = {
  device: 'by an administrator at this computer',
  order: 'from the console or with a code typed here',
};

export const suspendedWords = (until: number, by: string) =>
  `Suspended until ${plainTime(until)}, ${begunBy[by] ?? `by ${by}`}: everything only watches.`;

export const gaveUpWords =
  'This computer started three times without being usable after settings were changed, so they were put back and everything only watches. Publish a policy that sets something else, without the cause, or: sudo caretaker agent resume';

export const restraintLine = ({ reason, detail }: Restraint) =>
  reason === 'suspended' ? detail : `Enforcement is given up. ${detail}`;

/** What an administrator reads after everything that was set was put back. */
export function residueLines(settings: number, residue: readonly Residue[]): string[] {
  if (settings === 0 && residue.length === 0) return ['Caretaker has set nothing on this computer.'];
  if (residue.length === 0) return ['Everything Caretaker had set on this computer is as it was before.'];
  return [
    'Put back, except:',
    ...residue.map(({ control, setting, detail }) => `  ${setting} (${control}): ${detail}`),
  ];
}
