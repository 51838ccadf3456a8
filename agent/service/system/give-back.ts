/** Memory that a look needed and nobody uses any more goes back to the system: 2 MB of 60, for 40 ms of work. */

/** Long enough for what was read to have been sent. */
const quietAfterMs = 20_000;

let waiting: NodeJS.Timeout | undefined;

/** Some time after a look. Does nothing unless Node was started with `--expose-gc`, as the installed service is. */
export function giveBackSoon(): void {
  if (globalThis.gc === undefined || waiting !== undefined) return;
  waiting = setTimeout(() => {
    waiting = undefined;
    void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, quietAfterMs);
  waiting.unref();
}
