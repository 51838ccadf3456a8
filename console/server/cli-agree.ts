/** `caretaker agree`: the way out where the second person has left. It is in the audit log, and people get a letter. */
import { commandLine } from './accounts/index.ts';
import { agreeAtTheMachine, kindsOf, waitingForMachine } from './approvals/index.ts';
import type { Opened } from './main-open.ts';
import { approvalKinds } from './main-rooms.ts';

/** What to print: what waits, or what was done. Throws AppError with what stands against it. */
export async function agreeHere({ context, schoolId }: Opened, id: string | undefined): Promise<string[]> {
  const kinds = kindsOf(approvalKinds);
  if (id !== undefined) return [await agreeAtTheMachine(context, kinds, commandLine(schoolId), id)];
  const waiting = await waitingForMachine(context, kinds, schoolId);
  if (waiting.length === 0) return ['Nothing waits that could be agreed to here.'];
  return waiting.flatMap(one => [
    `${one.title} (${one.askedBy}: ${one.reason})`,
    ...one.lines.map(line => `  ${line}`),
    `  ${one.who.length === 0 ? 'Nobody here' : one.who.join(' or ')} can decide about it in the console.`,
    `  From ${new Date(one.from).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })} on also: caretaker agree ${one.id}`,
  ]);
}
