/** Tests and maintenance that are due, as a spreadsheet. */
import { kinds } from '../../../shared/assets/kinds.ts';
import type { DueCheck } from '../../../shared/protocol/api/asset-checks.ts';
import type { SheetOf } from '../sheets/index.ts';

export const dueSheet: SheetOf<DueCheck> = {
  name: 'asset-checks',
  columns: {
    Tag: one => one.tag,
    What: one => one.what,
    Kind: one => kinds[one.kind].words,
    Location: one => one.location,
    'Done on': one => one.doneOn,
    'Next on': one => one.nextOn,
    'Days left': one => one.days,
  },
};
