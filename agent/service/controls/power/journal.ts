/**
 * Linux: starts of the last two weeks after which nobody stopped the computer in order, by the journal's own marks
 * (systemd's catalogue of message ids, the same in every language).
 */
import * as z from 'zod';
import { commandResult } from '../../system/command-output.ts';
import { namesIn } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import { powerOffsMs } from './standing.ts';

/** SD_MESSAGE_JOURNAL_START, SD_MESSAGE_JOURNAL_STOP, SD_MESSAGE_SHUTDOWN (logind). */
const began = 'f77379a8490b408bbe5f6940505a777b';
const stopped = new Set(['d93fb3c9c24d451a97cea615ce59c00b', '98268866d1d54a499c4e98921d93bc40']);

const entry = z.object({
  MESSAGE_ID: z.string(),
  _BOOT_ID: z.string().regex(/^[0-9a-f]{32}$/),
  __REALTIME_TIMESTAMP: z.string().regex(/^\d{1,20}$/),
});

interface Start {
  boot: string;
  began: number | null;
  stopped: boolean;
}

/** In the order in which they came. Throws for a line that is not the journal's JSON. */
export function parseStarts(stdout: string): Start[] {
  const starts = new Map<string, Start>();
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const { MESSAGE_ID: id, _BOOT_ID: boot, __REALTIME_TIMESTAMP: at } = entry.parse(JSON.parse(line));
    const start = starts.get(boot) ?? { boot, began: null, stopped: false };
    starts.set(boot, {
      boot,
      began: id === began ? (start.began ?? Math.floor(Number(at) / 1000)) : start.began,
      stopped: start.stopped || stopped.has(id),
    });
  }
  return [...starts.values()];
}

const args = (...more: string[]) => ['--quiet', '--no-pager', '--output=json', ...more];
const mostAsked = 10;

/** When each sudden power-off was (the journal's last word before it), newest first; null where starts are not kept. */
export async function suddenStops(machine: Machine, signal: AbortSignal): Promise<number[] | null> {
  const kept = await namesIn(machine, '/var/log/journal');
  if (kept === null || kept.length === 0) return null;
  const since = `--since=@${Math.floor((machine.now() - powerOffsMs) / 1000)}`;
  const marks = [began, ...stopped].map(id => `MESSAGE_ID=${id}`);
  try {
    const { exit, stdout } = await commandResult(machine, 'journalctl', args(since, ...marks), signal);
    if (exit !== 0) return null;
    const current = (await machine.readFile('/proc/sys/kernel/random/boot_id', 64))
      .trim()
      .replaceAll('-', '');
    const starts = parseStarts(stdout);
    if (!starts.some(({ boot }) => boot === current)) return null;
    const sudden = starts.filter(one => one.boot !== current && one.began !== null && !one.stopped);
    const ends = sudden.slice(-mostAsked).map(({ boot }) => lastWord(machine, boot, signal));
    return (await Promise.all(ends)).filter(at => at !== null).sort((a, b) => b - a);
  } catch (error) {
    if (error instanceof ProbeError || error instanceof SyntaxError || error instanceof z.ZodError)
      return null;
    throw error;
  }
}

async function lastWord(machine: Machine, boot: string, signal: AbortSignal): Promise<number | null> {
  const fields = '--output-fields=MESSAGE_ID';
  const { stdout } = await commandResult(
    machine,
    'journalctl',
    args(`_BOOT_ID=${boot}`, '--lines=1', fields),
    signal,
  );
  const told = z.object({ __REALTIME_TIMESTAMP: z.string() }).safeParse(JSON.parse(stdout || 'null'));
  return told.success ? Math.floor(Number(told.data.__REALTIME_TIMESTAMP) / 1000) : null;
}
