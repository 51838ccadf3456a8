/** Forgets what was collected: it tells how things were on one day. */
import { diagnosticsDays } from '../../../shared/protocol/diagnostics.ts';
import type { Context } from '../context.ts';

export const keptMs = diagnosticsDays * 24 * 3600_000;
const everyMs = 3600_000;

export async function forgetDiagnostics({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  await db
    .deleteFrom('diagnostics_part')
    .where('received_at', '<=', now() - keptMs)
    .execute();
}

/** Returns the stop. */
export function startForgettingDiagnostics(context: Context): () => void {
  const pass = () =>
    forgetDiagnostics(context).catch(error =>
      context.log.error({ err: error }, 'diagnostics were not forgotten'),
    );
  void pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
