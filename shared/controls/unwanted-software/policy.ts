/** Which programs that carry files or screens out of the school a school has agreed to. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';
import { catalogue } from './catalogue.ts';

export const policy = z.object({
  mode: watchingModeField,
  sync: z.boolean().default(true).meta({
    title: 'Look for personal cloud storage',
    description:
      'Dropbox, Google Drive and the like copy files to accounts that the school does not control. Only what is listed below as agreed may be there.',
  }),
  remoteAccess: z.boolean().default(true).meta({
    title: 'Look for remote access programs',
    description:
      'TeamViewer, AnyDesk and the like let somebody elsewhere use this computer. Only what is listed below as agreed may be there.',
  }),
  agreed: z
    .array(
      z.object({
        tool: z
          .enum(catalogue.map(one => one.id) as [string, ...string[]])
          .meta({ title: 'Program', description: 'The program that may be there.' }),
        agreedBy: z.string().trim().min(1).max(80).meta({
          title: 'Agreed by',
          description:
            'Name and role of the leader who agreed: the online-safety lead, the deputy or the head.',
        }),
        purpose: z
          .string()
          .trim()
          .max(200)
          .default('')
          .meta({ title: 'What for', description: 'One line that somebody will understand in a year.' }),
      }),
    )
    .max(40)
    .default([])
    .meta({
      title: 'Agreed programs',
      description: 'Programs of these two kinds that the school uses, and who agreed to each.',
    }),
});
export type Policy = z.infer<typeof policy>;
