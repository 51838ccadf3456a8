/** Whether whoever came is of the school's own directory, and whether their address is theirs. */
import type { Claims } from './provider.ts';
import { type DirectoryRow, kindOf } from './store.ts';

const domainOf = (email: string | undefined) => /^[^\s@]+@([^\s@]+)$/.exec(email?.toLowerCase() ?? '')?.[1];

/** Entra's issuer is the tenant's already; Google's is the world's, so `hd` decides; elsewhere the proved address does. */
export function isOfTenant(row: DirectoryRow, said: Claims): boolean {
  switch (kindOf(row)) {
    case 'entra':
      return said.tid?.toLowerCase() === row.tenant && !isGuest(row, said);
    case 'google':
      return said.hd?.toLowerCase() === row.tenant;
    default:
      return said.email_verified === true && domainOf(said.email) === row.tenant;
  }
}

/** Invited into the tenant from another: its own people have no `idp`, or the tenant's. */
function isGuest(row: DirectoryRow, said: Claims): boolean {
  const { idp } = said;
  return idp !== undefined && idp !== row.issuer && idp !== `https://sts.windows.net/${row.tenant}/`;
}

/**
 * The address, where the directory has proved it. Entra's `email` is whatever stands in a field that others may fill in,
 * unless `xms_edov` says that its domain is the tenant's own.
 */
export function provedEmail(row: DirectoryRow, said: Claims): string | undefined {
  const proved = kindOf(row) === 'entra' ? said.xms_edov : said.email_verified;
  return proved === true && domainOf(said.email) !== undefined ? said.email?.toLowerCase() : undefined;
}
