/** What has changed since it was last matched with advisories, and what there is to match. */
import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';

export interface VersionRow {
  software_id: string;
  name: string;
  version: string;
  release: string;
  package: string;
  /** The version to compare. */
  compared: string;
  devices: number;
}

/**
 * Titles that are due, and what advisories call them. They are due no longer when this transaction commits, and become
 * due again by any report after it.
 */
export async function takeDue(
  tx: Tx,
  schoolId: string,
  limit: number,
): Promise<{ titles: string[]; packages: string[] }> {
  const due = await tx
    .selectFrom('software_version')
    .select('software_id')
    .distinct()
    .where('school_id', '=', schoolId)
    .where('due', '=', 1)
    .orderBy('software_id')
    .limit(limit)
    .execute();
  const titles = due.map(row => row.software_id);
  if (titles.length === 0) return { titles, packages: [] };
  const taken = await tx
    .updateTable('software_version')
    .set({ due: 0 })
    .where('software_id', 'in', titles)
    .where('school_id', '=', schoolId)
    .returning(['package'])
    .execute();
  await tx
    .deleteFrom('software_version')
    .where('software_id', 'in', titles)
    .where('school_id', '=', schoolId)
    .where('devices', '<=', 0)
    .execute();
  return { titles, packages: [...new Set(taken.flatMap(row => row.package ?? []))].sort() };
}

/** Everything that advisories could speak of is due: they, or the calendar, have changed. */
export async function allDue(tx: Tx, schoolId: string): Promise<void> {
  await tx.updateTable('software_version').set({ due: 1 }).where('school_id', '=', schoolId).execute();
}

/** Every version that is somewhere, of these packages. */
export async function versionsOf(
  tx: Tx,
  schoolId: string,
  packages: readonly string[],
): Promise<VersionRow[]> {
  if (packages.length === 0) return [];
  const found = await tx
    .selectFrom('software_version')
    .innerJoin('software', 'software.id', 'software_version.software_id')
    .select(['software_id', 'name', 'version', 'release', 'package', 'compared', 'devices'])
    .where('software_version.school_id', '=', schoolId)
    .where('package', 'in', packages)
    .where('devices', '>', 0)
    .orderBy('name')
    .orderBy('version')
    .orderBy('release')
    .execute();
  return found.flatMap(row =>
    row.package === null || row.compared === null
      ? []
      : [{ ...row, package: row.package, compared: row.compared }],
  );
}

/** Systems of the fleet as advisories call them, with the number of devices. */
export async function releasesInFleet(
  tx: Tx,
  schoolId: string,
): Promise<{ release: string; devices: number }[]> {
  const found = await tx
    .selectFrom('software_counted')
    .select(['release', sql<number>`count(*)`.as('devices')])
    .where('school_id', '=', schoolId)
    .groupBy('release')
    .orderBy('release')
    .execute();
  return found.map(({ release, devices }) => ({ release, devices: Number(devices) }));
}

/** One package is due: somebody decided about it. */
export async function packageDue(tx: Tx, schoolId: string, name: string): Promise<void> {
  await tx
    .updateTable('software_version')
    .set({ due: 1 })
    .where('school_id', '=', schoolId)
    .where('package', '=', name)
    .execute();
}

/** What advisories call a title, on any system. */
export async function packagesOfTitle(tx: Tx, schoolId: string, softwareId: string): Promise<string[]> {
  const found = await tx
    .selectFrom('software_version')
    .select('package')
    .distinct()
    .where('software_id', '=', softwareId)
    .where('school_id', '=', schoolId)
    .execute();
  return found.flatMap(row => row.package ?? []);
}
