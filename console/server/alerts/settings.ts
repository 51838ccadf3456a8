/** When alerts go out, to whom, and from how many devices on. */
import type * as z from 'zod';
import { controls } from '../../../shared/controls/index.ts';
import { type AlertSettings, type alertInput, alertTroubles } from '../../../shared/protocol/api/alerts.ts';
import { type Role, roles } from '../../../shared/protocol/api/common.ts';
import { may } from '../access.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { nextDigestAt, schoolDays } from './days.ts';

export type Wishes = Omit<z.output<typeof alertInput>, 'revision'>;
type Kept = Wishes & { revision: number; updatedAt: number | null; updatedBy: string | null };

const troubleTitles: Record<(typeof alertTroubles)[number], string> = {
  silent: 'Not heard from for too many school days',
  cloned: 'Two computers with one identity',
};

export const subjects: AlertSettings['subjects'] = [
  ...controls.map(({ key, words }) => ({ key: key as string, title: words.title })),
  ...alertTroubles.map(key => ({ key: key as string, title: troubleTitles[key] })),
];

/** What does harm today is told from the first device on; the rest when it is more than an odd one. */
const grave = ['disk-encryption', 'antivirus', 'local-accounts', 'cloned'];
const usual: Wishes = {
  at: '07:30',
  schoolDays: true,
  incidents: 'at_once',
  thresholds: Object.fromEntries(subjects.map(({ key }) => [key, grave.includes(key) ? 1 : 3])),
  people: [],
};

export async function readWishes(tx: Tx, schoolId: string): Promise<Kept> {
  const row = await tx
    .selectFrom('alert_settings')
    .selectAll()
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) return { ...usual, revision: 0, updatedAt: null, updatedBy: null };
  const kept = JSON.parse(row.body) as Wishes;
  // A control that came with a newer version has the usual threshold until somebody says otherwise.
  const thresholds = { ...usual.thresholds, ...kept.thresholds };
  const { revision, updated_at: updatedAt, updated_by: updatedBy } = row;
  return { ...kept, thresholds, revision, updatedAt, updatedBy };
}

export interface Receiver {
  accountId: string;
  name: string;
  email: string;
  role: Role;
}

/** Accounts that are open and have an address and something to be told. */
export async function receivers(tx: Tx, schoolId: string): Promise<Receiver[]> {
  const found = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['account.id', 'account.role', 'person.name', 'person.email'])
    .where('account.school_id', '=', schoolId)
    .where('account.disabled', '=', 0)
    .where('person.email', 'is not', null)
    .orderBy('person.name')
    .execute();
  return found.flatMap(({ id, role, name, email }) => {
    const known = roles.find(one => one === role);
    const told = known !== undefined && (may(known, 'overview.read') || may(known, 'incidents.read'));
    return told && email !== null ? [{ accountId: id, name, email, role: known }] : [];
  });
}

export async function showSettings(context: Context, schoolId: string): Promise<AlertSettings> {
  const { db, config, now } = context;
  const wishes = await readWishes(db, schoolId);
  const accounts = await receivers(db, schoolId);
  const chosen = wishes.people.filter(id => accounts.some(one => one.accountId === id));
  const days = await schoolDays(db, schoolId, wishes.schoolDays);
  return {
    ...wishes,
    people: chosen,
    subjects,
    accounts: accounts.map(({ accountId, name, email, role }) => ({ id: accountId, name, email, role })),
    mail: config.mail === undefined ? null : { server: config.mail.url.host, from: config.mail.from },
    nextAt: chosen.length === 0 ? null : nextDigestAt(days, wishes.at, now()),
  };
}

/** Throws `alerts.changed`, `request.invalid`. */
export async function changeSettings(
  context: Context,
  by: Caller,
  { revision, ...wishes }: z.output<typeof alertInput>,
): Promise<void> {
  const { db, now, audit, events } = context;
  const unknown = Object.keys(wishes.thresholds).find(key => !subjects.some(one => one.key === key));
  if (unknown !== undefined) throw invalid(`There is nothing called ${unknown} to be told of.`);
  await db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await readWishes(tx, by.schoolId);
    if (before.revision !== revision)
      throw conflict(
        'alerts.changed',
        `${before.updatedBy ?? 'Somebody'} changed this meanwhile. Look at it again.`,
      );
    const known = await receivers(tx, by.schoolId);
    if (wishes.people.some(id => !known.some(one => one.accountId === id)))
      throw invalid('One of these people cannot get alerts any more.', { people: 'Choose again' });
    const row = {
      ...{ revision: revision + 1, body: JSON.stringify(wishes) },
      ...{ updated_at: now(), updated_by: by.name },
    };
    await tx
      .insertInto('alert_settings')
      .values({ school_id: by.schoolId, ...row })
      .onConflict(clash => clash.column('school_id').doUpdateSet(row))
      .execute();
    const names = known.filter(one => wishes.people.includes(one.accountId)).map(({ name }) => name);
    const facts = {
      ...{ at: wishes.at, people: names.length === 0 ? 'nobody' : names.join(', ') },
      when: wishes.schoolDays ? 'on school days' : 'every day',
      incidents: { at_once: 'at once', digest: 'in it', never: 'not' }[wishes.incidents],
    };
    await audit.record(tx, by, 'alert.settings_changed', { facts });
  });
  events.nudge(by.schoolId, ['alerts']);
}
