/** What each group of computers was asked on the day: the signed document in force, by number, with who put it there. */
import { policyDocument } from '../../../../shared/policy.ts';
import type { Tx } from '../../database/index.ts';
import { inWords } from '../../policies/index.ts';
import { type RecordMaker, when } from './record.ts';

const modeWords = { off: 'not asked', watch: 'watched', enforce: 'enforced' };

export const policies: RecordMaker = {
  permission: 'policies.read',
  async read(db, { schoolId }, { at }) {
    const found = await inForceAt(db, schoolId, at);
    const versions = await versionsAt(db, schoolId, at);
    const agreed = (groupId: string) =>
      [versions.get(`school ${schoolId}`), versions.get(`group ${groupId}`)].filter(one => one !== undefined);
    const rows = found.flatMap(({ id, name, number, issued_at, payload }) =>
      inWords(policyDocument.parse(JSON.parse(payload)).controls).map(({ title, sentence, mode }) => [
        ...[name, title, modeWords[mode], sentence],
        ...[String(number), when(issued_at), agreed(id).join(' ')],
      ]),
    );
    return {
      head: ['Group', 'Check', 'How', 'What is asked', 'Document', 'Signed (UTC)', 'Whose decision'],
      rows,
      summary: `The signed settings of ${found.length} ${found.length === 1 ? 'group' : 'groups'} as they were in force on that day.`,
    };
  },
};

/** The newest document of each group that was issued by then. */
const inForceAt = (db: Tx, schoolId: string, at: number) =>
  db
    .selectFrom('policy')
    .innerJoin('device_group', 'device_group.id', 'policy.group_id')
    .select(['device_group.id', 'device_group.name', 'policy.number', 'policy.issued_at', 'policy.payload'])
    .where('policy.school_id', '=', schoolId)
    .where(eb =>
      eb(
        'policy.number',
        '=',
        eb
          .selectFrom('policy as newest')
          .select(of => of.fn.max('newest.number').as('number'))
          .whereRef('newest.group_id', '=', 'policy.group_id')
          .where('newest.issued_at', '<=', at),
      ),
    )
    .orderBy('device_group.name')
    .orderBy('device_group.id')
    .execute();

/** "Version 3 for the whole school, …, agreed by …", by place; none where the usual settings stood. */
async function versionsAt(db: Tx, schoolId: string, at: number): Promise<Map<string, string>> {
  const found = await db
    .selectFrom('policy_version')
    .select(['scope', 'scope_id', 'number', 'asked_by', 'decided_by', 'in_force_at'])
    .where('school_id', '=', schoolId)
    .where('scope', 'in', ['school', 'group'])
    .where('in_force_at', '<=', at)
    .where(eb => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', at)]))
    .orderBy('number')
    .execute();
  return new Map(
    found.map(({ scope, scope_id, number, asked_by, decided_by, in_force_at }) => [
      `${scope} ${scope_id}`,
      `${[
        `Version ${number} ${scope === 'school' ? 'for the whole school' : 'of the group'}, in force since ${when(in_force_at).slice(0, 10)}`,
        ...(asked_by === null ? [] : [`asked for by ${asked_by}`]),
        ...(decided_by === null ? [] : [`agreed by ${decided_by}`]),
      ].join(', ')}.`,
    ]),
  );
}
