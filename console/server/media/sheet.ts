/** The school's own sticks as a spreadsheet. */
import { encryptionWords, type Medium, mediumStateWords } from '../../../shared/protocol/api/media.ts';
import type { SheetOf } from '../sheets/index.ts';

export const mediumSheet: SheetOf<Medium> = {
  name: 'media',
  columns: {
    Label: medium => medium.label,
    State: medium => mediumStateWords[medium.state],
    'Since when': (medium, say) => say(medium.stateAt),
    Holder: medium => medium.holder,
    'May be written': medium => (medium.access === 'read_write' ? 'yes' : 'no'),
    Encryption: medium => encryptionWords[medium.encryption],
    'As devices saw it': medium => medium.encrypted.how,
    'Last seen': (medium, say) => say(medium.seen?.at ?? null),
    'Seen at': medium => medium.seen?.device?.name ?? null,
    Vendor: medium => medium.vendorId,
    Product: medium => medium.productId,
    'Serial number': medium => medium.serial,
    Note: medium => medium.note,
  },
};
