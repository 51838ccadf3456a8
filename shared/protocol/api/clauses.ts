/** The school's own promises over the API. */
import * as z from 'zod';
import { clauses } from '../../clauses/clause.ts';
import { controlKey } from '../../finding.ts';
import { time } from './common.ts';

export const clausesView = z.object({
  /** 0 before any was kept; goes back with a change, so that nobody overwrites what they have not seen. */
  revision: z.int(),
  clauses,
  updatedAt: time.nullable(),
  updatedBy: z.string().nullable(),
  /** What Caretaker says by itself for each check, in words that follow the policy. */
  library: z.array(
    z.object({
      ...{ control: controlKey, title: z.string(), sentence: z.string() },
      /** Switched off for every computer. */
      off: z.boolean(),
      /** By setting: each number that some computers are asked for; none of one that is switched off. */
      asked: z.record(z.string(), z.array(z.number())),
    }),
  ),
});
export type ClausesView = z.infer<typeof clausesView>;

export const clausesInput = z.strictObject({ revision: z.int().min(0), clauses });
export type ClausesInput = z.infer<typeof clausesInput>;
