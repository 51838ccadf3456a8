/** The device list as a spreadsheet: what the page shows, and each control in a column of its own. */
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { DeviceRow } from '../../../shared/protocol/api/devices.ts';
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
