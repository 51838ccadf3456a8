/** How one system is switched off at a time, and what speaks against it. The guard decides; this only does. */
export interface OffSwitch {
  /** Plans it for `at` (UTC milliseconds) and has the system announce `words`. False when the system did not take it. */
  plan(at: number, words: string, how?: 'off' | 'restart'): Promise<boolean>;
  /** When the system will switch off, whoever asked; null when it will not; undefined where it does not tell. */
  planned(): Promise<number | null | undefined>;
  /** Takes back what `plan` planned. */
  takeBack(): Promise<void>;
  /** What must not be cut off, in a few words; null when nothing is seen to be running. What cannot be seen counts as running. */
  busy(): Promise<string | null>;
  /**
   * Has `act` done before the computer falls asleep, which waits for it, until what it answers is called. A plan that
   * slept would come true at the moment of waking. Left out where the system cannot be made to wait.
   */
  beforeSleep?(act: () => Promise<void>): () => void;
  /** Has the computer's own clock switch it on at `at`. False when it did not take it; left out where no system can. */
  wakeAt?(at: number): Promise<boolean>;
  /** Since the computer was started, sleep included. */
  uptimeMs(): number;
}

/** Says that it could not be seen whether anything is running. */
export const notSeen = 'what is running could not be seen';

/** Of the programs that run (in small letters), the first that is listed. */
export function runningOf(running: ReadonlySet<string> | null, listed: readonly string[]): string | null {
  if (running === null) return notSeen;
  const found = listed.find(name => running.has(name));
  return found === undefined ? null : `${found} is running`;
}
