/** Who may do what: the one table. Every route names a row of it, and OpenAPI prints it. */
import type { Role } from '../../shared/protocol/api/common.ts';

export const access = {
  'session.own': ['technician', 'headteacher'],
  'promises.read': ['technician', 'headteacher'],
  'summary.read': ['technician', 'headteacher'],
  'overview.read': ['technician'],
  'devices.read': ['technician'],
  'devices.edit': ['technician'],
  'orders.read': ['technician'],
  'orders.give': ['technician'],
  'recovery.give': ['technician'],
  'queue.read': ['technician'],
  'queue.decide': ['technician'],
  'codes.manage': ['technician'],
  'groups.read': ['technician'],
  'groups.edit': ['technician'],
  'policies.read': ['technician', 'headteacher'],
  'policies.edit': ['technician'],
  /** As the second person: never of what one wrote oneself. */
  'policies.approve': ['technician', 'headteacher'],
  'assets.read': ['technician'],
  'assets.edit': ['technician'],
  'people.manage': ['technician'],
  'tokens.manage': ['technician'],
  /** The headteacher must be able to watch over those who watch (C-15). */
  'audit.read': ['technician', 'headteacher'],
  'school.edit': ['technician'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof access;

export function may(role: string, permission: Permission): boolean {
  return (access[permission] as readonly string[]).includes(role);
}

/** The rows that a role has, for the pages to show only what will work. */
export function permissionsOf(role: string): Permission[] {
  return (Object.keys(access) as Permission[]).filter(permission => may(role, permission));
}
