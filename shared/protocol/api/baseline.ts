/** How far the devices of a place are as they should be: what drifted, what was put right, what was accepted. */
import * as z from 'zod';
import { controlKey } from '../../finding.ts';
import { id, time } from './common.ts';

const count = z.int();
const named = z.object({ id, name: z.string() });

export const baseline = z.object({
  /** Days that corrections are told of. */
  days: count,
  /** Also blocked and cloned ones, of which nothing is known. */
  devices: count,
  /** Devices on which nothing that is asked is unmet or unknown, but for what was accepted: what was never told is unknown. */
  inLine: count,
  controls: z.array(
    z.object({
      control: controlKey,
      title: z.string(),
      mode: z.enum(['off', 'watch', 'enforce']),
      /** What it should be. Of a place with several groups, what the school's policy says. */
      sentence: z.string(),
      /** How those stand that are let off nothing here. */
      met: count,
      notMet: count,
      unknown: count,
      notApplicable: count,
      /** Devices that are excepted now. */
      accepted: count,
      /** Settings that somebody changed at a device and that were put right by itself. */
      corrected: count,
    }),
  ),
  /** Devices that are not in line, at most a hundred, and why. */
  out: z.array(
    named.extend({
      /** `away`: said once of checks that are not known as the computer is silent, blocked, cloned or has not told of them. */
      lines: z.array(z.object({ control: controlKey, sentence: z.string(), away: z.boolean() })),
    }),
  ),
  /** What changed at devices, newest first, at most a hundred. */
  drifts: z.array(
    z.object({
      id,
      at: time,
      device: named,
      control: z.string(),
      title: z.string(),
      setting: z.string(),
      /** Changed again and again, so it is no longer put right until somebody looks. */
      stopped: z.boolean(),
    }),
  ),
  /** Exceptions that hold now: what was accepted, by whom, until when. */
  accepted: z.array(
    z.object({
      id,
      title: z.string(),
      devices: z.array(named),
      reason: z.string(),
      askedBy: z.string(),
      approvedBy: z.string(),
      endsAt: time,
    }),
  ),
  /**
   * Screens that were seen to lock in those days: by the people at them, and by themselves. Null for one computer or few,
   * and while hardly any were seen: nobody's own habit is shown.
   */
  locks: z.object({ byPeople: count, byItself: count }).nullable(),
});
export type Baseline = z.infer<typeof baseline>;
