/** Directories by which people sign in, as a spreadsheet; never a secret. */
import { type Directory, directoryKindWords } from '../../../shared/protocol/api/directories.ts';
import type { SheetOf } from '../sheets/index.ts';

export const directorySheet: SheetOf<Directory> = {
  name: 'directories',
  columns: {
    Directory: one => one.label,
    Kind: one => directoryKindWords[one.kind],
    'Whose people': one => one.tenant,
    Issuer: one => one.issuer,
    Client: one => one.clientId,
    Groups: one => one.groups.map(({ group, role }) => `${group}: ${role}`).join('; '),
    'Connected accounts': one => one.connected,
    Since: (one, say) => say(one.createdAt),
  },
};
