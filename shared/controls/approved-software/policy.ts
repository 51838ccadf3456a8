/** What a school approves: a catalogue of rules, and how long a computer watches before it stops anything. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';
import { systems } from './program.ts';

/** To AppLocker a lone star is every publisher there is, the system's own among them. */
const notOnlyStars = /^(?![*?]+$)/;
const noStars = 'Write the name in full: a star does not stand for anything here.';

export const ruleKinds = ['publisher', 'product', 'path_class', 'package', 'hash'] as const;

export const rule = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .meta({ title: 'Short name', description: 'Stands in events and findings: “block-old-game”.' }),
  decision: z.enum(['allow', 'deny']).default('allow').meta({
    title: 'Decision',
    description: 'A program that any rule denies is stopped, whatever else allows it.',
  }),
  by: z.enum(ruleKinds).default('publisher').meta({
    title: 'By',
    description:
      'Publisher and product survive updates. A hash stands for one version only: use it for what nobody signed.',
  }),
  value: z.string().trim().min(1).max(200).regex(notOnlyStars, noStars).meta({
    title: 'Value',
    description:
      'As it was reported: the whole publisher, the product, the package, the kind of place, or the SHA-256.',
  }),
  publisher: z.string().trim().max(200).regex(notOnlyStars, noStars).default('').meta({
    title: 'Publisher of the product',
    description: 'Only for a product: whose it must be. Without it, a product is not denied.',
  }),
  system: z
    .enum(['any', ...systems])
    .default('any')
    .meta({
      title: 'System',
      description: 'The systems that the rule is for.',
    }),
  decidedBy: z.string().trim().max(120).default('').meta({
    title: 'Decided by',
    description: 'The person who approved or refused this program for the school.',
  }),
  decidedOn: z
    .union([z.literal(''), z.iso.date()])
    .default('')
    .meta({ title: 'Decided on', description: 'The day of the decision.' }),
  why: z.string().trim().max(300).default('').meta({
    title: 'Reason',
    description: 'What it is used for, its licence, and what was said about data protection.',
  }),
});
export type Rule = z.infer<typeof rule>;

export const policy = z.object({
  mode: modeField,
  rules: z.array(rule).max(300).default([]).meta({
    title: 'Catalogue',
    description:
      'Programs that an administrator installed for everybody may run without a rule, and so may the system’s own. Everything else needs one.',
  }),
  watchDays: z.int().min(7).max(90).default(14).meta({
    title: 'Days of watching first',
    description:
      'Nothing is stopped on a computer before it has watched for so many days, so that weekly lessons have been seen.',
  }),
  minBoots: z.int().min(2).max(50).default(3).meta({
    title: 'Starts seen first',
    description: 'Nothing is stopped before the computer was started so many times while it watched.',
  }),
  minUsers: z.int().min(1).max(50).default(1).meta({
    title: 'People seen first',
    description:
      'Nothing is stopped before so many different people used the computer while it watched. Only their number is kept.',
  }),
  watchEveryStart: z.boolean().default(false).meta({
    title: 'See every start while only watching',
    description:
      'fapolicyd (Linux) or AppLocker (Windows) is set up to write down what it would stop, short programs and scripts among it, so that all of it can be named before anything is enforced. It stops nothing. This changes the computer’s settings, which are put back when it is switched off.',
  }),
  ownScripts: z.boolean().default(false).meta({
    title: 'Allow scripts that people wrote',
    description:
      'For computing lessons: Python and other scripts may run from anywhere. They can then start only programs that may run.',
  }),
  searchWritablePlaces: z.boolean().default(true).meta({
    title: 'Look for programs in people’s folders',
    description:
      'Downloads, desktops, temporary folders and memory sticks are searched for programs. No file name is reported.',
  }),
  restrictDownloads: z.boolean().default(true).meta({
    title: 'Browsers keep programs out',
    description:
      'Chrome and Edge must refuse to download programs, unless programs from people’s folders are stopped anyway.',
  }),
});
export type Policy = z.infer<typeof policy>;

/** Only watching, the system's own mechanism is set up all the same, to watch. */
export const setsToWatch = ({ mode, watchEveryStart }: Pick<Policy, 'mode' | 'watchEveryStart'>): boolean =>
  mode === 'watch' && watchEveryStart;
