/** What this device last found, kept for whoever sits at it: `caretaker status` reads it, nothing else depends on it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { controlByKey } from '../../shared/controls/index.ts';
import { type Finding, finding } from '../../shared/finding.ts';
import type { AgentView } from './main-agent.ts';

const viewSchema = z.object({
  at: z.number(),
  findings: z.array(finding),
  policyNumber: z.number(),
  waiting: z.number(),
  link: z
    .object({
      state: z.enum(['offline', 'connecting', 'waiting', 'connected', 'stopped']),
      since: z.number(),
      trouble: z.string().nullable(),
      nextTryAt: z.number().nullable(),
      intercepted: z.string().nullable(),
      clockOffsetMs: z.number().nullable(),
    })
    .nullable(),
});
export type KeptView = z.infer<typeof viewSchema>;

const fileIn = (data: string) => join(data, 'status.json');

export function writeView(data: string, view: AgentView, at: number): void {
  const file = fileIn(data);
  writeFileSync(`${file}.new`, JSON.stringify({ at, ...view }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Undefined when there is none or it cannot be understood. Throws when it may not be read. */
export function readView(data: string): KeptView | undefined {
  try {
    return viewSchema.safeParse(JSON.parse(readFileSync(fileIn(data), 'utf8'))).data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    return undefined;
  }
}

const symbols: Record<Finding['state'], string> = {
  met: '✓',
  not_met: '✗',
  unknown: '?',
  not_applicable: '–',
};

/** One finding in words, and what to do next. */
export function findingLines(one: Finding): string[] {
  const control = controlByKey(one.control);
  const said = control?.words.say(one) ?? { sentence: `${one.control}: ${one.state} (${one.reason})` };
  const title = control?.words.title ?? one.control;
  const next = said.next === undefined ? [] : [`    ${said.next}`];
  return [`${symbols[one.state]} ${title}: ${said.sentence}`, ...next];
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function linkLine(link: KeptView['link']): string {
  if (link === null) return 'Not enrolled: ask your technician for an enrolment code.';
  const since = moment.format(link.since);
  const by = link.intercepted === null ? '' : ` The connection is inspected by ${link.intercepted}.`;
  if (link.state === 'connected') return `Connected to the console since ${since}.${by}`;
  const trouble = link.trouble === null ? '' : ` ${link.trouble}`;
  if (link.state === 'waiting') return trouble.trim();
  return `Not connected to the console since ${since}.${trouble}`;
}

/** Everything for a person at this device. */
export function viewLines(view: KeptView): string[] {
  return [
    linkLine(view.link),
    `${view.waiting === 0 ? 'Nothing waits' : `${view.waiting} records wait`} to be sent. Last looked ${moment.format(view.at)}.`,
    '',
    ...view.findings.toSorted((a, b) => (a.control < b.control ? -1 : 1)).flatMap(findingLines),
  ];
}
