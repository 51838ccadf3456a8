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
  /** Each kind of approval names the row that its second person needs; whoever asked sees it too. */
  'approvals.read': ['technician', 'headteacher'],
  'requests.read': ['technician'],
  'requests.decide': ['technician'],
  'media.read': ['technician'],
  'media.edit': ['technician'],
  'assets.read': ['technician'],
  'assets.edit': ['technician'],
  'software.read': ['technician'],
  'software.edit': ['technician'],
  'loans.read': ['technician', 'headteacher'],
  'loans.edit': ['technician'],
  'stock_takes.read': ['technician', 'headteacher'],
  'stock_takes.count': ['technician'],
  /** As the second person: never of what one counted oneself. */
  'stock_takes.sign': ['technician', 'headteacher'],
  /** As the line manager who was asked. */
  'loans.approve': ['technician', 'headteacher'],
  /** Everybody of the school, with or without an account. */
  'persons.read': ['technician', 'headteacher'],
  'persons.edit': ['technician'],
  'disposals.read': ['technician', 'headteacher'],
  'disposals.edit': ['technician'],
  /** As the second person, and the governors’ minute. */
  'disposals.approve': ['technician', 'headteacher'],
  'people.manage': ['technician'],
  'tokens.manage': ['technician'],
  /** The headteacher must be able to watch over those who watch (C-15). */
  'audit.read': ['technician', 'headteacher'],
  /** Changes made elsewhere, written into the same log (J-03: limited to approved people). */
  'audit.enter': ['technician', 'headteacher'],
  'school.edit': ['technician'],
  'clauses.read': ['technician', 'headteacher'],
  'clauses.edit': ['technician', 'headteacher'],
  /** To keep one for good. Who may read the promises may read the reports. */
  'governors.keep': ['technician', 'headteacher'],
  'calendar.read': ['technician', 'headteacher'],
  'calendar.edit': ['technician', 'headteacher'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof access;

export function may(role: string, permission: Permission): boolean {
  return (access[permission] as readonly string[]).includes(role);
}

/** The rows that a role has, for the pages to show only what will work. */
export function permissionsOf(role: string): Permission[] {
  return (Object.keys(access) as Permission[]).filter(permission => may(role, permission));
}
