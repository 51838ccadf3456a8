/** What was entered by mistake, and what was imported, as spreadsheets. */
import { kinds } from '../../../shared/assets/kinds.ts';
import type { AssetImport } from '../../../shared/protocol/api/asset-imports.ts';
import type { AssetMistake } from '../../../shared/protocol/api/asset-mistakes.ts';
import type { SheetOf } from '../sheets/index.ts';

export const mistakeSheet: SheetOf<AssetMistake> = {
  name: 'entered-by-mistake',
  columns: {
    Tag: one => one.tag,
    Kind: one => kinds[one.kind].words,
    What: one => one.what,
    'Serial number': one => one.serial,
    State: (one, _, { stateWords }) => stateWords[one.state],
    Entered: (one, say) => say(one.createdAt),
    'Entered by': one => one.createdBy,
    'Taken out': (one, say) => say(one.takenOutAt),
    'Taken out by': one => one.takenOutBy,
    Because: one => one.because,
  },
};

export const importSheet: SheetOf<AssetImport> = {
  name: 'imports',
  columns: {
    File: one => one.file,
    Imported: (one, say) => say(one.at),
    By: one => one.by,
    Entered: one => one.entered,
    Changed: one => one.changed,
    Undone: (one, say) => say(one.undone?.at ?? null),
    'Undone by': one => one.undone?.by ?? null,
  },
};
