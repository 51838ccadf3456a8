/** The queue and the codes as spreadsheets; never a code itself. */
import type { EnrolmentCodeView, WaitingDevice } from '../../../shared/protocol/api/enrolment.ts';
import type { SheetOf } from '../sheets/index.ts';

export const queueSheet: SheetOf<WaitingDevice> = {
  name: 'approval-queue',
  columns: {
    'Calls itself': device => device.suggestedName,
    System: device => device.system,
    Group: device => device.group.name,
    Code: device => device.codeLabel,
    'Asked at': (device, say) => say(device.askedAt),
    Connected: device => (device.connected ? 'yes' : 'no'),
    'May be': device => device.resembles.map(({ name }) => name).join(', '),
  },
};

export const codeSheet: SheetOf<EnrolmentCodeView> = {
  name: 'enrolment-codes',
  columns: {
    'What for': code => code.label,
    Group: code => code.group.name,
    State: code => code.state,
    'Uses left': code => code.usesLeft,
    Uses: code => code.uses,
    'Made at': (code, say) => say(code.createdAt),
    'Made by': code => code.createdBy,
    'Ends at': (code, say) => say(code.expiresAt),
  },
};
