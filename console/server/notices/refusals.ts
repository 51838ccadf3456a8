/** Who has said no to rules that are to be signed now: for whoever decides about them, and for the overview. */
import type { Tx } from '../database/index.ts';
import { currentNotices } from './store.ts';

/** A round that is to be signed now and to which somebody said no. */
export interface Refused {
  id: string;
  title: string;
  people: number;
}

interface Refusal {
  notice: { id: string; title: string };
  /** As they signed in, as they wrote themselves, and as the list of people calls them; plain. */
  names: string[];
}

/** A later yes of the same person, or under the same sign-in name, takes a no away. */
async function refusals(tx: Tx, schoolId: string, now: number): Promise<Refusal[]> {
  const open = (await currentNotices(tx, schoolId, now)).filter(row => row.kind === 'agreement');
  if (open.length === 0) return [];
  const answers = tx
    .selectFrom('notice_answer as answer')
    .leftJoin('person', 'person.id', 'answer.person_id')
    .select(['answer.notice_id', 'answer.person_id', 'answer.user_name', 'answer.answer'])
    .select(['answer.person_name', 'person.name'])
    .where('answer.school_id', '=', schoolId)
    .where('person.left_at', 'is', null);
  const declined = await answers
    .where('answer.answer', '=', 'declined')
    .where(
      'answer.notice_id',
      'in',
      open.map(({ id }) => id),
    )
    .execute();
  if (declined.length === 0) return [];
  const known = declined.flatMap(one => (one.person_id === null ? [] : [one.person_id]));
  // Of some thousand who said yes, those alone who may be one of them.
  const agreed = await answers
    .where('answer.answer', '=', 'agreed')
    .where('answer.notice_id', 'in', [...new Set(declined.map(one => one.notice_id))])
    .where(eb =>
      eb.or([
        ...(known.length === 0 ? [] : [eb('answer.person_id', 'in', [...new Set(known)])]),
        ...(known.length === declined.length ? [] : [eb('answer.person_id', 'is', null)]),
      ]),
    )
    .execute();
  const found = [...declined, ...agreed];
  const of = Map.groupBy(found, one => `${one.notice_id} ${one.person_id ?? `:${plain(one.user_name)}`}`);
  return [...of.values()].flatMap(all => {
    const notice = open.find(({ id }) => id === all[0]?.notice_id);
    if (notice === undefined || all.some(one => one.answer === 'agreed')) return [];
    const names = all.flatMap(one => [one.user_name, one.person_name, one.name ?? '']);
    return [{ notice, names: names.map(plain).filter(name => name !== '') }];
  });
}

const plain = (name: string) => name.trim().toLowerCase();

/** Each round with how many said no, oldest first. */
export async function refusedRounds(tx: Tx, schoolId: string, now: number): Promise<Refused[]> {
  const of = Map.groupBy(await refusals(tx, schoolId, now), one => one.notice);
  return [...of].map(([{ id, title }, all]) => ({ id, title, people: all.length }));
}

/** By plain name, of those named: the rules to which they said no. */
export async function refusersAmong(
  tx: Tx,
  schoolId: string,
  now: number,
  people: readonly string[],
): Promise<(person: string) => string | undefined> {
  const asked = new Set(people.map(plain).filter(name => name !== ''));
  if (asked.size === 0) return () => undefined;
  const titles = new Map<string, string>();
  for (const { notice, names } of await refusals(tx, schoolId, now))
    for (const name of names) if (asked.has(name)) titles.set(name, notice.title);
  return person => titles.get(plain(person));
}
