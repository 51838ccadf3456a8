/** mocha's own report for people, and the figures of one lane for `run-all.ts` in the file LANE_RESULT names. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface LaneResult {
  passed: number;
  failed: number;
  /** Whole titles; a title says why. */
  pending: string[];
  /** What failed and how, for the end of a long run's output, which is often all that is kept of it. */
  failures: { title: string; message: string }[];
}

export default class LaneReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const result: LaneResult = { passed: 0, failed: 0, pending: [], failures: [] };
    runner.on('pass', () => {
      result.passed++;
    });
    runner.on('fail', (test, error: Error) => {
      result.failed++;
      result.failures.push({ title: test.fullTitle(), message: error.message });
    });
    runner.on('pending', test => result.pending.push(test.fullTitle()));
    runner.once('end', () => {
      const file = process.env.LANE_RESULT;
      if (file !== undefined) writeFileSync(file, JSON.stringify(result));
    });
  }
}
