/**
 * `caretaker lost-phone`: the way back in for a technician who is alone and has lost phone and recovery codes. It waits for
 * the second person as on the page, where there is one; a link by itself still asks for the code.
 */
import { askFirst, commandLine, findHere, removeSecondStep } from './accounts/index.ts';
import type { Opened } from './main-open.ts';

const next =
  'Then `caretaker sign-in` gives a link that lets them in, and they can set up a new second step.';

/** What to print. Throws `account.not_found`, `second_step.not_found`, `approval.waits_already`. */
export async function lostPhone(
  { context, schoolId }: Opened,
  email: string | undefined,
  reason: string,
): Promise<string[]> {
  const by = commandLine(schoolId);
  const { id, name } = await findHere(context.db, schoolId, email);
  const asked = await askFirst(context, by, { what: 'second_step', id }, reason);
  if (asked === null) {
    await removeSecondStep(context, by, id);
    return [`${name} signs in without a second step now. The audit log says so.`, next];
  }
  return [
    asked.waits.sentence,
    'They read exactly what a yes does in the console, on the page “Second person”.',
    `If nobody of them is at the school any more: after a day, caretaker agree ${asked.waits.id}`,
    next,
  ];
}
