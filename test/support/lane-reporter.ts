/** mocha's own report for people, and the figures of one lane for `run-all.ts` in the file LANE_RESULT names. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface LaneResult {
  passed: number;
  failed: number;
  /** Whole titles; a title says why. */
  pending: string[];
}

export default class LaneReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const result: LaneResult = { passed: 0, failed: 0, pending: [] };
    runner.on('pass', () => {
      result.passed++;
    });
    runner.on('fail', () => {
      result.failed++;
    });
    runner.on('pending', test => result.pending.push(test.fullTitle()));
    runner.once('end', () => {
      const file = process.env.LANE_RESULT;
      if (file !== undefined) writeFileSync(file, JSON.stringify(result));
    });
  }
}
