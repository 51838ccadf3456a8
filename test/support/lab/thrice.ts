/** An emulated machine sometimes hangs for no reason of ours; another one does not. Throws what the last try threw. */
export async function thrice<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      process.stderr.write(`lab: try ${tries} of 3: ${(error as Error).message}\n`);
      if (tries === 3) throw error;
    }
  }
}
