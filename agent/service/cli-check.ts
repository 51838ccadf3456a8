/** What `caretaker agent check` does: whoever has just mended something has the running agent look at it, and reads what it found. */
import { setTimeout as sleep } from 'node:timers/promises';
import { controls as all } from '../../shared/controls/index.ts';
import type { Finding } from '../../shared/finding.ts';
import { isFree, needAdministrator } from './cli-enforcement.ts';
import { findingLines } from './cli-words.ts';
import type { AgentConfig } from './config.ts';
import { openSafety } from './enforcement/index.ts';
import { Trouble } from './main.ts';
import { readView } from './main-view.ts';
import { systemClock } from './system/clock.ts';

/** A round of a slow computer, with what its slowest look may take. */
const answerMs = 120_000;
const againMs = 300;

/** The lines to print; without `keys` everything is looked at. Throws Trouble with what to do. */
export async function check(config: AgentConfig, keys: readonly string[]): Promise<string[]> {
  needAdministrator('check');
  const known = all.map(one => one.key);
  const strange = keys.find(key => !known.includes(key));
  if (strange !== undefined)
    throw new Trouble(`There is no control “${strange}”. There are: ${known.join(', ')}.`);
  if (isFree(config))
    throw new Trouble('The agent does not run here. To look once without it: sudo caretaker agent --once');
  const asked = keys.length === 0 ? known : [...new Set(keys)];
  const since = systemClock.now();
  openSafety(config.data).look.ask(asked);
  const found = await foundSince(config, asked, since);
  if (found.length < asked.length) {
    const missing = asked.filter(key => !found.some(one => one.control === key));
    throw new Trouble(`Not looked at within two minutes: ${missing.join(', ')}. See: caretaker status`);
  }
  return found.flatMap(findingLines);
}

/** What was found of them since then, once all were looked at or the time is over. */
async function foundSince(config: AgentConfig, asked: readonly string[], since: number): Promise<Finding[]> {
  for (const end = since + answerMs; ; await sleep(againMs)) {
    const findings = readView(config.data)?.findings ?? [];
    const fresh = findings.filter(one => asked.includes(one.control) && one.observedAt >= since);
    if (fresh.length >= asked.length || systemClock.now() > end) return fresh;
  }
}
