/** The device list as a spreadsheet: what the page shows, and each control in a column of its own. */
import type * as z from 'zod';
import { controlByKey, controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { DeviceRow, deviceSoftware, HistoryEntry } from '../../../shared/protocol/api/devices.ts';
import { sourceWords } from '../../../shared/protocol/api/software.ts';
import type { SheetOf } from '../sheets/index.ts';

const stateWords: Record<State, string> = {
  met: 'met',
  not_met: 'not met',
  unknown: 'not known',
  not_applicable: 'does not apply',
};

const stands = (row: DeviceRow, control: string) => {
  const found = row.controls.find(one => one.control === control);
  return found === undefined ? '' : stateWords[found.state];
};

export const deviceSheet: SheetOf<DeviceRow> = {
  name: 'devices',
  columns: {
    Name: row => row.name,
    Group: row => row.group.name,
    Status: row => row.status,
    System: row => row.system,
    Model: row => row.model,
    'Asset tag': row => row.asset?.tag ?? null,
    Place: row => row.asset?.location ?? null,
    Holder: row => row.asset?.holder ?? null,
    'Last seen': (row, say) => say(row.lastSeenAt),
    'Not met': row => row.notMet,
    'Not known': row => row.unknown,
    ...Object.fromEntries(
      controls.map(({ key, words }) => [words.title, (row: DeviceRow) => stands(row, key)]),
    ),
    Agent: row => row.agent,
  },
};

export const deviceSoftwareSheet: SheetOf<z.infer<typeof deviceSoftware>> = {
  name: 'device-software',
  columns: {
    Title: one => one.name,
    Version: one => one.version,
    Publisher: one => one.publisher,
    'Found as': one => sourceWords[one.source] ?? one.source,
    'First seen': (one, say) => say(one.firstSeenAt),
  },
};

export const historySheet: SheetOf<HistoryEntry> = {
  name: 'device-history',
  columns: {
    When: (one, say) => say(one.at),
    Received: (one, say) => say(one.receivedAt),
    What: one => one.sentence,
    Check: one => (one.control === null ? null : (controlByKey(one.control)?.words.title ?? one.control)),
    State: one => one.state && stateWords[one.state],
    Before: one => one.before && stateWords[one.before],
  },
};
