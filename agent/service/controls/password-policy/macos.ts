/**
 * macOS: the account policies of the local node. Each is a condition in a language of its own; only the
 * forms that profiles and `pwpolicy` itself write are understood, and any other makes its rule not known.
 */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { parsePlist } from '../../system/plist.ts';
import { namesIn } from '../../system/presence.ts';
import type { Backend, Machine } from '../control.ts';

const source = 'pwpolicy';

const condition = z.object({
  policyContent: z.string(),
  policyParameters: z.record(z.string(), z.unknown()).optional(),
});
const policies = z.object({
  policyCategoryPasswordContent: z.array(condition).optional(),
  policyCategoryPasswordChange: z.array(condition).optional(),
  policyCategoryAuthentication: z.array(condition).optional(),
});
type Condition = z.infer<typeof condition>;

const length = /^policyAttributePassword matches '\^?\.\{(\d{1,3}),\d*\}\+?\$?'$/;
const letters = /a-zA-Z|A-Za-z|\[A-Z\].*\[a-z\]|\[a-z\].*\[A-Z\]/;

type Content = Pick<Observation, 'minLength' | 'complexity'>;

/** The greatest of the lengths asked for; null when a condition is not of a known form and none asks for a length. */
export function parseContent(conditions: readonly Condition[]): Content {
  const texts = conditions.map(({ policyContent }) => policyContent.trim());
  const lengths = texts.flatMap(text => length.exec(text)?.[1] ?? []).map(Number);
  const others = texts.filter(text => !length.test(text));
  const mixed = others.some(text => letters.test(text) && /0-9|\\d/.test(text));
  return {
    minLength: lengths.length > 0 ? Math.max(...lengths) : others.length > 0 ? null : 0,
    complexity: mixed ? true : others.length > 0 ? null : false,
  };
}

/** The number under this name in any condition: 0 when there is no condition at all, null when none names it. */
function parameter(conditions: readonly Condition[], name: string): number | null {
  const all = conditions
    .map(({ policyParameters }) => policyParameters?.[name])
    .filter(value => value !== undefined);
  if (conditions.length === 0) return 0;
  const numbers = all.filter(
    value => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  ) as number[];
  return numbers.length > 0 && numbers.length === all.length ? Math.min(...numbers) : null;
}

/** Null when none was seen to be set up. */
async function directoryOf(machine: Machine): Promise<string | null> {
  const names = await namesIn(machine, '/Library/Preferences/OpenDirectory/Configurations/Active Directory');
  return names === null || names.some(name => name.endsWith('.plist')) ? 'Active Directory' : null;
}

export const macos: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const printed = await commandOutput(machine, source, ['-getaccountpolicies'], signal);
    // A sentence stands before the list.
    const list = printed.slice(Math.max(0, printed.indexOf('<?xml')));
    const told = await parsePlist(list, policies, source);
    const { policyCategoryAuthentication = [], policyCategoryPasswordChange = [] } = told;
    return {
      ...parseContent(told.policyCategoryPasswordContent ?? []),
      denyList: false,
      lockoutAfter: parameter(policyCategoryAuthentication, 'policyAttributeMaximumFailedAuthentications'),
      maxAgeDays: parameter(policyCategoryPasswordChange, 'policyAttributeExpiresEveryNDays'),
      people: null,
      directory: await directoryOf(machine),
    };
  },
};
