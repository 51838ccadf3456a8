/**
 * Entering sticks. Many at once are a wider list of what may be used, and no longer somebody's new stick: as with
 * exceptions, a second person agrees. Only where some group stops what is on no list; elsewhere nothing is widened.
 */
import * as z from 'zod';
import { type MediumInput, mediumInput } from '../../../shared/protocol/api/media.ts';
import { may } from '../access.ts';
import { type ApprovalKind, actorsOf, agreedLately, either, whoCould } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import { askedOfGroups, issueAll, modeOf, readRules, sendFresh } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { findBySerial, inForce, insertMedium, refuseTooMany } from './change.ts';

/** So many a day are entered by one person alone. */
const few = 10;
const dayMs = 24 * 3600_000;
const permission = 'policies.approve';

/** One list waits at a time. */
export const listSubject = 'media-list';
const listPayload = z.object({ media: z.array(mediumInput) });

/** Many at once: entered by a second person’s yes, but for what is known meanwhile. */
export const mediaListKind: ApprovalKind<z.infer<typeof listPayload>> = {
  ...{ kind: 'media-list', permission, stepUp: true, waitsMs: 28 * dayMs, alone: 'do' },
  read: given => listPayload.parse(given),
  async approved(context, tx, { payload: { media }, askedBy, schoolId }) {
    const by = askedBy as Caller;
    let created = 0;
    for (const input of media) {
      if ((await findBySerial(tx, schoolId, input)) !== undefined) continue;
      await insertMedium(context, tx, by, input);
      created += 1;
    }
    await refuseTooMany(tx, schoolId);
    await context.audit.record(tx, by, 'medium.imported', { facts: { created, given: media.length } });
    const issued = await issueAll(context, tx, schoolId);
    return {
      sentence: `${created === 1 ? 'One stick was' : `${created} sticks were`} entered: they may be used from each computer’s next contact on.`,
      async after() {
        await sendFresh(context, issued);
        context.events.nudge(schoolId, ['media', 'policies']);
      },
    };
  },
  about: (_asked, reader) =>
    may(reader, 'media.read') ? { label: 'The register of media', to: '/media' } : null,
};

/** Who has to agree before so many more are entered; null where nobody has to, or nobody could. */
export async function secondFor(context: Context, tx: Tx, by: Caller, more: number): Promise<string | null> {
  const lately = await tx
    .selectFrom('school_medium')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', by.schoolId)
    .where('created_at', '>', context.now() - dayMs)
    .executeTakeFirstOrThrow();
  const since = context.now() - dayMs;
  const agreed = (await agreedLately(tx, by, mediaListKind, listSubject, since)).flatMap(
    ({ media }) => media,
  );
  if (Number(lately.all) - agreed.length + more <= few) return null;
  if ((await readRules(tx, by.schoolId)).secondPerson === 'never') return null;
  const asked = await askedOfGroups(tx, by.schoolId, 'removable-media');
  if (!asked.some(({ policy }) => modeOf(policy) === 'enforce')) return null;
  const who = await whoCould(tx, by.schoolId, permission, await actorsOf(context, tx, by));
  return who.length === 0 ? null : either(who);
}

/** Throws `medium.known`, `medium.many_today`, `request.invalid` for a serial that is not the seen stick's. */
export async function createMedium(context: Context, by: Caller, input: MediumInput): Promise<string> {
  return inForce(context, by, async tx => {
    await refuseManyAlone(context, tx, by);
    const row = await insertMedium(context, tx, by, input);
    const facts = { label: row.label, holder: row.holder ?? 'nobody yet' };
    await context.audit.record(tx, by, 'medium.entered', { subject: row.id, facts });
    return row.id;
  });
}

/** What is entered one by one needs no second person, so it ends there. */
async function refuseManyAlone(context: Context, tx: Tx, by: Caller): Promise<void> {
  const who = await secondFor(context, tx, by, 1);
  if (who === null) return;
  throw conflict(
    'medium.many_today',
    `${few} sticks were entered since this time yesterday. Enter more as a list (Import): ${who} agrees to it once, as it widens what may be used.`,
  );
}
