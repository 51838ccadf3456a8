/** What a computer’s virus protection found begins an incident (G-04); found again while it is open, it is a line of it. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';
import { byOurClock, type Sender } from '../reports/index.ts';

const facts = z.object({
  product: z.string(),
  threat: z.string(),
  action: z.string(),
  place: z.string(),
  foundAt: z.int().nonnegative().nullable(),
});

const places: Record<string, string> = {
  home: ' in somebody’s own folder',
  system: ' in a folder of the system',
  removable: ' on a stick or another removable disk',
  temporary: ' in a temporary folder',
  handed_over: ' in what another program gave it to scan',
};
const actions: Record<string, string> = {
  none: 'It only told: nothing was done with it yet.',
  blocked: 'It was stopped.',
  quarantined: 'It was put into quarantine.',
  removed: 'It was removed.',
  cleaned: 'It was cleaned.',
  allowed: 'Somebody at that computer allowed it.',
  failed: 'It could not be dealt with.',
};

/** The event `av.detected`, which may come more than once. It never names a file or a person. */
export async function heardDetection(
  context: Context,
  { deviceId, schoolId, clockOffsetMs }: Sender,
  event: { id: string; facts: Record<string, unknown> },
): Promise<void> {
  const said = facts.safeParse(event.facts);
  if (!said.success) return;
  const { action, place, foundAt } = said.data;
  const product = clean(said.data.product, 40);
  const threat = clean(said.data.threat, 80);
  const now = context.now();
  const name = (await findDeviceRecord(context.db, deviceId))?.name ?? deviceId;
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      category: 'malware',
      title: `${product} found ${threat}${places[place] ?? ''}`,
      detail: actions[action] ?? 'What was done with it is not known.',
      deviceId,
      noticedAt: foundAt === null ? now : byOurClock(foundAt, clockOffsetMs, now),
      source: 'device',
      id: event.id,
      matter: `malware:${deviceId}:${threat}`,
    }),
  );
}
