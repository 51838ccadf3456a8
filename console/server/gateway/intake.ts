/**
 * What has been read from devices but not yet worked off, over all connections. Beyond the bound a connection stops
 * reading, so that a school which comes back at once waits in its own network buffers and not in our memory.
 */
const mostBytes = 512 * 1024;

export class Intake {
  #bytes = 0;
  readonly #paused = new Set<() => void>();

  get full(): boolean {
    return this.#bytes > mostBytes;
  }

  take(bytes: number): void {
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
    for (const resume of this.#paused) {
      if (this.full) return;
      this.#paused.delete(resume);
      resume();
    }
  }

  /** Calls `resume` once there is room; the longest waiting first. Asking again with the same one changes nothing. */
  whenRoom(resume: () => void): void {
    this.#paused.add(resume);
  }

  forget(resume: () => void): void {
    this.#paused.delete(resume);
  }
}
