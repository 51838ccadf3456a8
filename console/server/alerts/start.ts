/** Looks once in half a minute for what is to be told, and sends what is due. */
import type { Context } from '../context.ts';
import {
  type Attachment,
  type DeliveryRow,
  type Outcome,
  type Send,
  sendDue,
  sendMail,
} from '../deliveries/index.ts';
import { followPass, sendToWebhook } from '../webhooks/index.ts';
import { digestPass } from './digest.ts';
import type { LetterText } from './letter.ts';

const everyMs = 30_000;
/** A change is told soon, but not in the middle of it. */
const soonMs = 2_000;
/** Of those something may have been written that waits in the outbox. */
const soonTopics = ['incidents', 'alerts', 'approvals'] as const;

/** Makes what a letter names by a number: the report to the governors, as it was kept. */
export type Attach = (schoolId: string, report: number) => Promise<Attachment>;

export async function alertPass(context: Context, send: Send = sendOne(context)): Promise<void> {
  const schools = await context.db.selectFrom('school').select('id').execute();
  let made = 0;
  /** A fault of one school, or of one kind, leaves the others theirs. */
  const apart = async (what: string, act: () => Promise<number>): Promise<void> => {
    try {
      made += await act();
    } catch (error) {
      context.log.error({ err: error }, `${what} could not be gone through`);
    }
  };
  for (const { id } of schools) {
    await apart(`the digest of ${id}`, () => digestPass(context, id));
    await apart(`the webhooks of ${id}`, () => followPass(context, id).then(() => 0));
  }
  await apart('the outbox', () => sendDue(context, send));
  if (made > 0) for (const { id } of schools) context.events.nudge(id, ['alerts']);
}

export const sendOne =
  (context: Context, attach?: Attach): Send =>
  row =>
    row.way === 'mail' ? sendLetter(context, row, attach) : sendToWebhook(context, row);

type Kept = LetterText & { report?: number };

async function sendLetter(
  { db, config }: Context,
  { id, school_id, target, body }: DeliveryRow,
  attach: Attach | undefined,
): Promise<Outcome> {
  const to = target.includes('@') ? target : await addressOf(db, target);
  if (to === null) return { kind: 'failed', error: 'The account is closed, or has no address any more.' };
  const { report, ...letter } = JSON.parse(body) as Kept;
  const attachments = report === undefined ? [] : await attached(school_id, report, attach);
  return sendMail(config, { ...letter, to, id, attachments });
}

/** Throws where nobody can make it: a letter that says that something is attached does not go without it. */
async function attached(schoolId: string, report: number, attach: Attach | undefined) {
  if (attach === undefined) throw new Error('nothing here makes what the letter is to bring');
  return [await attach(schoolId, report)];
}

/** That the account has now, if it is still open. */
async function addressOf(db: Context['db'], target: string): Promise<string | null> {
  const account = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select('person.email')
    .where('account.id', '=', target)
    .where('account.disabled', '=', 0)
    .executeTakeFirst();
  return account?.email ?? null;
}

/** Returns the stop. */
export function startAlerts(context: Context, attach?: Attach): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const pass = () => {
    turn = turn
      .then(() => alertPass(context, sendOne(context, attach)))
      .catch(error => context.log.error({ err: error }, 'alerts could not be gone through'));
  };
  const timer = setInterval(pass, everyMs);
  timer.unref();
  const stopListening = context.events.onNudge((_school, { topics }) => {
    if (!soonTopics.some(topic => topics.includes(topic))) return;
    clearTimeout(soon);
    soon = setTimeout(pass, soonMs).unref();
  });
  return async () => {
    clearInterval(timer);
    clearTimeout(soon);
    stopListening();
    await turn;
  };
}
