/** What the list of titles is ordered and filtered by, written after matching. */
import { sql } from 'kysely';
import { rows, type Tx } from '../database/index.ts';
import { supportOf } from './support.ts';

/** Of one title: vulnerabilities nobody accepted, of them grave ones and exploited ones, and open questions. */
export interface TitleFigures {
  open: number;
  grave: number;
  exploited: number;
  toCheck: number;
}

const none: TitleFigures = { open: 0, grave: 0, exploited: 0, toCheck: 0 };

/** Exploited before grave before unsupported before questions before the rest. */
function matterOf(figures: TitleFigures, unsupported: boolean): number {
  if (figures.exploited > 0) return 500;
  if (figures.grave > 0) return 400;
  if (unsupported) return 300;
  if (figures.toCheck > 0) return 200;
  return figures.open > 0 ? 100 : 0;
}

const columns = {
  software_id: 'text',
  open: 'bigint',
  grave: 'bigint',
  exploited: 'bigint',
  to_check: 'bigint',
  matter: 'bigint',
  support_ends_on: 'text',
  support_source: 'text',
} as const;

/** `today` as `2026-11-22`. */
export async function settle(
  tx: Tx,
  titles: readonly string[],
  figures: ReadonlyMap<string, TitleFigures>,
  today: string,
): Promise<void> {
  if (titles.length === 0) return;
  const known = await tx
    .selectFrom('catalogue_title')
    .select(['software_id', 'source', 'name', 'support_by_hand'])
    .where('software_id', 'in', titles)
    .execute();
  const versions = await tx
    .selectFrom('software_version')
    .select(['software_id', 'version'])
    .where('software_id', 'in', titles)
    .where('devices', '>', 0)
    .execute();
  const byTitle = Map.groupBy(versions, row => row.software_id);
  const table = await supportOf(tx);
  const values = known.map(({ software_id, source, name, support_by_hand }) => {
    const found = table(
      { source, name },
      (byTitle.get(software_id) ?? []).map(({ version }) => version),
    );
    const endsOn = support_by_hand ?? found?.endsOn ?? null;
    const own = figures.get(software_id) ?? none;
    return {
      software_id,
      open: own.open,
      grave: own.grave,
      exploited: own.exploited,
      to_check: own.toCheck,
      matter: matterOf(own, endsOn !== null && endsOn < today),
      support_ends_on: endsOn,
      support_source: support_by_hand === null ? (found?.source ?? null) : null,
    };
  });
  await sql`update catalogue_title set open = v.open, grave = v.grave, exploited = v.exploited,
    to_check = v.to_check, matter = v.matter, support_ends_on = v.support_ends_on, support_source = v.support_source
    from ${rows(tx, columns, values)} where catalogue_title.software_id = v.software_id`.execute(tx);
}

/** One title after somebody wrote of it; its vulnerabilities are as they were. */
export async function settleOne(tx: Tx, id: string, today: string): Promise<void> {
  const own = await tx
    .selectFrom('catalogue_title')
    .select(['open', 'grave', 'exploited', 'to_check as toCheck'])
    .where('software_id', '=', id)
    .executeTakeFirst();
  if (own !== undefined) await settle(tx, [id], new Map([[id, own]]), today);
}
