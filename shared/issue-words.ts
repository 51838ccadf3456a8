/** What is wrong with something that was sent or set, in words for whoever wrote it: the one place that puts zod's own into plain ones. */
import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** How zod begins where nobody wrote a message for this rule. */
const zods = /^(Invalid|Too (big|small)|Unrecognized)\b/;

/** "Write 20 or less", without a full stop. A message that the schema's author wrote is kept. */
export function issueWords(issue: Issue): string {
  if (!zods.test(issue.message)) return issue.message;
  if (issue.code === 'too_big') return tooBig(issue);
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'invalid_value') return `Choose one of: ${issue.values.slice(0, 20).join(', ')}`;
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? 'Write something here';
  if (issue.code === 'not_multiple_of') return `Write a multiple of ${issue.divisor}`;
  if (issue.code === 'unrecognized_keys') return `Not known here: ${issue.keys.slice(0, 10).join(', ')}`;
  if (issue.code === 'invalid_format')
    return formats[issue.format] ?? 'This is not in the form that is needed';
  return 'This is not right';
}

/** Undefined when it fits. */
export function firstProblem(schema: z.ZodType, value: unknown): string | undefined {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return issue && issueWords(issue);
}

const kinds: Partial<Record<string, string>> = {
  int: 'Write a whole number',
  number: 'Write a number',
  boolean: 'Choose yes (true) or no (false)',
  array: 'This needs a list',
  tuple: 'This needs a list',
  object: 'This needs names with values',
  record: 'This needs names with values',
};

const formats: Partial<Record<string, string>> = {
  email: 'Write a whole e-mail address, such as office@school.sch.uk',
  url: 'Write a whole address, such as https://console.school.example',
  uuid: 'This is not an id',
  date: 'Write a date as 2026-11-30',
};

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const most = String(issue.maximum);
  if (issue.origin === 'string') return `Use at most ${most} characters`;
  if (issue.origin === 'array') return `At most ${most} entries fit in this list: remove some`;
  return issue.inclusive === false ? `Write less than ${most}` : `Write ${most} or less`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const least = String(issue.minimum);
  if (issue.origin === 'string')
    return least === '1' ? 'Write something here' : `Use at least ${least} characters`;
  if (issue.origin === 'array')
    return least === '1' ? 'Add at least one entry' : `Add at least ${least} entries`;
  return issue.inclusive === false ? `Write more than ${least}` : `Write ${least} or more`;
}
