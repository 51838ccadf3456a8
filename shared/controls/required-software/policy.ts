/** What must be on every computer of a group: the filter's client, the monitoring program, the reader for blind pupils. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

export const requirement = z.object({
  title: z.string().trim().min(2).max(120).meta({
    title: 'Name in the software list',
    description: 'As the Software tab of a computer shows it. A * stands for anything: “Smoothwall*”.',
  }),
  system: z.enum(['any', 'windows', 'macos', 'linux']).default('any').meta({
    title: 'On',
    description: 'Which computers must have it. The same program has another name on another system.',
  }),
  leastVersion: z
    .string()
    .trim()
    .max(40)
    .regex(/^(\d+([._]\d+)*)?$/, 'Give numbers with dots, such as 12.4, or leave it empty.')
    .default('')
    .meta({
      title: 'At least version',
      description: 'Numbers with dots, such as 12.4. Empty: any version will do.',
    }),
  service: z
    .string()
    .trim()
    .max(80)
    .regex(/^[A-Za-z0-9@_.\- ]*$/, 'Give the name of the service as the system has it.')
    .default('')
    .meta({
      title: 'Service that must run',
      description:
        'The service’s own name: “smoothwall-agent” on Linux, “SmoothwallService” on Windows, “com.smoothwall.agent” on a Mac. Empty: it need not run.',
    }),
});
export type Requirement = z.infer<typeof requirement>;

export const policy = z.object({
  mode: watchingModeField,
  required: z.array(requirement).max(30).default([]).meta({
    title: 'Required programs',
    description:
      'Programs that every computer of the group must have: filtering and monitoring clients, assistive technology, management tools.',
  }),
});
export type Policy = z.infer<typeof policy>;
