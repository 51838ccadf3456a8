/** The register of school media as the policy lists of sticks that may be used and that are lost. */
import type { Tx } from '../database/index.ts';

/** As in `policy` of shared/controls/removable-media. */
export interface RegisteredMedia {
  approved: Record<string, unknown>[];
  lost: Record<string, unknown>[];
}

export const noMedia: RegisteredMedia = { approved: [], lost: [] };
export const mediaControl = 'removable-media';

export async function readRegisteredMedia(tx: Tx, schoolId: string): Promise<RegisteredMedia> {
  const rows = await tx
    .selectFrom('school_medium')
    .select(['label', 'vendor_id', 'product_id', 'serial', 'access', 'encryption', 'state'])
    .where('school_id', '=', schoolId)
    .where('state', '!=', 'retired')
    .orderBy('id')
    .execute();
  const named = (row: (typeof rows)[number]) => ({
    label: row.label,
    vendorId: row.vendor_id,
    productId: row.product_id,
    serial: row.serial,
  });
  return {
    approved: rows
      .filter(row => row.state !== 'lost')
      .map(row => ({
        ...named(row),
        access: row.access,
        hardwareEncrypted: row.encryption === 'by_itself',
      })),
    lost: rows.filter(row => row.state === 'lost').map(row => ({ ...named(row), serialHash: null })),
  };
}

/**
 * What the school's own policy says, and the register's entries beside it. Groups inherit it: one that lists its own
 * media takes only those, and what is lost is stopped in all of them.
 */
export function withRegistered(
  own: Record<string, Record<string, unknown>>,
  { approved, lost }: RegisteredMedia,
): Record<string, Record<string, unknown>> {
  if (approved.length === 0 && lost.length === 0) return own;
  const before = own[mediaControl] ?? {};
  return {
    ...own,
    [mediaControl]: {
      ...before,
      ...(approved.length > 0 && { approved: beside(before.approved, approved) }),
      ...(lost.length > 0 && { lost: beside(before.lost, lost) }),
    },
  };
}

/** What the policy can hold; the register is refused more than fits long before. */
const mostListed = 600;

const beside = (listed: unknown, more: Record<string, unknown>[]) =>
  [...more, ...(Array.isArray(listed) ? listed : [])].slice(0, mostListed);
