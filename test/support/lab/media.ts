/** What a console says to a device about sticks, and what the device tells of them. */
import { randomUUID } from 'node:crypto';
import { hashSerial } from '../../../agent/service/controls/removable-media/guard/stick.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import type { MediaGrant, Order } from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import { until } from '../until.ts';
import type { Managed } from './managed.ts';

type Event = Extract<DeviceRecord, { type: 'event' }>;
type Facts = Event['facts'];

/** QEMU's sticks are all of this model. */
export const model = { vendorId: '46f4', productId: '0001' };

/** A signed order, as a technician's click makes it. */
export function order({ deviceId, console }: Managed, given: Order): void {
  const now = Date.now();
  const payload = JSON.stringify({
    ...{ id: randomUUID(), schoolId: 'school', deviceId, issuedAt: now, expiresAt: now + 600_000 },
    order: given,
  });
  console.send('order', { payload, signature: console.sign(orderText(payload)) });
}

/** Permission for one stick: read-only for ten minutes unless it says otherwise. Answers its id. */
export function grant(managed: Managed, serial: string, over: Partial<MediaGrant> = {}): string {
  const grantId = randomUUID();
  const media = { ...model, serialHash: hashSerial(serial, managed.serialKey) };
  const rest = { access: 'read_only' as const, durationSec: 600, notAfter: Date.now() + 3600_000 };
  order(managed, {
    kind: 'media_grant',
    control: 'removable-media',
    grant: { grantId, media, ...rest, singleUse: false, personId: null, ...over },
  });
  return grantId;
}

const fits = (event: Event, name: string, facts: Facts) =>
  event.name === name && Object.entries(facts).every(([key, value]) => event.facts[key] === value);

/** The facts of the first such event that reached the console after `after`. Rejects with what was told instead. */
export async function told(
  managed: Managed,
  name: string,
  facts: Facts,
  { after = 0, deadlineMs = 90_000 } = {},
): Promise<Facts> {
  const since = () => managed.events.filter(one => one.seq > after);
  const found = () => since().find(one => fits(one, name, facts));
  await until(`${name} ${JSON.stringify(facts)} is told`, () => found() !== undefined, deadlineMs).catch(
    error => {
      throw new Error(
        `${error.message}\n${since()
          .map(one => JSON.stringify([one.name, one.facts]))
          .join('\n')}`,
      );
    },
  );
  return found()?.facts ?? {};
}

/** The first event of that name about one stick that reached the console. */
export async function toldAbout(managed: Managed, serial: string, name: string): Promise<Event> {
  const serialHash = hashSerial(serial, managed.serialKey);
  const found = () => managed.events.find(one => fits(one, name, { serialHash }));
  await until(`${name} is told of ${serial}`, () => found() !== undefined, 60_000);
  return found() as Event;
}

/** The same of what the agent keeps for a console that it cannot reach, about one stick. */
export function keptAbout(
  managed: Managed,
  serial: string,
  name: string,
  facts: Facts = {},
  deadlineMs = 180_000,
): Promise<Event> {
  const about = { ...facts, serialHash: hashSerial(serial, managed.serialKey) };
  return managed.keptEvent(name, one => fits(one, name, about), deadlineMs);
}

/** From there on the guest's clamd answers: one signature of ours, as the image has it. */
export const startAntivirus = ({ guest }: Managed): Promise<string> =>
  guest.must(
    'systemctl start clamav-daemon; for i in $(seq 60); do clamdscan --ping 1 && exit 0; sleep 1; done; exit 1',
    90_000,
  );
