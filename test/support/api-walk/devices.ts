/** Enrolment, and what one does with a computer. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import { insertDevice } from '../../../console/server/devices/index.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { SoftwareItem } from '../../../shared/protocol/inventory.ts';
import { softwareText } from '../../../shared/protocol/transcript.ts';
import { aFinding, anyHash } from '../raw-device.ts';
import type { Walk } from './walk.ts';

export interface Computers {
  groupId: string;
  otherGroupId: string;
  /** Four that are approved and reported. */
  ids: [string, string, string, string];
}

const system = {
  ...{ platform: 'linux', name: 'Debian GNU/Linux', version: '12 (bookworm)', build: null, kernel: '6.1.0' },
  ...{ architecture: 'x64', hostName: 'laptop-7', virtual: null },
};
const hardware = (at: number) => ({
  ...{ manufacturer: 'LENOVO', model: 'ThinkPad L14', serial: `PF-00${at}`, chassis: 'laptop' },
  ...{ processor: { model: 'Intel Core i5', cores: 4 }, memoryBytes: 8_589_934_592, battery: null },
  disks: [
    { name: 'sda', model: 'Samsung SSD 860', serial: `S-00${at}`, sizeBytes: 256_060_514_304, kind: 'ssd' },
  ],
  firmware: { vendor: 'LENOVO', version: '1.40', date: '2024-02-01' },
});
const programs: SoftwareItem[] = [
  { name: 'Google Chrome', version: '138.0.7204.100', publisher: 'Google LLC', source: 'registry' },
  {
    name: 'openssl',
    version: '3.0.11-1',
    publisher: null,
    source: 'dpkg',
    origin: { name: 'openssl', version: '3.0.11-1' },
  },
  {
    name: 'gimp',
    version: '2.10.34-1',
    publisher: null,
    source: 'dpkg',
    origin: { name: 'gimp', version: '2.10.34-1' },
  },
];

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Enrols, waits in the queue, is approved there and reports. */
export async function computers(walk: Walk): Promise<Computers> {
  const { id: groupId } = await walk.call('post /groups', { body: { name: 'Year 4 trolley' } });
  const { id: otherGroupId } = await walk.call('post /groups', { body: { name: 'Office' } });
  await walk.call('patch /groups/{id}', { params: { id: otherGroupId }, body: { name: 'School office' } });
  const code = await walk.call('post /enrolment-codes', {
    body: { groupId, label: 'The trolley', uses: 30, hours: 72 },
  });
  await walk.call('get /enrolment-codes');
  await walk.call('delete /enrolment-codes/{id}', { params: { id: code.id } });
  const { context, schoolId } = walk.console;
  const ids = [1, 2, 3, 4].map(() => randomUUIDv7()) as Computers['ids'];
  for (const [at, id] of ids.entries())
    await insertDevice(context.db, context.now(), {
      ...{ id, schoolId, groupId, codeId: null, name: `Laptop ${at + 1}`, system: 'Debian GNU/Linux 12' },
      ...{ publicKey: randomUUIDv7(), previousDeviceId: null, approvedBy: null },
    });
  await walk.call('get /queue');
  await walk.call('post /queue/decisions', {
    body: { approve: ids.map((id, at) => ({ id, name: `Laptop ${at + 1}`, groupId })) },
  });
  for (const [at, id] of ids.entries()) await reports(walk, id, at);
  return { groupId, otherGroupId, ids };
}

/** A program that nobody approved. */
const ran = {
  ...{ name: 'Scratch Link (Scratch Foundation)', state: 'not_met' as const, reason: 'unapproved_ran' },
  facts: {
    place: 'user_writable',
    publisher: 'O=Scratch Foundation, L=Boston, C=US',
    hash: null,
    rule: null,
  },
};

async function reports(walk: Walk, id: string, at: number): Promise<void> {
  const findings = controls.map(({ key }) => ({
    finding: aFinding(key, at > 0 && key === 'firewall' ? 'not_met' : 'met', {
      observedAt: walk.console.context.now(),
      ...(key === 'approved-software' && { evidence: { facts: {}, parts: [ran] } }),
    }),
  }));
  await walk.tells(
    id,
    { type: 'section', hash: anyHash, section: { name: 'system', body: system } },
    { type: 'section', hash: anyHash, section: { name: 'hardware', body: hardware(at) } },
    { type: 'software', hash: hashOf(softwareText(programs)), base: null, put: programs, removed: [] },
    { type: 'report', findings },
    { type: 'event', name: 'agent.started', facts: {} },
    ...['began', 'ended'].map(what => ({
      ...{ type: 'event', name: `sitting.${what}` },
      facts: { sitting: 'AbC123', kind: 'screen', account: 'directory', person: 'xY_7-abc', exact: true },
    })),
  );
}

export async function looksAfter(walk: Walk, { ids, otherGroupId }: Computers): Promise<void> {
  const [id, second] = ids;
  const params = { id };
  for (const part of [
    '',
    '/software',
    '/software/export',
    '/loan',
    '/history',
    '/history/export',
    '/sends',
    '/orders',
    '/sittings',
    '/recovery',
    '/recovery-keys',
    '/lost',
    '/quarantine',
  ])
    await walk.call(`get /devices/{id}${part}`, { params });
  await walk.call('get /devices/{id}/history', { params: { ...params, on: '2026-11-20', about: 'media' } });
  await walk.call('patch /devices/{id}', { params, body: { name: 'Laptop 1 of the trolley' } });
  await walk.call('get /search', { params: { q: 'laptop' } });
  await walk.call('get /devices', { params: { search: 'laptop', limit: 2 } });
  await walk.call('post /bulk/moves', { body: { devices: [second], groupId: otherGroupId } });
  await walk.call('post /bulk/moves', { body: { devices: [second], groupId: otherGroupId, apply: true } });
  await walk.call('post /bulk/orders', { body: { devices: [id, second], order: 'check_now' } });
  const order = await walk.call('post /devices/{id}/orders', {
    params,
    body: { order: { kind: 'lock', control: 'idle-lock' }, reason: 'Left open in the hall' },
  });
  for (const part of ['', '/export']) await walk.call(`get /devices/{id}/orders${part}`, { params });
  await walk.call('delete /devices/{id}/orders/{orderId}', { params: { id, orderId: order.id } });
  const lost = {
    how: 'lost',
    message: 'This computer belongs to a school. Please hand it in at the school office.',
    reason: 'Left on the bus',
  };
  await walk.call('post /devices/{id}/lost', { params: { id: second }, body: lost });
  const quarantine = {
    message: 'This computer is kept as it is. Ask the school office before you touch it.',
    reason: 'Strange files were found; the county looks at it on Friday',
    cutDays: 7,
  };
  await walk.call('post /devices/{id}/quarantine', { params: { id: second }, body: quarantine });
  await walk.call('get /quarantines');
  await walk.call('post /saved-views', { body: { name: 'Goes home', query: 'search=home&sort=lastSeen' } });
  const { items } = await walk.call('get /saved-views');
  await walk.call('delete /saved-views/{id}', { params: { id: items[0].id } });
}
