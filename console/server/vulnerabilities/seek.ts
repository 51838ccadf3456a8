/** Weaknesses for the search over everything: by CVE, advisory or program; what matters most first. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { severityWords, standingWords } from '../../../shared/protocol/api/vulnerabilities.ts';
import { saysAll, type Tx } from '../database/index.ts';
import { presentRow } from './present.ts';

export async function seekVulnerabilities(
  db: Tx,
  schoolId: string,
  text: string,
  limit: number,
): Promise<Sought[]> {
  const found = await db
    .selectFrom('vulnerability')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where(saysAll(text, sql`vulnerability.search_text`))
    .orderBy('matter', 'desc')
    .orderBy('devices', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return found.map(presentRow).map(({ id, key, title, severity, standing, devices }) => {
    const on = devices === 1 ? 'on 1 device' : `on ${devices} devices`;
    return {
      id,
      title: `${key}: ${title}`,
      detail: [severityWords[severity], standingWords[standing], on].join(' · '),
    };
  });
}
