/** What was spent, how far the books fall and what has to be replaced, by financial year, as a spreadsheet. */
import type { Upkeep } from '../../../shared/protocol/api/upkeep.ts';
import type { SheetOf } from '../sheets/index.ts';

export const yearSheet: SheetOf<Upkeep['years'][number]> = {
  name: 'financial-years',
  columns: {
    Year: one => one.name,
    'Things bought': one => one.bought,
    'Spent, pounds': one => one.spent / 100,
    'Loses value, pounds': one => one.depreciation / 100,
    'Replacement planned': one => one.planned,
    'To replace by usual life': one => one.expected,
    'They cost when bought, pounds': one => one.replacementCost / 100,
    'Of them with no cost known': one => one.uncosted,
  },
};
