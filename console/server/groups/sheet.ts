/** The groups as a spreadsheet. */
import type { Group } from '../../../shared/protocol/api/devices.ts';
import type { SheetOf } from '../sheets/index.ts';

export const groupSheet: SheetOf<Group> = {
  name: 'groups',
  columns: {
    Group: group => group.name,
    'People’s own': group => (group.ownDevices ? 'yes' : 'no'),
    Devices: group => group.devices,
    'Waiting for approval': group => group.waiting,
  },
};
