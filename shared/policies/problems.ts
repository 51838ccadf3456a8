/** What is wrong with a control's setting, by its path. Page and console say the same. */
import type * as z from 'zod';
import { issueWords } from '../issue-words.ts';
import { sayName } from './fields.ts';

type Issue = z.core.$ZodIssue;

/** As the form shows it: by the names of its choices, with a full stop. */
function sayProblem(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return `Choose one of: ${issue.values.map(value => sayName(String(value)).toLowerCase()).join(', ')}.`;
  if (issue.code === 'unrecognized_keys') return `There is no setting called ${issue.keys.join(', ')}.`;
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid'))
    return 'Write it in the form that the help describes.';
  return sentence(issueWords(issue));
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** By path, the first problem of each: `{ 'approved.0.vendorId': 'Four digits from 0 to 9 and a to f.' }`. */
export function problemsOf(issues: readonly Issue[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const issue of issues) problems[issue.path.join('.')] ??= sayProblem(issue);
  return problems;
}
