/** Whose a sign-in name is. Several people may share one: a class at one account, guests at another. */
import { sql } from 'kysely';
import { signInName } from '../../../shared/protocol/transcript.ts';
import type { Tx } from '../database/index.ts';

/** Of those who are at the school: by the first part of their address, and by what they have answered with. */
interface Uses {
  people: Set<string>;
  isAddress: boolean;
  /** It also answered for somebody who was never found in the list of people. */
  unknown: boolean;
}

export interface SignInNames {
  /** Plain names that are this one person's and nobody else's. */
  of(personId: string): string[];
  /** Whose alone it is; undefined for a shared one, and for nobody's. */
  ownerOf(user: string): string | undefined;
}

export async function signInNames(db: Tx, schoolId: string): Promise<SignInNames> {
  const names = new Map<string, Uses>();
  const use = (user: string): Uses => {
    const name = signInName(user);
    const known = names.get(name) ?? { people: new Set(), isAddress: false, unknown: false };
    if (name !== '') names.set(name, known);
    return known;
  };
  const here = db.selectFrom('person').where('person.school_id', '=', schoolId).where('left_at', 'is', null);
  for (const { id, email } of await here.select(['id', 'email']).where('email', 'is not', null).execute()) {
    const mine = use(email ?? '');
    mine.people.add(id);
    mine.isAddress = true;
  }
  const answered = await db
    .selectFrom('notice_answer as answer')
    .leftJoin('person', 'person.id', 'answer.person_id')
    .select(['answer.user_name', 'answer.person_id'])
    .distinct()
    .where('answer.school_id', '=', schoolId)
    .where('answer.user_name', '!=', '')
    .where('person.left_at', 'is', null)
    // Nobody is asked who it was that read a message, or saw a card.
    .where(sql<boolean>`(answer.person_id is not null or answer.answer <> 'read')`)
    .execute();
  for (const { user_name, person_id } of answered) {
    const uses = use(user_name);
    if (person_id === null) uses.unknown = true;
    else uses.people.add(person_id);
  }
  const owned = new Map<string, string>();
  const ofPerson = new Map<string, string[]>();
  for (const [name, { people, isAddress, unknown }] of names) {
    const [owner] = people;
    if (owner === undefined || people.size > 1 || (unknown && !isAddress)) continue;
    owned.set(name, owner);
    ofPerson.set(owner, [...(ofPerson.get(owner) ?? []), name]);
  }
  return { of: id => ofPerson.get(id) ?? [], ownerOf: user => owned.get(signInName(user)) };
}
