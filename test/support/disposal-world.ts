/** A school with a technician and a headteacher, assets with and without devices, and short words for each step of a disposal. */
import { randomUUIDv7 } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { routes as approvalRoutes } from '../../console/server/approvals/index.ts';
import { routes as assetRoutes } from '../../console/server/assets/index.ts';
import { routes as checkRoutes } from '../../console/server/checks/index.ts';
import type { Db } from '../../console/server/database/index.ts';
import { insertDevice } from '../../console/server/devices/index.ts';
import { disposalKinds, routes as disposalRoutes } from '../../console/server/disposals/index.ts';
import { ensureGroup } from '../../console/server/groups/index.ts';
import { routes as licenceRoutes } from '../../console/server/licences/index.ts';
import type { Caller, RouteSpec } from '../../console/server/route.ts';
import type { Ask } from '../../shared/disposals/ways.ts';
import type { Asset } from '../../shared/protocol/api/assets.ts';
import type { Batch, DisposalItem, LogImported, WriteOff } from '../../shared/protocol/api/disposals.ts';
import type { TestContext } from './console-context.ts';
import { aPolicySchool } from './policy-school.ts';
import { scratchFolder } from './scratch.ts';

export interface Disk {
  name: string;
  model: string | null;
  serial: string | null;
  sizeBytes: number | null;
  kind: string;
}
export const aDisk = (serial: string | null, kind = 'ssd', name = 'sda'): Disk => ({
  name,
  model: 'Samsung SSD 860',
  serial,
  sizeBytes: 256_060_514_304,
  kind,
});

const contractor = {
  name: 'Green Bytes Ltd',
  contact: 'collect@greenbytes.example',
  carrierNumber: 'CBDU123456',
  carrierUntil: '2027-06-30',
  permit: 'AATF WEE/AB1234CD/ATF',
  permitUntil: '2027-03-31',
  agreementOn: '2025-09-01',
  agreementUntil: null,
  certification: 'ADISA 8.0',
  checkedOn: '2026-11-01',
  guaranteeOn: '2026-09-01',
};
export const aContractor = (more: object = {}) => ({ ...contractor, ...more });

const wipe = {
  method: 'overwrite',
  tool: 'nwipe',
  toolVersion: '0.34',
  result: 'passed',
  verification: 'full',
  operator: 'Terry Tech',
  doneOn: '2026-11-20',
};
export const aWipe = (more: object = {}) => ({ ...wipe, ...more });
export const aDestruction = (more: object = {}) => ({
  method: 'shred',
  result: 'passed',
  verification: 'seen',
  operator: 'Terry Tech',
  witness: 'Hazel Head',
  place: 'School office',
  doneOn: '2026-11-21',
  ...more,
});
export const aNote = (more: object = {}) => ({
  kind: 'consignment_note',
  number: 'ABC123/0001',
  dated: '2026-11-22',
  codes: '20 01 35*',
  hazardous: true,
  pops: true,
  quantity: '2 items, 5 kg',
  destination: 'Green Bytes, Unit 4, AATF WEE/AB1234CD/ATF',
  ...more,
});

export type DisposalWorld = Awaited<ReturnType<typeof aDisposalWorld>>;

export async function aDisposalWorld(db: Db) {
  const school = await aPolicySchool(db);
  const data = scratchFolder('caretaker-disposals-');
  const context: TestContext = { ...school.context, config: { ...school.context.config, data } };
  const { technician } = school;
  const head = await school.aPerson('Hazel Head', 'headteacher');
  const all = (): RouteSpec[] => [
    ...disposalRoutes(context),
    ...assetRoutes(context),
    ...approvalRoutes(context, disposalKinds),
    ...checkRoutes(context),
    ...licenceRoutes(context),
  ];

  /** `/disposals/items/ID/storage` finds its route by its shape. */
  async function ask(
    method: string,
    path: string,
    body: object = {},
    by: Caller = technician,
    bytes?: Buffer,
  ) {
    const [place = '', search = ''] = path.split('?');
    const parts = place.split('/');
    const spec = all().find(one => {
      const shape = one.path.split('/');
      return (
        one.method === method &&
        shape.length === parts.length &&
        shape.every((part, at) => part.startsWith('{') || part === parts[at])
      );
    });
    if (spec === undefined) throw new Error(`no route ${method} ${path}`);
    const at = spec.path.split('/').findIndex(part => part.startsWith('{'));
    const answer = await spec.handle(
      {
        caller: by,
        params: spec.params?.parse({ id: parts[at] }),
        query: spec.query?.parse(Object.fromEntries(new URLSearchParams(search))),
        body: spec.body?.parse(body),
        ...(bytes && { upload: { stream: Readable.from([bytes]), length: bytes.length } }),
      },
      { setSession: () => undefined },
    );
    return spec.response === null ? answer : spec.response.parse(answer);
  }

  async function device(name: string, disks: Disk[]) {
    const id = randomUUIDv7();
    const groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
    await insertDevice(db, context.now(), {
      id,
      schoolId: context.schoolId,
      groupId,
      codeId: null,
      previousDeviceId: null,
      name,
      system: 'Debian 12',
      publicKey: id,
      approvedBy: 'a test',
    });
    const body = JSON.stringify({
      manufacturer: 'LENOVO',
      model: 'ThinkPad L14',
      serial: `PF-${name}`,
      disks,
    });
    await db
      .insertInto('device_section')
      .values({
        device_id: id,
        school_id: context.schoolId,
        name: 'hardware',
        hash: 'h',
        body,
        received_at: context.now(),
      })
      .execute();
    return id;
  }

  async function laptop(tag: string, disks: Disk[] = [aDisk(`S-${tag}`)], more: object = {}): Promise<Asset> {
    const deviceId = disks.length === 0 ? undefined : await device(`Laptop ${tag}`, disks);
    return (await ask('post', '/assets', { tag, kind: 'laptop', deviceId, ...more })) as Asset;
  }

  async function request(
    assets: readonly { id: string }[],
    more: { way?: Ask; [field: string]: unknown } = {},
  ): Promise<WriteOff> {
    const price = more.way === 'sold' ? 4_000 : null;
    const items = assets.map(({ id }) => ({ assetId: id, condition: 'broken hinge', price }));
    return (await ask('post', '/disposals/write-offs', {
      items,
      reason: 'Too old for its system',
      personalData: 'yes',
      ...more,
    })) as WriteOff;
  }

  async function approved(...asking: Parameters<typeof request>): Promise<WriteOff> {
    const asked = await request(...asking);
    await ask('post', `/approvals/${asked.approvalId}/approve`, {}, head);
    return (await ask('get', `/disposals/write-offs/${asked.id}`)) as WriteOff;
  }

  /** The head says yes to what was asked last of this kind about it. */
  async function agree(kind: string, subject: string) {
    const asked = await db
      .selectFrom('approval')
      .select('id')
      .where('subject', '=', subject)
      .where('kind', '=', kind)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    return ask('post', `/approvals/${asked?.id ?? 'none'}/approve`, {}, head);
  }

  const item = async (id: string) => (await ask('get', `/disposals/items/${id}`)) as DisposalItem;
  const batch = async (id: string) => (await ask('get', `/disposals/batches/${id}`)) as Batch;

  async function collection(itemIds: readonly string[], more: object = {}): Promise<Batch> {
    const { items } = (await ask('post', '/disposals/contractors', aContractor(more))) as {
      items: { id: string; name: string }[];
    };
    const contractorId = items.find(one => one.name === aContractor(more).name)?.id;
    return (await ask('post', '/disposals/batches', {
      contractorId,
      collectOn: '2026-11-22',
      itemIds,
    })) as Batch;
  }

  /** Sold for £40 to somebody who works here, or given to another school. */
  const reuse = async (itemIds: readonly string[], way: 'sold' | 'given' = 'sold', name = 'Pat Parent') =>
    (await ask('post', '/disposals/batches', {
      ...{ way, itemIds, collectOn: '2026-11-22', price: way === 'sold' ? 4_000 : null },
      recipient: { name, kind: way === 'sold' ? 'staff' : 'school', contact: 'pat@school.example' },
    })) as Batch;
  const tested = (tag: string, doneOn = '2026-11-20') =>
    ask('post', '/asset-checks', {
      ...{ tags: [tag], kind: 'pat', doneOn, result: 'passed', doneBy: 'Terry Tech', nextOn: null },
    });

  const handOver = async (of: Batch, more: object = {}) =>
    (await ask('post', `/disposals/batches/${of.id}/hand-over`, {
      handedBy: 'Terry Tech',
      handedRole: 'technician',
      receivedBy: 'Dan Driver',
      receivedRole: 'driver',
      quantity: '2 items, 5 kg',
      seen: of.items.map(one => one.id),
      accepted: true,
      ...more,
    })) as Batch;

  const log = async (text: string, name = 'wipe.txt') =>
    (await ask(
      'post',
      `/disposals/logs?name=${name}&operator=Terry`,
      {},
      technician,
      Buffer.from(text),
    )) as LogImported;
  const file = async (bytes: Buffer, name = 'certificate.pdf') =>
    (await ask('post', `/disposals/files?name=${encodeURIComponent(name)}`, {}, technician, bytes)) as {
      id: string;
    };

  return {
    context,
    db,
    head,
    technician,
    aPerson: school.aPerson,
    ask,
    device,
    laptop,
    request,
    approved,
    agree,
    item,
    batch,
    collection,
    reuse,
    tested,
    handOver,
    log,
    file,
    asset: async (id: string) => (await ask('get', `/assets/${id}`)) as Asset,
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
}

/** A log of one drive or of several: the layout is nwipe's, the values are invented. */
export function aWipeLog(serials: string | string[], status = ' Erased ', errors = 0): string {
  const drives = [serials]
    .flat()
    .map((serial, at) => ({ serial, name: `sd${String.fromCharCode(98 + at)}` }));
  const lines = (line: (drive: (typeof drives)[number]) => string) => drives.map(line).join('\n');
  return `[2026/11/20 09:00:00]  notice: Program options are set as follows...
[2026/11/20 09:00:00]  notice:   banner   = nwipe 0.34
[2026/11/20 09:00:00]  notice:   method   = DoD Short
${lines(({ serial, name }) => `[2026/11/20 09:00:00]  notice: Found /dev/${name}, ATA, Samsung SSD 860 EVO 250GB, 250 GB, S/N=${serial}`)}

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
${lines(({ name }) => `       ${name} | ${String(errors).padStart(11)} |                    0 |                    0`)}
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
${lines(({ serial, name }) => `       ${name} |${status}|  85 MB/s | 00:48:39 | Samsung SSD 860 E/${serial}`)}
--------------------------------------------------------------------------------
[2026/11/20 09:48:39] Total Throughput  85 MB/s, DoD Short, 1R+B+VA
********************************************************************************
`;
}

/** A grey PNG of 8 by 6 dots, with a text that says where it was taken. */
export const aPicture = () =>
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAGCAAAAADbboAnAAAAD3RFWHRBdXRob3IAR1BTIDUxLjU+eEOSAAAADklEQVR4nGOIggIGUhgAx+UQ4cL9ergAAAAASUVORK5CYII=',
    'base64',
  );

/** The smallest PDF that readers open: one page with a line on it. */
export function aPdf(line = 'Certificate of destruction'): Buffer {
  const draw = `BT /F1 24 Tf 60 700 Td (${line}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${draw.length}>>stream\n${draw}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(place).padStart(10, '0');
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.map(place => `${place} 00000 n \n`).join('')}`;
  text += `trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
