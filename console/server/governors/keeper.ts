/** Who puts their name under a report: the headteacher, where the school has one here. */
import { may } from '../access.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { Caller } from '../route.ts';

export async function mayKeep(tx: Tx, by: Caller): Promise<boolean> {
  if (!may(by, 'governors.keep')) return false;
  if (by.role === 'headteacher') return true;
  const head = await tx
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', by.schoolId)
    .where('role', '=', 'headteacher')
    .where('disabled', '=', 0)
    .limit(1)
    .executeTakeFirst();
  return head === undefined;
}

export const headKeeps = () =>
  new AppError({
    status: 403,
    code: 'governors.headteacher_keeps',
    detail: 'The headteacher keeps the report: it goes to the governors under their name.',
  });
