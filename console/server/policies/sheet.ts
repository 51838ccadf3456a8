/** Exceptions as a spreadsheet. */
import type { ExceptionView } from '../../../shared/protocol/api/policies.ts';
import type { SheetOf } from '../sheets/index.ts';

const statusWords: Record<ExceptionView['status'], string> = {
  waiting: 'Waits for a second person',
  active: 'In force',
  ended: 'Ended',
  expired: 'Ran out',
  refused: 'Not approved',
};

const named = ({ count, named: some }: ExceptionView['devices']) =>
  [...some.map(({ name }) => name), ...(count > some.length ? [`and ${count - some.length} more`] : [])].join(
    ', ',
  );

export const exceptionSheet: SheetOf<ExceptionView> = {
  name: 'exceptions',
  columns: {
    Control: row => row.title,
    'What is different': row => row.sentence,
    Devices: row => row.devices.count,
    'Which devices': row => named(row.devices),
    Reason: row => row.reason,
    'Asked by': row => row.askedBy,
    Status: row => statusWords[row.status],
    Entered: (row, say) => say(row.createdAt),
    'Entered by': row => row.createdBy,
    Approved: (row, say) => say(row.approvedAt),
    'Approved by': row => row.approvedBy,
    Ends: (row, say) => say(row.endsAt),
    Ended: (row, say) => say(row.endedAt),
    'Ended by': row => row.endedBy,
  },
};
