/** Bounds that both ends keep. A message beyond them is refused, never cut short. */

export const subProtocol = 'caretaker.device.v1';
export const devicePath = '/device';

/** Bytes of one frame before and after the device has proved who it is. */
export const maxFrameBeforeProof = 16 * 1024;
export const maxFrame = 1024 * 1024;

export const maxRecordsInMessage = 200;
export const maxSoftwareItems = 5000;

/** How long a device keeps what was acknowledged, so that a restored console can ask for it again. */
export const keepAcknowledgedMs = 7 * 24 * 3600_000;
