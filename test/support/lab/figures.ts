/** Figures that a run prints: the lab's measurements, beside the tests that hold them to their limits. */
export function measured(what: string, figure: string): void {
  process.stdout.write(`      measured: ${what}: ${figure}\n`);
}
