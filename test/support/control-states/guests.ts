/** What guests of the lab show: read from the lab's own tests, which name the state and reason that they saw. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of which controls a file of the lab tells. Its guests run Debian. */
const told: Record<string, readonly string[]> = {
  'accounts-and-firewall': ['local-accounts', 'firewall'],
  antivirus: ['antivirus'],
  'disk-encryption': ['disk-encryption'],
  'idle-lock': ['idle-lock'],
  'long/approved-software': ['approved-software'],
  'long/by-hand': ['removable-media'],
  'long/ufw': ['firewall'],
};

interface Seen {
  controls: readonly string[];
  /** Undefined: a look for the reason alone. */
  state: string | undefined;
  reason: string;
  scenario: string;
}

const lab = join(import.meta.dirname, '..', '..', 'lab');
const seen: Seen[] = Object.entries(told).flatMap(([name, controls]) => {
  const [, ...tests] = readFileSync(join(lab, `${name}.lab.ts`), 'utf8').split(/^\s+it\('/m);
  return tests.flatMap(text => {
    const scenario = `${name}: ${text.slice(0, text.indexOf("',"))}`;
    return [...text.matchAll(/state: '(\w+)', reason: '(\w+)'|\bfinding\('(\w+)'\)/g)].map(
      ([, state, reason, alone]) => ({ controls, state, reason: reason ?? alone ?? '', scenario }),
    );
  });
});

/** The scenario in which a guest was seen in this state, by the file of the lab; undefined for none. */
export const shownInGuest = (control: string, state: string, reason: string): string | undefined =>
  seen.find(
    one =>
      one.controls.includes(control) &&
      one.reason === reason &&
      (one.state === undefined || one.state === state),
  )?.scenario;
