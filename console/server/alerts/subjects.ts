/** What there is to tell of now, subject by subject, each with what it counts. */
import { sql } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Permission } from '../access.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses, readStates, troubleConditions } from '../devices/index.ts';
import { openForAlerts } from '../incidents/index.ts';
import { agreeing, devicesWord } from '../overview/index.ts';

interface Thing {
  id: string;
  words: string;
}

export interface Subject {
  key: string;
  /** Who may be told of it. */
  permission: Permission;
  things: Thing[];
  /** "3 devices are not encrypted" */
  sentence(count: number): string;
  /** The page that shows them. */
  to: string;
}

export async function deviceSubjects(tx: Tx, schoolId: string): Promise<Subject[]> {
  return [...(await notMet(tx, schoolId)), ...(await troubles(tx, schoolId))];
}

async function notMet(tx: Tx, schoolId: string): Promise<Subject[]> {
  const found = await tx
    .selectFrom('device')
    .select(['id', 'name', 'states'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .where('not_met', '>', 0)
    .orderBy('name_order')
    .orderBy('id')
    .execute();
  const standing = found.map(({ id, name, states }) => ({ id, words: name, states: readStates(states) }));
  return controls.map(({ key, policy, words }) => ({
    key,
    permission: 'overview.read',
    things: standing
      .filter(one => one.states.get(key) === 'not_met')
      .map(({ id, words: name }) => ({ id, words: name })),
    sentence: count => `${devicesWord(count)} ${agreeing(count, words.promise(policy.parse({})).broken)}`,
    to: `/devices?control=${key}&state=not_met`,
  }));
}

async function troubles(tx: Tx, schoolId: string): Promise<Subject[]> {
  const of = async (key: 'silent' | 'cloned') =>
    await tx
      .selectFrom('device')
      .select(['id', 'name as words'])
      .where('school_id', '=', schoolId)
      .where(sql<boolean>`(${troubleConditions[key]})`)
      .orderBy('name_order')
      .orderBy('id')
      .execute();
  return [
    {
      ...{ key: 'silent', permission: 'overview.read', things: await of('silent') },
      sentence: count =>
        `${devicesWord(count)} ${count === 1 ? 'has' : 'have'} not been heard from for too many school days`,
      to: '/devices?trouble=silent&sort=lastSeen&direction=asc',
    },
    {
      ...{ key: 'cloned', permission: 'overview.read', things: await of('cloned') },
      sentence: count => `${devicesWord(count)}: two computers use one identity`,
      to: '/queue',
    },
  ];
}

/** Without their sentences, which may say more than an e-mail should carry. */
export async function incidentSubjects(tx: Tx, schoolId: string, now: number): Promise<Subject[]> {
  const open = await openForAlerts(tx, schoolId, now);
  const of = (some: typeof open) =>
    some.map(({ id, number, category, device }) => ({
      id,
      words: `incident ${number}, ${category.toLowerCase()}${device === null ? '' : ` at ${device}`}`,
    }));
  const overdue = open.filter(one => one.overdue);
  return [
    {
      ...{
        key: 'overdue',
        permission: 'incidents.read',
        things: of(overdue),
        to: '/incidents?clock=overdue',
      },
      sentence: count =>
        `${count === 1 ? 'A compromised password has' : `${count} compromised passwords have`} not been changed within 24 hours`,
    },
    {
      ...{ key: 'incidents', permission: 'incidents.read', things: of(open), to: '/incidents' },
      sentence: count => `${count === 1 ? 'An incident is' : `${count} incidents are`} open`,
    },
  ];
}
