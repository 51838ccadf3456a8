/** What a system can do about the keys that open a disk when nothing else does. */
import type { Machine } from '../../control.ts';

export interface FoundKey {
  volume: string;
  /** The system's own name for what the key belongs to; another key has another one. */
  protector: string;
  secret: string;
}

/** `why` is for a person and never holds the key. */
export type Tried = { result: 'opens' | 'does_not_open'; why: '' } | { result: 'not_tried'; why: string };

export const tried = (opens: boolean): Tried => ({ result: opens ? 'opens' : 'does_not_open', why: '' });
export const notTried = (why: string): Tried => ({ result: 'not_tried', why });

export interface KeyKeeper {
  /** Every recovery key that is in force now; absent where the system shows none to anybody. Throws ProbeError. */
  read?(machine: Machine, signal: AbortSignal): Promise<FoundKey[]>;
  test(machine: Machine, volume: string, secret: string, signal: AbortSignal): Promise<Tried>;
}
