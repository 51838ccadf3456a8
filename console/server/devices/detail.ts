/** One device, whole. */
import * as z from 'zod';
import type { Device, deviceSoftware } from '../../../shared/protocol/api/devices.ts';
import { hardware, system } from '../../../shared/protocol/inventory.ts';
import { assetsOf } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { currentPolicy, modeOf } from '../policies/index.ts';
import { exceptionEnds, presentFindings, presentRow } from './present.ts';

/** Any status but removed. Throws `device.not_found`. */
export async function findDevice(db: Tx, schoolId: string, id: string) {
  const row = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .selectAll('device')
    .select('device_group.name as group_name')
    .where('device.id', '=', id)
    .where('device.school_id', '=', schoolId)
    .where('device.status', '!=', 'removed')
    .executeTakeFirst();
  if (row === undefined) throw notFound('device');
  return row;
}

export async function readDevice(context: Context, schoolId: string, id: string): Promise<Device> {
  const { db, presence } = context;
  const row = await findDevice(db, schoolId, id);
  const findings = await db.selectFrom('device_finding').selectAll().where('device_id', '=', id).execute();
  const sections = await db.selectFrom('device_section').selectAll().where('device_id', '=', id).execute();
  const software = await countSoftware(db, id);
  const policy = await currentPolicy(context, schoolId, row.group_id);
  const section = (name: string) => sections.find(one => one.name === name);
  const body = (name: string) => JSON.parse(section(name)?.body ?? 'null');
  const received = Object.fromEntries(sections.map(one => [one.name, one.received_at]));
  const excepted = await exceptionEnds(db, schoolId, context.now(), [id]);
  const reasons = new Map(findings.map(finding => [finding.control, finding.reason]));
  return {
    ...presentRow(row, {
      ...{ reasons, connected: presence.isConnected(id), excepted: excepted.get(id) },
      asset: (await assetsOf(db, [id])).get(id),
    }),
    enrolledAt: row.enrolled_at,
    approvedAt: row.approved_at,
    approvedBy: row.approved_by,
    findings: presentFindings(findings),
    hardware: hardware.nullable().catch(null).parse(body('hardware')),
    systemFacts: system.nullable().catch(null).parse(body('system')),
    received,
    softwareCount: software,
    policy: {
      applied: row.policy_applied,
      current: policy.number,
      mode: overallMode(policy.document.controls),
    },
    note: row.note,
    intercepted: row.intercepted_by === null ? null : { issuer: row.intercepted_by },
  };
}

/** The strongest thing the policy does: `enforce` if any control is enforced. */
function overallMode(controls: Record<string, unknown>): string {
  const modes = Object.values(controls).map(modeOf);
  return modes.includes('enforce') ? 'enforce' : modes.includes('watch') ? 'watch' : 'off';
}

async function countSoftware(db: Tx, deviceId: string): Promise<number> {
  const counted = await db
    .selectFrom('device_software')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  return Number(counted.all);
}

const place = z.tuple([z.string(), z.string()]);

export async function listSoftware(
  db: Tx,
  deviceId: string,
  query: { cursor?: string | undefined; limit: number; search?: string | undefined },
) {
  const after = readCursor(query.cursor, place);
  const words = (query.search ?? '').toLowerCase().replace(/[!%_]/g, '!$&');
  const from = db
    .selectFrom('device_software')
    .innerJoin('software', 'software.id', 'device_software.software_id')
    .where('device_software.device_id', '=', deviceId)
    .$if(words !== '', some =>
      some.where(eb => eb(eb.fn<string>('lower', ['software.name']), 'like', eb.val(`%${words}%`))),
    );
  const rows = await from
    .select(['software.id', 'source', 'name', 'publisher', 'version', 'first_seen_at'])
    .$if(after !== undefined, some =>
      some.where(eb =>
        eb.or([
          eb('software.name', '>', after?.[0] ?? ''),
          eb.and([eb('software.name', '=', after?.[0] ?? ''), eb('software.id', '>', after?.[1] ?? '')]),
        ]),
      ),
    )
    .orderBy('software.name')
    .orderBy('software.id')
    .limit(query.limit + 1)
    .execute();
  const counted = await from.select(eb => eb.fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  const present = (row: (typeof rows)[number]): z.infer<typeof deviceSoftware> => ({
    titleId: row.id,
    name: row.name,
    version: row.version,
    publisher: row.publisher,
    source: row.source,
    firstSeenAt: row.first_seen_at,
  });
  return { ...pageOf(rows, query.limit, present, row => [row.name, row.id]), total: Number(counted.all) };
}
