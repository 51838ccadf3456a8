/** Looks once in a minute whether a letter is due; the alerts' sender takes it from the outbox. */
import type { Attach } from '../alerts/index.ts';
import type { Context } from '../context.ts';
import type { Attachment } from '../deliveries/index.ts';
import { lettersPass } from './letters.ts';
import { keptPdf } from './pdf.ts';
import { readReport } from './store.ts';

const everyMs = 60_000;

/** Answers how many letters went into the outbox. One school's fault leaves the others theirs. */
export async function governorsPass(context: Context): Promise<number> {
  let made = 0;
  for (const { id } of await context.db.selectFrom('school').select('id').execute())
    try {
      const ofSchool = await lettersPass(context, id);
      made += ofSchool;
      if (ofSchool > 0) context.events.nudge(id, ['alerts']);
    } catch (error) {
      context.log.error({ err: error, school: id }, 'the letters to governors could not be gone through');
    }
  return made;
}

/**
 * The report as it was kept, to go with its letter; made once for all who get it.
 * Throws `governors.unknown`, `governors.changed`, `pdf.not_made`.
 */
export function attachReport(context: Context): Attach {
  let last: { key: string; made: Promise<Attachment> } | undefined;
  return (schoolId, number) => {
    const key = `${schoolId} ${number}`;
    if (last?.key === key) return last.made;
    const made = attachmentOf(context, schoolId, number);
    last = { key, made };
    // What failed is tried anew with the next letter.
    made.catch(() => {
      last = undefined;
    });
    return made;
  };
}

async function attachmentOf(context: Context, schoolId: string, number: number): Promise<Attachment> {
  const kept = await readReport(context.db, schoolId, number);
  const { name, type, bytes } = await keptPdf(context, schoolId, kept);
  if (!Buffer.isBuffer(bytes)) throw new Error('the report is whole before it is attached');
  return { filename: name, contentType: type, content: bytes };
}

/** Returns the stop. */
export function startGovernors(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(() => governorsPass(context));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
