/** Devices that wait for somebody to say yes, oldest first. */
import type { WaitingDevice } from '../../../shared/protocol/api/enrolment.ts';
import type { Context } from '../context.ts';
import { resembling } from './resembles.ts';

export interface QueuePage {
  after?: [number, string] | undefined;
  limit: number;
}

export async function readQueue(
  { db, presence }: Context,
  schoolId: string,
  { after, limit }: QueuePage,
): Promise<WaitingDevice[]> {
  const found = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .leftJoin('enrolment_code', 'enrolment_code.id', 'device.code_id')
    .selectAll('device')
    .select(['device_group.name as group_name', 'enrolment_code.label as code_label'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', '=', 'waiting')
    .$if(after !== undefined, query =>
      query.where(eb =>
        eb.or([
          eb('device.enrolled_at', '>', after?.[0] ?? 0),
          eb.and([eb('device.enrolled_at', '=', after?.[0] ?? 0), eb('device.id', '>', after?.[1] ?? '')]),
        ]),
      ),
    )
    .orderBy('device.enrolled_at')
    .orderBy('device.id')
    .limit(limit)
    .execute();
  const alike = await resembling(
    db,
    found.map(row => ({ id: row.id, schoolId: row.school_id, previousDeviceId: row.previous_device_id })),
  );
  return found.map(row => ({
    id: row.id,
    suggestedName: row.name,
    system: row.system ?? '',
    group: { id: row.group_id, name: row.group_name },
    codeLabel: row.code_label || null,
    askedAt: row.enrolled_at,
    connected: presence.isConnected(row.id),
    resembles: alike.get(row.id) ?? [],
  }));
}
