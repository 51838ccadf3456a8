/** What somebody reported at a computer begins an incident; reported again by the same person while it is open, it is a line of it. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import type { IncidentCategory } from '../../../shared/protocol/api/incidents.ts';
import { type Problem, problems } from '../../../shared/protocol/tray/asks.ts';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';
import type { Sender } from '../reports/index.ts';
import type { Caller } from '../route.ts';

const facts = z.object({
  about: z.enum(Object.keys(problems) as [Problem, ...Problem[]]),
  more: z.string().max(300),
  person: z.string().max(300),
});

const categories: Record<Problem, IncidentCategory> = {
  not_working: 'other',
  got_through: 'something_got_through',
  password: 'password_compromised',
  harmful: 'malware',
  other: 'other',
};

/** The event `problem.reported`, which may come more than once. When it was noticed is when it was heard of here. */
export async function heardProblem(
  context: Context,
  { deviceId, schoolId }: Sender,
  event: { id: string; facts: Record<string, unknown> },
): Promise<void> {
  const said = facts.safeParse(event.facts);
  if (!said.success) return;
  const { about, more } = said.data;
  const device = await findDeviceRecord(context.db, deviceId);
  if (device === undefined || device.status !== 'approved') return;
  const person = clean(said.data.person, 100) || 'somebody';
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      category: categories[about],
      title: `${problems[about]}, reported at the computer`,
      detail: clean(more, 300),
      deviceId,
      noticedAt: context.now(),
      source: 'tray',
      reporter: person,
      id: event.id,
      matter: `problem:${deviceId}:${about}:${person}`,
    }),
  );
}

/** The same by somebody who is signed in here; `person` is the same each time that they are. */
export async function reportProblem(
  context: Context,
  by: Caller,
  said: { about: Problem; more: string; deviceId: string | null; person: string },
): Promise<{ reportedAt: number }> {
  const { about, more, deviceId, person } = said;
  const reportedAt = context.now();
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      ...{ category: categories[about], title: `${problems[about]}, reported by a member of staff` },
      ...{ detail: clean(more, 300), deviceId, noticedAt: reportedAt, source: 'console' },
      ...{ reporter: by.name, id: randomUUIDv7() },
      matter: `problem:${deviceId ?? 'none'}:${about}:${person}`,
    }),
  );
  return { reportedAt };
}
