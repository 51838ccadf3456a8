/** macOS: launchd says of each job of the system whether it runs. */
import { looking, type ServiceRuns } from './looking.ts';

/** launchctl(1): 113 for a job that it does not know. */
const jobRuns: ServiceRuns = async (machine, name, signal) => {
  const { exit, stdout } = await machine.run('launchctl', ['print', `system/${name}`], {
    signal,
    timeoutMs: 10_000,
  });
  if (exit !== 0) return null;
  const state = /^\s*state = (.+)$/m.exec(stdout)?.[1];
  return state === undefined ? null : state === 'running';
};

export const macos = looking('macos', jobRuns);
