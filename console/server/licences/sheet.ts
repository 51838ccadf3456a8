/** Licences as a spreadsheet; never a key. */
import { type Licence, licenceBasisWords } from '../../../shared/protocol/api/licences.ts';
import type { SheetOf } from '../sheets/index.ts';

export const licenceSheet: SheetOf<Licence> = {
  name: 'licences',
  columns: {
    Licence: one => one.title,
    'Counted against': one => one.software?.name ?? null,
    Supplier: one => one.supplier?.name ?? null,
    For: one => licenceBasisWords[one.basis],
    Seats: one => one.seats,
    'Written down': one => one.taken,
    Installed: one => one.installed,
    'How it stands': one => one.said,
    From: one => one.startsOn,
    Until: one => one.endsOn,
    Pounds: one => (one.cost === null ? null : one.cost / 100),
    Reference: one => one.reference,
    'Key kept': one => (one.keyEnd === null ? 'no' : 'yes'),
    'Ended on': one => one.endedOn,
    Notes: one => one.notes,
  },
};
