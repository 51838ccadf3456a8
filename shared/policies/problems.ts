/** What is wrong with a setting, said so that a person knows what to write instead. Page and console say the same. */
import type * as z from 'zod';
import { sayName } from './fields.ts';

type Issue = z.core.$ZodIssue;

/** "At most 20." `issue` comes from a control's own schema; a message that its author wrote is kept. */
export function sayProblem(issue: Issue): string {
  if (issue.code === 'too_big') return tooBig(issue);
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'invalid_value')
    return `Choose one of: ${issue.values.map(value => sayName(String(value)).toLowerCase()).join(', ')}.`;
  if (issue.code === 'invalid_type') return wrongKind(issue.expected);
  if (issue.code === 'unrecognized_keys') return `There is no setting called ${issue.keys.join(', ')}.`;
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid'))
    return 'Write it in the form that the help describes.';
  return sentence(issue.message);
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const most = String(issue.maximum);
  if (issue.origin === 'string') return `Use at most ${most} characters.`;
  if (issue.origin === 'array') return `At most ${most} entries fit in this list: remove some.`;
  return issue.inclusive === false ? `Write less than ${most}.` : `Write ${most} or less.`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const least = String(issue.minimum);
  if (issue.origin === 'string')
    return least === '1' ? 'Write something here.' : `Use at least ${least} characters.`;
  if (issue.origin === 'array')
    return least === '1' ? 'Add at least one entry.' : `Add at least ${least} entries.`;
  return issue.inclusive === false ? `Write more than ${least}.` : `Write ${least} or more.`;
}

function wrongKind(expected: string): string {
  if (expected === 'int') return 'Write a whole number.';
  if (expected === 'number') return 'Write a number.';
  if (expected === 'boolean') return 'Choose yes or no.';
  if (expected === 'array') return 'This needs a list.';
  return 'Write something here.';
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** By path, the first problem of each: `{ 'approved.0.vendorId': 'Four digits from 0 to 9 and a to f.' }`. */
export function problemsOf(issues: readonly Issue[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const issue of issues) problems[issue.path.join('.')] ??= sayProblem(issue);
  return problems;
}
