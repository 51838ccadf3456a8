/** What of the licences needs somebody: too few seats, and terms that end. */
import { daysUntil, sayDaysUntil } from '../../../shared/assets/checks.ts';
import { contractSoonDays } from '../../../shared/assets/contracts.ts';
import type { Context } from '../context.ts';
import { readToday } from '../schools/index.ts';
import { listLicences } from './present.ts';

export interface LicenceMatter {
  id: string;
  title: string;
  said: string;
  /** Too few seats, or ran out while computers still have it. */
  wrong: boolean;
  endsOn: string | null;
}

export async function licenceMatters(context: Context, schoolId: string): Promise<LicenceMatter[]> {
  const today = await readToday(context.db, schoolId, context.now());
  return (await listLicences(context, schoolId)).flatMap<LicenceMatter>(
    ({ id, title, endsOn, position, installed, said }) => {
      const one = { id, title, endsOn };
      if (position === 'over' || (position === 'expired' && (installed ?? 0) > 0))
        return [{ ...one, said, wrong: true }];
      if (position === 'ended' || endsOn === null) return [];
      const days = daysUntil(endsOn, today) ?? 0;
      if (days > contractSoonDays) return [];
      return [{ ...one, said: days < 0 ? said : `Ends ${sayDaysUntil(days)}.`, wrong: false }];
    },
  );
}
