/** Gives every probe its deadline, so that no author forgets, and turns every failure into a reason. */
import type {
  ControlMeaning,
  ControlPolicy,
  Observed,
  ProbeFailure,
} from '../../../shared/controls/control.ts';
import { type Backend, type Machine, ProbeError } from './control.ts';

/** Longest time one control may look. The slowest honest probe, apt, takes some seconds. */
export const observeWithinMs = 45_000;

function failureOf(error: unknown, source: string): { reason: ProbeFailure; detail: string; source: string } {
  if (error instanceof ProbeError)
    return { reason: error.reason, detail: error.message, source: error.source };
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EACCES' || code === 'EPERM' ? 'no_privilege' : 'probe_failed';
  return { reason, detail: message ?? String(error), source };
}

/** Rejects when the deadline or the round ends, even if the probe never looks at its signal. */
function ending(signal: AbortSignal, source: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new ProbeError('probe_timed_out', `${source} did not answer in time`, source));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * Looks once. Never throws. What a backend gives is checked against the control's own schema: a shape
 * that the evaluator does not know is `unrecognised_output`, not a verdict.
 */
export async function observe(
  meaning: Pick<ControlMeaning, 'observation'>,
  backend: Backend<unknown>,
  machine: Machine,
  options: { withinMs?: number; signal?: AbortSignal; policy?: ControlPolicy } = {},
): Promise<Observed<unknown>> {
  const { source } = backend;
  const stop = new AbortController();
  const abort = () => stop.abort();
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, options.withinMs ?? observeWithinMs);
  try {
    const look = backend.observe(machine, stop.signal, options.policy);
    const seen = await Promise.race([look, ending(stop.signal, source)]);
    const checked = meaning.observation.safeParse(seen);
    if (checked.success) return { ok: true, value: checked.data, source, at: machine.now() };
    const detail = checked.error.issues[0]?.message ?? 'not of its schema';
    return { ok: false, reason: 'unrecognised_output', detail, source, at: machine.now() };
  } catch (error) {
    return { ok: false, ...failureOf(error, source), at: machine.now() };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
}
