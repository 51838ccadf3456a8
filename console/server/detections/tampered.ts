/** Virus protection that was turned off begins an incident (G-05), one for each computer and cause. It accuses nobody. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';
import { byOurClock, type Sender } from '../reports/index.ts';

const facts = z.object({
  product: z.string(),
  what: z.enum(['real_time_off', 'scanning_off', 'change_stopped', 'service_stopped']),
  times: z.int().positive(),
  happenedAt: z.int().nonnegative().nullable(),
});

type What = z.infer<typeof facts>['what'];
const titles: Record<What, (product: string) => string> = {
  real_time_off: product => `${product} was told to check files no more as they are opened`,
  scanning_off: product => `${product} was told to look for viruses no more`,
  change_stopped: product => `Somebody or something tried to turn ${product} off, and it did not let them`,
  service_stopped: product => `The service of ${product} was stopped`,
};
const mayBe: Record<What, string> = {
  real_time_off:
    'That is also so while another product takes its place: look at what this computer says of its virus protection now. Who it was is not told.',
  scanning_off: 'Look at what this computer says of its virus protection now. Who it was is not told.',
  change_stopped:
    'Nothing was changed. A program that people installed may try it too: ask what was done at this computer then.',
  service_stopped:
    'It did not fail by itself: somebody with an administrator’s rights stopped it, or a program did. Start it again if nobody meant to.',
};

/** The event `av.tampered`, which may come more than once. It names nobody. */
export async function heardTampering(
  context: Context,
  { deviceId, schoolId, clockOffsetMs }: Sender,
  event: { id: string; facts: Record<string, unknown> },
): Promise<void> {
  const said = facts.safeParse(event.facts);
  if (!said.success) return;
  const { what, times, happenedAt } = said.data;
  const product = clean(said.data.product, 40);
  const now = context.now();
  const name = (await findDeviceRecord(context.db, deviceId))?.name ?? deviceId;
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
  const often = times > 1 ? `${times} times in seven days. ` : '';
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      category: 'tampering',
      title: titles[what](product),
      detail: `${often}${mayBe[what]}`,
      deviceId,
      noticedAt: happenedAt === null ? now : byOurClock(happenedAt, clockOffsetMs, now),
      source: 'device',
      id: event.id,
      matter: `tampering:${deviceId}:${product}:${what}`,
    }),
  );
}
