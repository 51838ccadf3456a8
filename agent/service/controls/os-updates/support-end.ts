/** Until when this Linux gets security updates: as the system itself says, else as the table that came with this version. */
import seed from '../../../../shared/support-ends/seed.json' with { type: 'json' };
import type { SupportTable } from '../../../../shared/support-ends/table.ts';

const families: Record<string, string> = { debian: 'Debian', ubuntu: 'Ubuntu' };

/** Only what names itself exactly so: what is made from Debian has its own makers and its own dates. */
function releaseIn(osRelease: string): string | undefined {
  const read = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1];
  const family = families[read('ID') ?? ''];
  return family === undefined ? undefined : `${family}:${read('VERSION_ID') ?? ''}`;
}

/** UTC milliseconds of the end of that day; null where neither says anything. */
export function supportEndIn(osRelease: string): number | null {
  const said = /^SUPPORT_END="?(\d{4}-\d{2}-\d{2})"?$/m.exec(osRelease)?.[1];
  const release = releaseIn(osRelease);
  // Read when it is needed, a few times a day, rather than held.
  const { systems } = JSON.parse(seed.payload) as SupportTable;
  const listed = systems.find(row => row.release === release)?.endsOn;
  const at = Date.parse(said ?? (listed === undefined ? '' : `${listed}T23:59:59Z`));
  return Number.isNaN(at) ? null : at;
}
