/** The school's rules for changing policies, and the key made once with them. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type PolicyRules, policyRules } from '../../../shared/protocol/api/policies.ts';
import { whoMayActAs } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { AppError, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

const kept = z.object({ rings: policyRules.shape.rings, watchMinutes: policyRules.shape.watchMinutes });
const usual: PolicyRules = { secondPerson: 'enforce', rings: [], watchMinutes: 60, haltPercent: 10 };

async function ensure(tx: Tx, schoolId: string) {
  const there = await tx
    .selectFrom('policy_rule')
    .selectAll()
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (there !== undefined) return there;
  const row = {
    school_id: schoolId,
    serial_key: randomBytes(32).toString('base64url'),
    second_person: usual.secondPerson,
    rings: JSON.stringify({ rings: usual.rings, watchMinutes: usual.watchMinutes }),
    halt_percent: usual.haltPercent,
  };
  await tx
    .insertInto('policy_rule')
    .values(row)
    .onConflict(clash => clash.column('school_id').doNothing())
    .execute();
  return tx.selectFrom('policy_rule').selectAll().where('school_id', '=', schoolId).executeTakeFirstOrThrow();
}

/** Keys the hashes of serials of media that are not the school's: 32 bytes, base64url, the same for ever. */
export async function schoolSerialKey(tx: Tx, schoolId: string): Promise<string> {
  return (await ensure(tx, schoolId)).serial_key;
}

export async function readRules(tx: Tx, schoolId: string): Promise<PolicyRules> {
  const row = await ensure(tx, schoolId);
  return {
    secondPerson: policyRules.shape.secondPerson.parse(row.second_person),
    ...kept.parse(JSON.parse(row.rings)),
    haltPercent: row.halt_percent,
  };
}

/** Throws `request.invalid` for a group that is not there, `policy.rules_loosened`. */
export async function changeRules(
  context: Context,
  by: Caller,
  patch: Partial<{ [K in keyof PolicyRules]: PolicyRules[K] | undefined }>,
): Promise<PolicyRules> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await readRules(tx, by.schoolId);
    const after = policyRules.parse({ ...before, ...withoutUndefined(patch) });
    await refuseLoosening(context, tx, by, before, after);
    await refuseUnknownGroups(
      tx,
      by.schoolId,
      after.rings.map(ring => ring.groupId),
    );
    await tx
      .updateTable('policy_rule')
      .set({
        second_person: after.secondPerson,
        rings: JSON.stringify({ rings: after.rings, watchMinutes: after.watchMinutes }),
        halt_percent: after.haltPercent,
      })
      .where('school_id', '=', by.schoolId)
      .execute();
    const facts = {
      secondPerson: secondWords[after.secondPerson],
      before: secondWords[before.secondPerson],
      rings: after.rings.length,
      first: await sayRings(tx, after.rings),
      watched: minutesWord(after.watchMinutes),
      haltPercent: after.haltPercent,
    };
    await context.audit.record(tx, by, 'policy.rules_changed', { facts });
    return after;
  });
}

const minutesWord = (count: number) => `${count} ${count === 1 ? 'minute' : 'minutes'}`;

/** "(IT for 60 minutes, Year 2 for 1440 minutes)" */
async function sayRings(tx: Tx, rings: PolicyRules['rings']): Promise<string> {
  if (rings.length === 0) return '';
  const ids = rings.map(ring => ring.groupId);
  const groups = await tx.selectFrom('device_group').select(['id', 'name']).where('id', 'in', ids).execute();
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const said = rings
    .map(({ groupId, waitMinutes }) => `${names.get(groupId)} for ${minutesWord(waitMinutes)}`)
    .join(', ');
  return `(${said})`;
}

const strength: PolicyRules['secondPerson'][] = ['never', 'enforce', 'always'];

/** Signed in, and not by a link that somebody else made: neither a token of their role nor whoever acts as them. */
const isThemselves = async ({ now }: Context, tx: Tx, by: Caller): Promise<boolean> =>
  by.id.startsWith('person:') && (await whoMayActAs({ db: tx, now }, by)).length === 0;

/** A watch shorter than the usual, or one that takes nothing back, is as good as none. */
const isLoosened = (before: PolicyRules, after: PolicyRules): keyof PolicyRules | undefined => {
  if (strength.indexOf(after.secondPerson) < strength.indexOf(before.secondPerson)) return 'secondPerson';
  if (after.watchMinutes < Math.min(before.watchMinutes, usual.watchMinutes)) return 'watchMinutes';
  if (after.haltPercent > Math.max(before.haltPercent, usual.haltPercent)) return 'haltPercent';
  return undefined;
};

/** Whoever is to be watched cannot do away with it: where there is a headteacher, only they ask for less. */
async function refuseLoosening(
  context: Context,
  tx: Tx,
  by: Caller,
  before: PolicyRules,
  after: PolicyRules,
): Promise<void> {
  const loosened = isLoosened(before, after);
  if (loosened === undefined) return;
  if (by.role === 'headteacher' && (await isThemselves(context, tx, by))) return;
  const head = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select('person.name')
    .where('account.school_id', '=', by.schoolId)
    .where('account.role', '=', 'headteacher')
    .where('account.disabled', '=', 0)
    .executeTakeFirst();
  if (head === undefined) return;
  const detail = `Only the headteacher (${head.name}) can ${lessWords[loosened]}, signed in as themselves and by no link that somebody else made.`;
  throw new AppError({
    status: 403,
    code: 'policy.rules_loosened',
    detail,
    fields: { [loosened]: detail },
  });
}

const lessWords: Record<keyof PolicyRules, string> = {
  secondPerson: 'ask for a second person less often',
  rings: 'change who is first',
  watchMinutes: `have changes watched for less than ${usual.watchMinutes} minutes`,
  haltPercent: `let more than ${usual.haltPercent} % of devices get worse before a change is taken back`,
};

const secondWords: Record<PolicyRules['secondPerson'], string> = {
  never: 'never',
  enforce: 'for what is enforced',
  always: 'for every change',
};

const withoutUndefined = (given: object) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

async function refuseUnknownGroups(tx: Tx, schoolId: string, ids: string[]): Promise<void> {
  if (new Set(ids).size < ids.length)
    throw invalid('A group can come only once.', { rings: 'Choose each group once' });
  if (ids.length === 0) return;
  const found = await tx
    .selectFrom('device_group')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .execute();
  if (found.length < ids.length)
    throw invalid('One of these groups is not there any more.', { rings: 'Choose another group' });
}
