import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sql } from 'kysely';
import { auditQuery } from '../../../shared/protocol/api/audit.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { type Db, isPostgres } from '../database/index.ts';
import { createEvents } from '../events.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { ensureSchool } from '../schools/index.ts';
import { createAudit, routes, verifyAudit } from './index.ts';
import { wordsOfKind } from './kinds.ts';
import { enterByHand } from './manual.ts';
import { listActors, listEntries } from './read.ts';
import { auditWords, sentenceOf } from './words.ts';

const noEvents = createEvents(() => undefined);

forEachDatabase((_name, open) => {
  describe('the audit log', () => {
    let db: Db;
    let by: { schoolId: string; id: string; name: string };
    const audit = createAudit(() => 1_000, noEvents);
    const record = (name: string) =>
      db
        .transaction()
        .execute(tx => audit.record(tx, by, 'token.created', { facts: { label: name, role: 'technician' } }));

    beforeEach(async () => {
      db = await open();
      by = { schoolId: (await ensureSchool(db, 1)).id, id: 'person:1', name: 'Ada' };
    });

    it('numbers entries without gaps when many are written at once', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, i) => record(`t${i}`)));
      const rows = await db.selectFrom('audit').select('number').orderBy('number').execute();
      expect(rows.map(row => row.number)).to.deep.equal(Array.from({ length: 30 }, (_, i) => i + 1));
      expect(await verifyAudit(db)).to.deep.equal({ checked: 30, troubles: [] });
    });

    it('leaves no number behind when the change it belongs to is undone', async () => {
      await record('one');
      const undone = db.transaction().execute(async tx => {
        await audit.record(tx, by, 'token.created', {});
        throw new Error('undo');
      });
      expect(await undone.catch((error: Error) => error.message)).to.equal('undo');
      await record('two');
      expect((await verifyAudit(db)).checked).to.equal(2);
    });

    it('is refused a change or a deletion by the database itself', async () => {
      await record('one');
      const change = await sql`update audit set actor_name = 'Eve'`.execute(db).catch(String);
      const removal = await sql`delete from audit`.execute(db).catch(String);
      expect(change).to.contain('append-only');
      expect(removal).to.contain('append-only');
    });

    it('is narrowed by kind, person, days and words, and exported as it is shown', async () => {
      const context = await aContext(db);
      const { schoolId } = context;
      const hazel = { ...context.by, id: 'person:hazel', name: 'Hazel Head' };
      const at = (iso: string) => {
        context.clock.at = Date.parse(iso);
      };
      const write = (who: Caller, action: string, facts: object) =>
        db.transaction().execute(tx => context.audit.record(tx, who, action, { facts: facts as never }));
      // Summer time ends on 25 October 2026: that day has 25 hours in London.
      at('2026-10-24T23:30:00Z');
      await write(context.by, 'group.created', { name: 'IT' });
      at('2026-10-25T23:30:00Z');
      await write(hazel, 'token.created', { label: '=HYPERLINK', role: 'technician' });
      at('2026-10-26T12:00:00Z');
      await write(context.by, 'device.moved', { name: 'IT-1', before: 'IT', group: 'Office' });
      const entry = { about: 'filtering' as const, what: 'Video site opened', why: 'Science week' };
      const rest = { askedBy: '', risk: '', wayBack: '' };
      await enterByHand(context, hazel, {
        ...{ ...entry, ...rest, who: 'The provider', approvedBy: '', on: '2026-10-26' },
        ...{ risk: 'Adverts', wayBack: 'The provider closes it again' },
      });
      const say = async (query: object) =>
        (await listEntries(context, schoolId, auditQuery.parse(query))).items.map(one => one.action);
      expect(await say({ from: '2026-10-25', to: '2026-10-25' })).to.deep.equal([
        'token.created',
        'group.created',
      ]);
      expect(await say({ kind: 'configuration' })).to.include('device.moved');
      expect(await say({ kind: 'filtering' })).to.deep.equal(['filtering.changed']);
      expect(await say({ kind: 'people', actor: hazel.id })).to.deep.equal(['token.created']);
      expect(await say({ search: 'video provider' })).to.deep.equal(['filtering.changed']);
      expect((await listActors(context, schoolId)).map(one => one.name)).to.include('Hazel Head');
      const narrowed = { query: { actor: hazel.id }, as: hazel };
      const taken = await askRoutes(context, () => routes(context))('get', '/audit-log/export', narrowed);
      let text = '';
      for await (const part of (taken as FileAnswer).bytes as AsyncIterable<string>) text += part;
      expect(text.trim().split('\r\n')).to.have.length(3);
      expect(text).to.include(
        '"Filtering was changed on 26 Oct 2026 by The provider: Video site opened, because: Science week; risk: Adverts; way back: The provider closes it again"',
      );
      expect(text).to.include('2026-10-25 23:30');
      expect(await say({ search: 'no such words' })).to.deep.equal([]);
      const later = enterByHand(context, hazel, {
        ...{ ...entry, ...rest, who: 'X', approvedBy: '', on: '2027-10-26' },
      });
      expect(await later.catch(error => error.fields)).to.have.key('on');
    });

    for (const [damage, statement, words] of [
      ['changed', "update audit set actor_name = 'Eve' where number = 2", 'has been changed'],
      ['taken out', 'delete from audit where number = 2', 'is missing'],
    ] as const) {
      it(`finds an entry that was ${damage} by hand`, async () => {
        for (const name of ['one', 'two', 'three']) await record(name);
        await withoutTriggers(db, statement);
        const { troubles } = await verifyAudit(db);
        expect(troubles).to.have.length(1);
        expect(troubles[0]?.trouble).to.contain(words);
      });
    }
  });
});

async function withoutTriggers(db: Db, statement: string): Promise<void> {
  const names = isPostgres(db) ? ['audit_append_only on audit'] : ['audit_no_update', 'audit_no_delete'];
  for (const name of names) await sql.raw(`drop trigger ${name}`).execute(db);
  await sql.raw(statement).execute(db);
}

/** The actions that the rooms record, read from their source: the second word of `audit.record(tx, by, 'room.action', …`. */
function recordedActions(): Set<string> {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const files = globSync(`${folder}/**/*.ts`).filter(file => !file.endsWith('.test.ts'));
  const calls = files.flatMap(file => readFileSync(file, 'utf8').match(/audit\s*\.record\([^{]*/g) ?? []);
  return new Set(calls.flatMap(call => call.match(/(?<=')[a-z_]+\.[a-z_]+(?=')/g) ?? []));
}

describe('an audit sentence', () => {
  it('exists for every action that a room records', () => {
    const actions = recordedActions();
    expect(actions).to.include('token.created').and.include('school.changed');
    expect([...actions].filter(action => !(action in auditWords))).to.deep.equal([]);
  });

  it('is found under a kind, whatever room it comes from, and under no kind that has no words', () => {
    const actions = Object.keys(auditWords);
    const fits = (action: string, word: string) => action === word || action.startsWith(`${word}.`);
    const words = Object.values(wordsOfKind).flat();
    expect(actions.filter(action => !words.some(word => fits(action, word)))).to.deep.equal([]);
    expect(words.filter(word => !actions.some(action => fits(action, word)))).to.deep.equal([]);
  });

  it('puts the facts into the words of the action', () => {
    expect(sentenceOf('token.withdrawn', '{"label":"backup"}', null)).to.equal('Withdrew the token “backup”');
  });

  it('says what is only so when it is so', () => {
    const facts = (preApproved: boolean) => JSON.stringify({ group: 'Lab', uses: 1, hours: 2, preApproved });
    expect(sentenceOf('code.created', facts(true), null)).to.match(/hours: 2, approved at once\)$/);
    expect(sentenceOf('code.created', facts(false), null)).to.match(/hours: 2\)$/);
  });

  it('says why a device was removed, where somebody said so', () => {
    const said = (facts: object) =>
      sentenceOf('device.removed', JSON.stringify({ name: 'Lab 7', ...facts }), null);
    expect(said({ reason: 'It is broken' })).to.equal('Removed the device Lab 7, because: It is broken');
    for (const facts of [{ reason: '' }, { reason: null }, { notMet: 0, unknown: 0 }])
      expect(said(facts)).to.equal('Removed the device Lab 7');
  });

  it('says that a newcomer is a device, whatever it calls itself', () => {
    expect(sentenceOf('device.asked', '{"name":"Technician"}', null)).to.equal(
      'A new device calling itself “Technician” asked to join',
    );
  });

  it('ends what was done to a policy on its way out with its reason, or without one', () => {
    for (const what of ['halt', 'resume', 'finish']) {
      const said = (why: string) =>
        sentenceOf(`policy.rollout_${what}`, JSON.stringify({ place: 'Year 4', number: 7, why }), null);
      expect(said('Room 4 is fine')).to.match(/[a-z]: Room 4 is fine$/);
      expect(said('')).to.match(/[a-z]$/);
    }
  });

  it('tells an action that has no words yet rather than hiding it', () => {
    expect(sentenceOf('robot.danced', '{"steps":3}', 'x')).to.equal('robot.danced, x, steps 3');
  });

  it('takes nothing from a fact called like a part of every object', () => {
    expect(sentenceOf('group.created', '{}', null)).to.equal('Made the group unknown');
  });
});
