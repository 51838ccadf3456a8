/** Exceptions as a spreadsheet. */

import type * as z from 'zod';
import type { Baseline } from '../../../shared/protocol/api/baseline.ts';
import type { ExceptionView, versionList } from '../../../shared/protocol/api/policies.ts';
import type { SheetOf } from '../sheets/index.ts';

const statusWords: Record<ExceptionView['status'], string> = {
  waiting: 'Waits for a second person',
  active: 'In force',
  ended: 'Ended',
  expired: 'Ran out',
  refused: 'Not approved',
};

const neverHeld = ({ status, approvedAt }: ExceptionView) =>
  approvedAt === null && (status === 'ended' || status === 'expired');

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
    Status: row => (neverHeld(row) ? 'Ended while it waited: never held' : statusWords[row.status]),
    Entered: (row, say) => say(row.createdAt),
    'Entered by': row => row.createdBy,
    Approved: (row, say) => say(row.approvedAt),
    'Approved by': row => row.approvedBy,
    Ends: (row, say) => say(row.endsAt),
    Ended: (row, say) => say(row.endedAt),
    'Ended by': row => row.endedBy,
  },
};

export const versionSheet: SheetOf<z.infer<typeof versionList>['items'][number]> = {
  name: 'policy-versions',
  columns: {
    Place: one => one.placeName,
    Version: one => one.number,
    Status: one => one.status,
    Why: one => one.reason,
    'Written by': one => one.updatedBy,
    'Asked by': one => one.askedBy,
    Asked: (one, say) => say(one.askedAt),
    'Agreed by': one => one.decidedBy,
    'In force': (one, say) => say(one.inForceAt),
    Ended: (one, say) => say(one.endedAt),
    Remark: one => one.endNote,
  },
};

export const baselineSheet: SheetOf<Baseline['controls'][number]> = {
  name: 'baseline',
  columns: {
    'What it should be': one => one.sentence,
    Mode: one => one.mode,
    'Is so': one => one.met,
    'Is not': one => one.notMet,
    'Not known': one => one.unknown,
    'Does not apply': one => one.notApplicable,
    Accepted: one => one.accepted,
    'Found changed': one => one.corrected,
  },
};
