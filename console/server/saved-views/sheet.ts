/** Somebody's own views as a spreadsheet. */
import { type SavedView, viewLists } from '../../../shared/protocol/api/saved-views.ts';
import type { SheetOf } from '../sheets/index.ts';

export const savedViewSheet: SheetOf<SavedView> = {
  name: 'saved-views',
  columns: { Name: one => one.name, Address: one => `${viewLists[one.list].path}?${one.query}` },
};
