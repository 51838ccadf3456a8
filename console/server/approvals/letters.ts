/**
 * Letters to whoever may be the second person. They say what waits and who asked, and bring the link; why, and exactly what
 * a yes does, stands on the page behind it, which asks who is there. The link only opens: mail is read by programs too.
 */
import type { Permission } from '../access.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { enqueue, takeBack } from '../deliveries/index.ts';
import { readSchool } from '../schools/index.ts';
import { secondPeople } from './who.ts';

export interface Waiting {
  schoolId: string;
  /** Of what waits: an approval, a version of a policy, an exception. */
  id: string;
  permission: Permission;
  writers: readonly string[];
  /** The only person who was asked (`person.id`), where it is not everybody who may. */
  only?: string;
  title: string;
  askedBy: string;
  /** When it ends by itself; null for what waits until somebody decides. */
  expiresAt: number | null;
  /** Of the page that shows it and takes the decision: `/approvals/ID`. */
  path: string;
}

type Teller = Pick<Context, 'now' | 'config' | 'events'>;

/** In the transaction in which it was asked. True when somebody gets a letter; without a server for mail nobody does. */
export async function tellSecond({ now, config, events }: Teller, tx: Tx, asked: Waiting): Promise<boolean> {
  if (config.mail === undefined) return false;
  const people = await secondPeople(tx, asked.schoolId, asked.permission, asked.writers);
  const reached = people.filter(
    one => one.email !== null && (asked.only === undefined || one.personId === asked.only),
  );
  const { name, timeZone } = await readSchool(tx, asked.schoolId);
  const letter = letterOf(asked, name, timeZone, config.origin);
  await enqueue(
    { now },
    tx,
    asked.schoolId,
    reached.map(({ accountId }) => ({
      ...{ way: 'mail' as const, target: accountId, key: `${keyOf(asked.id)}${accountId}` },
      ...{ what: letter.subject, body: JSON.stringify(letter) },
    })),
  );
  events.nudge(asked.schoolId, ['approvals']);
  return reached.length > 0;
}

/** To everybody who could have agreed: the command line did so in their place. */
export async function tellStoodIn(
  { now, config }: Teller,
  tx: Tx,
  row: {
    id: string;
    school_id: string;
    permission: Permission;
    title: string;
    asked_by_name: string;
    reason: string;
  },
): Promise<void> {
  if (config.mail === undefined) return;
  const people = await secondPeople(tx, row.school_id, row.permission, []);
  const { name } = await readSchool(tx, row.school_id);
  const text = [
    `${name}: what waited for a second person’s yes was agreed to at the console’s own machine, in place of a person.`,
    `${row.title}.`,
    `${row.asked_by_name} had asked for it because: ${row.reason}`,
    'This is meant for a school whose second person has left. If you know of no reason, ask who can use that machine.',
    `The log of what was changed: ${config.origin}/audit-log`,
  ].join('\n\n');
  const letter = { subject: `Agreed to without a second person: ${row.title}`, text: `${text}\n` };
  const body = JSON.stringify(letter);
  await enqueue(
    { now },
    tx,
    row.school_id,
    people
      .filter(one => one.email !== null)
      .map(({ accountId }) => ({
        ...{ way: 'mail' as const, target: accountId, key: `stood in ${row.id} ${accountId}` },
        ...{ what: letter.subject, body },
      })),
  );
}

/** What is decided is asked of nobody any more: letters that have not gone out stay here. */
export const stopTelling = (tx: Tx, schoolId: string, id: string): Promise<void> =>
  takeBack(tx, schoolId, keyOf(id));

/** Behind the sentence that says who has to agree. */
export const mailedWords = ' A letter with the link goes to them.';

const keyOf = (id: string) => `second person ${id} `;

function letterOf(
  { title, askedBy, expiresAt, path, only }: Waiting,
  school: string,
  timeZone: string,
  origin: string,
) {
  const until =
    expiresAt === null
      ? 'It waits until somebody decides.'
      : `It ends by itself on ${moment(expiresAt, timeZone)} if nobody decides.`;
  const text = [
    `${school}: ${askedBy} asks for a second person’s yes.`,
    `${title}.`,
    `Read exactly what a yes does, and decide, here:\n${origin}${path}`,
    'The link only opens the page. Nothing happens until you have signed in as yourself and agreed.',
    until,
    only === undefined
      ? 'You get this letter because you may agree to it. Whoever of you decides first, decides.'
      : 'You get this letter because you are the one who was asked.',
  ].join('\n\n');
  return { subject: `Your decision: ${title}`, text: `${text}\n` };
}

const moment = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  })
    .format(at)
    .replace(',', '');
