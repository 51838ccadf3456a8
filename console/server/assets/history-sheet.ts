/** Every change of an asset as a spreadsheet. */
import type { AssetHistoryEntry } from '../../../shared/protocol/api/assets.ts';
import type { SheetOf } from '../sheets/index.ts';

export const assetHistorySheet: SheetOf<AssetHistoryEntry> = {
  name: 'asset-history',
  columns: {
    When: (one, say) => say(one.at),
    By: one => one.by,
    'Came by': one => (one.origin === 'hand' ? 'Hand' : 'Import'),
    What: one => one.what,
    Before: one => one.before,
    After: one => one.after,
    Note: one => one.note,
  },
};
