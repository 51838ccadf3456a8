/**
 * Orders by which people leave a computer: it signs them out, restarts or is switched off. Whoever sits there is told
 * before, and adults may put it off as often as the group's rule for switching off says.
 */
import * as z from 'zod';

export const leaveKinds = ['sign_out', 'restart', 'shut_down'] as const;
export type LeaveKind = (typeof leaveKinds)[number];

const asked = {
  /** How long before it happens everybody there is told. Nobody signed in: it happens at once. */
  warnMinutes: z.int().min(1).max(60),
  /** Only when it was asked for expressly: otherwise it waits until lessons are over. */
  inLessons: z.boolean(),
};

export const signOut = z.object({ kind: z.literal('sign_out'), ...asked });
export const restart = z.object({ kind: z.literal('restart'), ...asked });
export const shutDown = z.object({ kind: z.literal('shut_down'), ...asked });
/** Whatever of these waits or is counted down there is not done. */
export const callOff = z.object({ kind: z.literal('call_off') });

export type LeaveOrder = z.infer<typeof signOut | typeof restart | typeof shutDown>;
export type CallOff = z.infer<typeof callOff>;

const will: Record<LeaveKind, string> = {
  sign_out: 'sign everybody out',
  restart: 'restart',
  shut_down: 'turn off',
};

/** What the system itself announces. `at` as the school's clocks show it: `15:45`. */
export const leaveWords = (kind: LeaveKind, at: string) =>
  `The computer will ${will[kind]} at ${at}. Save your work now.`;
