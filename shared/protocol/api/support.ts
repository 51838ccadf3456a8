/** The register of remote support: who asked to look at which screen, the answer, and when it began and ended. */
import * as z from 'zod';
import { id, listOf, pageQuery, time } from './common.ts';
import { orderStates } from './orders.ts';

/**
 * `asked`: nobody has answered, or the computer has not heard. `ready`: it may begin. `unanswered`: no answer in time,
 * which is a no. `not_reached`: the computer did not hear of it in time. `lapsed`: it might have begun, and did not.
 */
export const supportStates = [
  'asked',
  'ready',
  'running',
  'ended',
  'refused',
  'unanswered',
  'not_reached',
  'lapsed',
  'withdrawn',
] as const;
export type SupportState = (typeof supportStates)[number];
export const supportStateWords: Record<SupportState, string> = {
  asked: 'Waits for an answer',
  ready: 'May begin',
  running: 'Going on',
  ended: 'Ended',
  refused: 'Somebody there said no',
  unanswered: 'No answer in time',
  not_reached: 'The computer was not reached',
  lapsed: 'Not begun in time',
  withdrawn: 'Withdrawn',
};

export const supportSession = z.object({
  id,
  device: z.object({ id, name: z.string() }),
  askedBy: z.string(),
  /** Somebody from outside the school: who, of which firm, and who agreed; empty for the school's own. */
  outside: z.string(),
  purpose: z.string(),
  tool: z.string(),
  /** Whether somebody there must say yes, or is only told. */
  consent: z.boolean(),
  state: z.enum(supportStates),
  /** What became of telling the computer. */
  order: z.object({ state: z.enum(orderStates), detail: z.string() }).nullable(),
  createdAt: time,
  answerBy: time,
  /** Over then by itself. */
  until: time,
  shownAt: time.nullable(),
  answeredAt: time.nullable(),
  /** Who said yes or no, as they sign in there; empty where the system does not say. */
  answeredBy: z.string().nullable(),
  /** When a yes was taken back while it went on: whoever looks must stop. */
  stoppedAt: time.nullable(),
  begunAt: time.nullable(),
  endedAt: time.nullable(),
  endedBy: z.string().nullable(),
  note: z.string(),
});
export type SupportSession = z.infer<typeof supportSession>;

export const supportQuery = pageQuery.extend({
  device: id.optional(),
  /** `open`: asked, ready or going on. */
  state: z.enum([...supportStates, 'open']).optional(),
});
export const supportList = listOf(supportSession);

export const supportInput = z.strictObject({
  purpose: z.string().trim().min(1, 'Say what for: the person at the computer reads it').max(200),
  /** Ask although the group's people need only be told. Where they must be asked, they are. */
  ask: z.boolean().default(false),
  outside: z.string().trim().max(200).default(''),
});
export const supportEnd = z.strictObject({ note: z.string().trim().max(300).default('') });

/** The session as it then is, and where the school's own tool opens; null where the school keeps no address. */
export const supportBegun = z.object({ session: supportSession, link: z.string().nullable() });

/** What programs for remote help open by; a school's own page opens by https. */
export const supportSchemes = [
  ...['https', 'anydesk', 'rustdesk', 'teamviewer10', 'teamviewerapi', 'ms-quick-assist', 'vnc', 'rdp'],
] as const;

const placeholders = ['device', 'id'] as const;

/**
 * Why an address is none that may be opened; null when it is. `{device}` and `{id}` stand for the computer's name and
 * its id here; in an https address never in the part that says whose page it is.
 */
export function supportLinkTrouble(template: string): string | null {
  if (template === '') return null;
  const scheme = /^([a-z][a-z0-9-]*):/.exec(template)?.[1];
  if (!supportSchemes.some(one => one === scheme))
    return `Begin with ${supportSchemes.slice(0, -1).join(':, ')}: or ${supportSchemes.at(-1)}:`;
  for (const [, name] of template.matchAll(/\{([^}]*)\}/g))
    if (!placeholders.some(one => one === name)) return `There is no {${name}}: use {device} or {id}`;
  if (/[\s"'<>\\`]/.test(template) || /[{}]/.test(template.replace(/\{\w+\}/g, '')))
    return 'Write an address without spaces, quotes or other brackets';
  if (scheme !== 'https') return null;
  const [, authority = ''] = /^https:\/\/([^/?#]*)/.exec(template) ?? [];
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i.test(authority))
    return 'Say whose page it is: https://, its name, then the rest; no {…} and no @ in the name';
  return null;
}

/** The address for one computer. Give a template without trouble. */
export const supportLink = (template: string, device: { id: string; name: string }): string =>
  template.replace(/\{(device|id)\}/g, (_all, name: string) =>
    encodeURIComponent(name === 'id' ? device.id : device.name),
  );

const rules = z.strictObject({
  /** What the school's tool is called: the person at the computer reads it. */
  tool: z.string().trim().min(1, 'Say what the tool is called').max(60),
  /** Empty: nothing is opened from here. */
  link: z.string().trim().max(300),
  /** Groups whose people need only be told. Everybody else is asked: leaders and office staff always (M-01). */
  toldOnly: z.array(id).max(200),
  /** So long somebody has to answer; no answer is a no. */
  answerMinutes: z.int().min(2, 'At least two minutes').max(60, 'At most an hour'),
  keptYears: z.int().min(1, 'At least one year').max(75, 'At most 75 years'),
});
export const supportRules = rules.superRefine(({ link }, context) => {
  const message = supportLinkTrouble(link);
  if (message !== null) context.addIssue({ code: 'custom', path: ['link'], message });
});
export type SupportRules = z.infer<typeof supportRules>;

/** With the school's groups to choose from. */
export const supportRulesView = rules.extend({ groups: z.array(z.object({ id, name: z.string() })) });
export type SupportRulesView = z.infer<typeof supportRulesView>;
