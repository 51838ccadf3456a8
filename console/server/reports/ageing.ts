/** Turns findings silent when their time has come, without anybody looking. Staleness comes with the heartbeat that shows it. */
import type { Context } from '../context.ts';
import { countedStatuses, restand } from '../devices/index.ts';

const everyMs = 20_000;
const batch = 500;

type Needs = Pick<Context, 'db' | 'now' | 'events' | 'log'>;

/** Devices whose silence counts from now on. Answers how many changed. */
export async function agePass(context: Needs): Promise<number> {
  const { db, now } = context;
  let changed = 0;
  for (;;) {
    const due = await db
      .selectFrom('device')
      .select(['id', 'school_id'])
      .where('ages_at', '<=', now())
      .orderBy('ages_at')
      .limit(batch)
      .execute();
    if (due.length === 0) return changed;
    changed += await again(context, due);
    if (due.length < batch) return changed;
  }
}

/** Every device anew: after an upgrade that knows more controls, or a change of time zone. */
export async function restandAll(context: Needs): Promise<void> {
  let after = '';
  for (;;) {
    const some = await context.db
      .selectFrom('device')
      .select(['id', 'school_id'])
      .where('id', '>', after)
      .where('status', 'in', countedStatuses)
      .orderBy('id')
      .limit(batch)
      .execute();
    if (some.length > 0) await again(context, some);
    if (some.length < batch) return;
    after = some.at(-1)?.id ?? after;
  }
}

async function again(
  { db, now, events }: Needs,
  devices: { id: string; school_id: string }[],
): Promise<number> {
  const changed = await db.transaction().execute(tx =>
    restand(
      tx,
      now(),
      devices.map(({ id }) => ({ id })),
    ),
  );
  const schools = new Map(devices.map(device => [device.id, device.school_id]));
  for (const [school, ids] of Map.groupBy(changed, id => schools.get(id) ?? ''))
    events.nudge(school, ['devices', 'device'], ids);
  return changed.length;
}

/** Runs until the answer is called. */
export function startAgeing(context: Needs): () => Promise<void> {
  let running = restandAll(context).catch(error => context.log.error({ err: error }, 'ageing failed'));
  const next = (work: () => Promise<unknown>) => {
    running = running.then(work).then(
      () => undefined,
      error => context.log.error({ err: error }, 'ageing failed'),
    );
  };
  const timer = setInterval(() => next(() => agePass(context)), everyMs);
  timer.unref();
  const forget = context.events.onNudge((_school, { topics }) => {
    if (topics.includes('school')) next(() => restandAll(context));
  });
  return async () => {
    clearInterval(timer);
    forget();
    await running;
  };
}
