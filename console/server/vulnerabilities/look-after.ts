/** What nobody has to ask for: counting lists that are new, matching what changed, the day's end of what was accepted. */
import type { Context } from '../context.ts';
import { allDue, lookAfterCounts } from '../software/index.ts';
import { feeds, readDaily } from './feeds.ts';
import type { Imports } from './imports.ts';
import { dayOf, matchPass } from './pass.ts';

const gatherMs = 2_000;
const everyMs = 5 * 60_000;
const dayMs = 24 * 3600_000;

export class LookAfter {
  readonly #context: Context;
  #timer: NodeJS.Timeout | undefined;
  #every: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;
  #day = '';

  constructor(context: Context) {
    this.#context = context;
  }

  /** One look at every school. */
  async pass(): Promise<void> {
    const { db, now, events, log } = this.#context;
    for (const { id } of await db.selectFrom('school').select('id').execute()) {
      try {
        const today = dayOf(now());
        if (this.#day !== today) await db.transaction().execute(tx => allDue(tx, id));
        await lookAfterCounts(this.#context, id);
        if (await matchPass(this.#context, id)) events.nudge(id, ['software']);
      } catch (error) {
        log.error({ err: error, school: id }, 'software was not matched with advisories');
      }
    }
    this.#day = dayOf(now());
  }

  /** Soon, and once for everything that happens until then. */
  soon(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#next(() => this.pass());
    }, gatherMs);
    this.#timer.unref();
  }

  start(imports: Imports): () => Promise<void> {
    this.soon();
    this.#every = setInterval(() => {
      this.soon();
      this.#next(() => fetchDaily(this.#context, imports));
    }, everyMs);
    this.#every.unref();
    const forget = this.#context.events.onNudge((_school, { topics }) => {
      if (topics.includes('devices')) this.soon();
    });
    return async () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      clearInterval(this.#every);
      forget();
      await this.#running;
    };
  }

  #next(work: () => Promise<unknown>): void {
    this.#running = this.#running
      .then(() => (this.#stopped ? undefined : work()))
      .catch(error => this.#context.log.error({ err: error }, 'software was not looked after'));
  }
}

/** At most one a look, and none more than once a day; a failure waits as long as a success. */
async function fetchDaily(context: Context, imports: Imports): Promise<void> {
  const daily = await readDaily(context.db);
  if (daily.length === 0) return;
  const school = await context.db.selectFrom('school').select('id').orderBy('created_at').executeTakeFirst();
  if (school === undefined) return;
  const times = await lastFetched(context, school.id);
  const due = daily.find(feed => context.now() - (times.get(feed) ?? 0) >= dayMs);
  if (due === undefined) return;
  const by = { schoolId: school.id, id: 'console', name: 'The console itself' };
  await imports
    .fetch(by, due)
    .catch(error => context.log.warn({ err: error }, 'advisories were not fetched'));
}

export async function lastFetched(
  context: Pick<Context, 'db'>,
  schoolId: string,
): Promise<Map<string, number>> {
  const found = await context.db
    .selectFrom('advisory_import')
    .select(eb => ['name', eb.fn.max('started_at').as('at')])
    .where('school_id', '=', schoolId)
    .where('origin', '=', 'fetched')
    .groupBy('name')
    .execute();
  const byWords = new Map(found.map(({ name, at }) => [name, Number(at)]));
  return new Map(
    Object.entries(feeds).flatMap(([feed, { words }]) => {
      const at = byWords.get(words);
      return at === undefined ? [] : [[feed, at] as const];
    }),
  );
}
