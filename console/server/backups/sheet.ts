/** What is backed up, as a spreadsheet. */
import type { Backup } from '../../../shared/protocol/api/backups.ts';
import type { SheetOf } from '../sheets/index.ts';

export const backupSheet: SheetOf<Backup> = {
  name: 'backups',
  columns: {
    'What is backed up': one => one.what,
    'Who sees to it': one => one.owner,
    How: one => one.method,
    'A copy lies elsewhere': one => (one.away ? 'yes' : 'no'),
    'Every days': one => one.everyDays,
    'Made: state': one => one.made.state,
    Made: one => one.made.words,
    'Restoring tried: state': one => one.restored.state,
    'Restoring tried': one => one.restored.words,
    'Not needed since': one => one.endedOn,
  },
};
