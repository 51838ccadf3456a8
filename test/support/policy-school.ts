/** A school with a technician, groups whose policies change, and devices that reported the passwords they ask for. */
import { expect } from 'chai';
import { createAccount } from '../../console/server/accounts/people.ts';
import type { Db } from '../../console/server/database/index.ts';
import { AppError } from '../../console/server/errors.ts';
import { ask } from '../../console/server/policies/decide.ts';
import { saveDraft } from '../../console/server/policies/drafts.ts';
import { currentPolicy } from '../../console/server/policies/index.ts';
import type { Caller } from '../../console/server/route.ts';
import type { ControlMeaning, ControlPolicy } from '../../shared/controls/control.ts';
import { type Carried, judge } from '../../shared/controls/judge.ts';
import { passwordPolicy } from '../../shared/controls/password-policy/index.ts';
import type { PolicyDocument } from '../../shared/policy.ts';
import { aReport } from './raw-device.ts';
import { aReportingSchool } from './reporting-school.ts';

/** The control that the devices of this school report. */
export const control = passwordPolicy.key;

/** A control that can be enforced; `control` can only be watched. */
export const lock = 'idle-lock';
export const enforcing = { controls: { [lock]: { mode: 'enforce' } }, silentAfterSchoolDays: null };
export const own = (settings: Record<string, unknown>) => ({
  controls: { [control]: settings },
  silentAfterSchoolDays: null,
});

export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).to.be.instanceOf(AppError);
  return error as AppError;
}

export type PolicySchool = Awaited<ReturnType<typeof aPolicySchool>>;

export async function aPolicySchool(db: Db) {
  const school = await aReportingSchool(db);
  const { context } = school;
  const { schoolId } = context;
  let seq = 0;

  async function aPerson(name: string, role: 'technician' | 'headteacher'): Promise<Caller> {
    const email = `${name.replace(' ', '.').toLowerCase()}@school.example`;
    const made = await createAccount(context, context.by, { name, email, role });
    const row = await db
      .selectFrom('account')
      .select('person_id')
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow();
    return { schoolId, id: `person:${row.person_id}`, name, role };
  }
  const technician = await aPerson('Tara Tech', 'technician');

  const document = async (groupId = school.groupId): Promise<PolicyDocument> =>
    (await currentPolicy(context, schoolId, groupId)).document;
  const part = async (groupId?: string) => (await document(groupId)).controls[control];

  async function anotherGroup(name: string): Promise<string> {
    const id = crypto.randomUUID();
    const row = { id, school_id: schoolId, name, created_at: context.now() };
    await db.insertInto('device_group').values(row).execute();
    await currentPolicy(context, schoolId, id);
    return id;
  }

  /** A device of a group that reported passwords of this length; null: it has reported nothing yet. */
  async function aDevice(name: string, minLength: number | null, groupId = school.groupId): Promise<string> {
    const id = await school.aDevice(name);
    await db.updateTable('device').set({ group_id: groupId }).where('id', '=', id).execute();
    if (minLength !== null) await report(id, minLength);
    return id;
  }

  async function report(id: string, minLength: number): Promise<void> {
    const plain = { complexity: true, denyList: false, lockoutAfter: 10, maxAgeDays: 0, directory: null };
    await sees(id, passwordPolicy, { ...plain, minLength, people: [] });
  }

  /** What the device saw of any control, judged by the policy that its group has, and what became of setting it. */
  async function sees<P extends ControlPolicy, O>(
    id: string,
    meaning: ControlMeaning<P, O>,
    value: O,
    carried?: Carried,
  ): Promise<void> {
    const device = await school.rowOf(id);
    const policy = meaning.policy.parse((await document(device.group_id)).controls[meaning.key]);
    const look = { ok: true as const, value, source: 'composed', at: context.now() };
    const finding = judge(meaning, look, policy, 'test', carried);
    seq += 1;
    const record = { ...aReport(seq, [finding]), findings: [{ finding, observation: value }] };
    const stored = await school.ingest.submit(school.from(id), [record]);
    expect(stored.rejected).to.deep.equal([]);
  }

  /** Saves, and asks for it to be put in force. */
  async function put(
    place: string,
    settings: object,
    rings: { groupId: string; waitMinutes: number }[] = [],
    by = technician,
  ) {
    const draft = await saveDraft(context, by, place, { revision: 0, settings: settings as never });
    return ask(context, by, draft.id, { revision: draft.revision, reason: 'A test asks', rings });
  }

  const group = `group.${school.groupId}`;
  return { ...school, group, technician, aPerson, document, part, anotherGroup, aDevice, report, sees, put };
}
