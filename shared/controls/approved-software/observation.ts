/** What was seen of the programs on a computer, and of what the system itself does about them. */
import * as z from 'zod';
import { pathClass, program, systems } from './program.ts';

/** At most so many programs are told, those that nobody installed first. */
export const maxPrograms = 100;

export const places = ['downloads', 'desktop', 'temporary', 'own_programs', 'profile', 'removable'] as const;
export type Place = (typeof places)[number];

export const found = z.object({
  place: z.enum(places),
  kind: z.enum(['program', 'script', 'installer']),
  publisher: program.shape.publisher,
  product: program.shape.product,
  hash: program.shape.hash,
  pathClass,
});
export type Found = z.infer<typeof found>;

export const browser = z.object({
  name: z.string().min(1).max(40),
  /**
   * What its policy keeps out. `by_address`: only what is called like a program (Firefox can do no more);
   * `not_possible`: what agents said of Firefox before they looked.
   */
  refuses: z.enum([
    'everything',
    'programs',
    'by_address',
    'only_malicious',
    'nothing',
    'not_possible',
    'not_understood',
  ]),
});
export type Browser = z.infer<typeof browser>;

export const mechanism = z.object({
  /** `AppLocker`, `fapolicyd`, `Santa`. */
  name: z.string().min(1).max(40),
  /** `watching` lets everything run and writes down what it would stop. */
  state: z.enum(['enforcing', 'watching', 'off', 'absent', 'not_understood']),
  /** Whether the service that carries the rules out runs; null where it was not asked. */
  running: z.boolean().nullable(),
  /** Whose rules are in force. */
  owner: z.enum(['caretaker', 'other', 'nobody']).nullable(),
  /** What became of a harmless program of ours, put where nothing may run; null where it was not tried. */
  canary: z.enum(['stopped', 'ran']).nullable(),
  /** Who tells the mechanism which files of the system are true ones; null where it needs nobody. */
  trust: z.enum(['distribution', 'hook', 'none']).nullable(),
  detail: z.string().max(200).nullable(),
});
export type Mechanism = z.infer<typeof mechanism>;

export const observation = z.object({
  system: z.enum(systems),
  mechanism,
  learned: z.object({
    /** When watching began here, UTC milliseconds. */
    since: z.int().nonnegative().nullable(),
    boots: z.int().nonnegative(),
    users: z.int().nonnegative(),
  }),
  /** What people ran, as far as it was seen. */
  programs: z.array(program).max(maxPrograms),
  /** How they were seen: from the system's own record of each start, or by looking now and then. */
  seenBy: z.enum(['every_start', 'samples']),
  /** False when there were more programs than are told. */
  complete: z.boolean(),
  /** Null when people's folders were not searched yet. */
  search: z
    .object({ complete: z.boolean(), count: z.int().nonnegative(), found: z.array(found).max(50) })
    .nullable(),
  browsers: z.array(browser).max(10),
  /** Folders for everybody's programs in which people may write; what lies there is not trusted. Null: not looked. */
  openFolders: z.int().nonnegative().nullish(),
});
export type Observation = z.infer<typeof observation>;
