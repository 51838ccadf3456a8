/** The answer of windows-script.ts as an observation. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { moment, parseAnswer, rowsOf } from '../../system/powershell.ts';
import { directoryName, domainRole } from '../../system/windows-directory.ts';
import { ProbeError } from '../control.ts';

const source = 'secedit';

const answer = z.object({
  domain: z.boolean(),
  role: domainRole,
  entra: rowsOf(z.unknown()),
  exit: z.int(),
  rules: z.string(),
  people: rowsOf(z.object({ setAt: moment, runsOutAt: moment })),
});

/** `[System Access]` of an exported template, by key. Other sections and whatever is no whole number are passed over. */
export function systemAccess(ini: string): Map<string, number> {
  let inside = false;
  const found = new Map<string, number>();
  for (const raw of ini.split(/\r?\n/)) {
    const line = raw.trim();
    if (line.startsWith('[')) inside = line === '[System Access]';
    const [, key, value] = /^(\w+) *= *(-?\d+)$/.exec(line) ?? [];
    if (inside && key && value) found.set(key, Number(value));
  }
  return found;
}

const notBelowZero = (value: number | undefined) => (value === undefined || value < 0 ? null : value);

/** -1 is never; a key that is not there is not known. */
function maxAge(value: number | undefined): number | null {
  return value === -1 ? 0 : notBelowZero(value);
}

/** Throws ProbeError: without a least length this is not the list of rules. */
export function parseWindows(stdout: string): Observation {
  const { domain, role, entra, exit, rules, people } = parseAnswer(stdout, answer, source);
  const by = systemAccess(rules);
  if (exit !== 0 || !by.has('MinimumPasswordLength'))
    throw new ProbeError('unrecognised_output', `secedit gave no rules for passwords (exit ${exit})`, source);
  const complexity = by.get('PasswordComplexity');
  const maxAgeDays = maxAge(by.get('MaximumPasswordAge'));
  return {
    minLength: notBelowZero(by.get('MinimumPasswordLength')),
    complexity: complexity === 0 || complexity === 1 ? complexity === 1 : null,
    // Windows keeps no list of common passwords for its own accounts.
    denyList: false,
    lockoutAfter: notBelowZero(by.get('LockoutBadCount')),
    maxAgeDays,
    people:
      'rows' in people
        ? people.rows
            .slice(0, 500)
            .map(one => ({ setAt: one.setAt, maxAgeDays: one.runsOutAt === null ? 0 : maxAgeDays }))
        : null,
    directory: directoryName(domain || role > 3, entra),
    ...('error' in entra ? { directoryNotSeen: true } : {}),
  };
}
