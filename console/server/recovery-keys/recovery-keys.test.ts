import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { pino } from 'pino';
import { makeSealingKey, seal, unseal } from '../../../agent/service/system/sealing.ts';
import { policyDocument } from '../../../shared/policy.ts';
import type {
  RecoveryKey,
  RecoveryKeyShown,
  recoveryKeyList,
} from '../../../shared/protocol/api/recovery-keys.ts';
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { diskKeyText } from '../../../shared/protocol/transcript.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { findSession, startSession } from '../accounts/sessions.ts';
import { approve } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/store.ts';
import { hear } from '../gateway/events.ts';
import { deviceFigures } from '../overview/figures.ts';
import type { Caller } from '../route.ts';
import { testPass } from './daily.ts';
import { recoveryKeyKind, routes, startRecoveryKeys } from './index.ts';

const hourMs = 3600_000;
const password = '111111-222222-333333-444444-555555-666666-700007-000011';
const typed = 'dbjt-cuhk-ltev-gnru-hfdi-njee-kkli-tvci';
const disk = { controls: { 'disk-encryption': { keepRecoveryKeys: true } }, silentAfterSchoolDays: null };
type List = ReturnType<typeof recoveryKeyList.parse>;

forEachDatabase((_engine, open) => {
  describe('recovery keys of disks', () => {
    let school: PolicySchool;
    let ask: AskRoutes;
    let head: Caller;
    let technician: Caller;
    let deviceId: string;
    let sealTo: string;
    const own = makeSealingKey();
    const sent: FromConsole['order'][] = [];
    const logged: string[] = [];
    let here = true;

    before(async () => {
      school = await aPolicySchool(await open());
      const { context } = school;
      Object.assign(context, {
        log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
        presence: {
          ...context.presence,
          isConnected: () => here,
          send: (_id: string, kind: string, body: never) => kind === 'order' && here && sent.push(body) > 0,
        },
      });
      await (await startRecoveryKeys(context))();
      deviceId = await school.aDevice('slate-07', null);
      technician = await signedIn(school.technician);
      const ours = routes(context);
      ask = askRoutes(context, () => ours);
      await context.db
        .insertInto('device_recovery')
        .values({
          ...{ device_id: deviceId, school_id: context.schoolId, sealing_key: own.publicKey, epoch: 1 },
          ...{ kept_epoch: 1, kept_at: 1, used_at: null, used_events: '[]' },
        })
        .execute();
    });

    async function signedIn(person: Caller): Promise<Caller> {
      const { db } = school.context;
      const account = await db
        .selectFrom('account')
        .select(['id as accountId', 'school_id as schoolId'])
        .where('person_id', '=', person.id.replace('person:', ''))
        .executeTakeFirstOrThrow();
      const token = await startSession(db, account, school.context.now());
      const found = await findSession(db, token, school.context.now());
      await db.updateTable('session').set({ proved_at: school.context.now() }).execute();
      return { ...person, sessionId: found?.sessionId ?? '' };
    }
    const list = () =>
      ask('get', '/devices/{id}/recovery-keys', { params: { id: deviceId } }) as Promise<List>;
    const says = (name: string, facts: object) =>
      hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs: 0 }, [
        { type: 'event', id: randomUUIDv7(), seq: 1, at: 1, name, facts },
      ]);
    const handsOver = (secret = password, volume = 'C:', to = sealTo) =>
      says('disk.recovery_key', {
        ...{ volume, protector: '{0F7C5D1E}' },
        ...seal(Buffer.from(secret), to, passing => diskKeyText(deviceId, volume, to, passing)),
      });
    const reveal = (keyId: string, as = technician) =>
      ask('post', '/devices/{id}/recovery-keys/{keyId}/reveal', {
        params: { id: deviceId, keyId },
        body: { reason: 'The board was changed' },
        as,
      }) as Promise<RecoveryKeyShown>;
    const actions = async () =>
      (await school.context.db.selectFrom('audit').select('action').orderBy('number').execute()).flatMap(
        ({ action }) => (action.startsWith('recovery_key.') ? [action] : []),
      );
    /** How many devices the overview speaks of, and the rule that the list of devices has for it. */
    const withoutKey = async () =>
      (await deviceFigures(school.context.db, school.context.schoolId, 0)).withoutKey;
    const lastOrder = () => orderDocument.parse(JSON.parse(sent.at(-1)?.payload ?? '{}')).order;

    it('are not kept, and no device is told to what to seal them, unless the policy asks for it', async () => {
      expect((await school.document()).sealTo).to.equal(null);
      expect(await list()).to.deep.equal({ items: [], next: null, asked: false });
      await handsOver(password, 'C:', makeSealingKey().publicKey);
      const typing = { params: { id: deviceId }, body: { volume: '/', key: typed }, as: technician };
      await ask.refused(ask('post', '/devices/{id}/recovery-keys', typing), 409);
      expect((await list()).items).to.deep.equal([]);
      await school.put(school.group, disk);
      const document = policyDocument.parse(await school.document());
      sealTo = document.sealTo ?? '';
      expect(sealTo).to.have.length(43);
      expect((await list()).asked).to.equal(true);
    });

    it('come sealed from a device, once each, and only what opens here', async () => {
      await handsOver();
      await handsOver();
      await handsOver(password, 'D:', makeSealingKey().publicKey);
      const { items } = await list();
      expect(items.map(({ volume, keptBy, tested }) => [volume, keptBy, tested])).to.deep.equal([
        ['C:', null, null],
      ]);
      expect(JSON.stringify(items)).to.not.include('box');
      expect(await actions()).to.deep.equal(['recovery_key.handed_over']);
    });

    it('are tried at the device once a day, sealed to it alone', async () => {
      here = false;
      await testPass(school.context);
      expect(sent).to.have.length(0);
      here = true;
      await testPass(school.context);
      await testPass(school.context);
      expect(sent).to.have.length(1);
      const order = lastOrder();
      if (order.kind !== 'test_recovery_key') throw new Error(order.kind);
      const about = diskKeyText(deviceId, 'C:', own.publicKey, order.sealed.key);
      expect(unseal(own, order.sealed, about)?.toString()).to.equal(password);
      expect(unseal(makeSealingKey(), order.sealed, about)).to.equal(undefined);
      await says('disk.key_tested', { keyId: order.keyId, result: 'opens', why: '' });
      expect((await list()).items[0]?.tested).to.include({ result: 'opens' });
      school.context.clock.at += 21 * hourMs;
      await testPass(school.context);
      expect(sent).to.have.length(2);
    });

    it('that no longer open are said to be so, once in the audit log', async () => {
      const [row] = (await list()).items;
      for (let i = 0; i < 2; i++)
        await says('disk.key_tested', { keyId: row?.id, result: 'does_not_open', why: '' });
      await says('disk.key_tested', { keyId: randomUUIDv7(), result: 'opens', why: '' });
      expect((await list()).items[0]?.tested?.result).to.equal('does_not_open');
      expect((await actions()).filter(one => one === 'recovery_key.does_not_open')).to.have.length(1);
    });

    it('that another takes the place of are untried again, with an entry of its own', async () => {
      const before = (await list()).items[0];
      school.context.clock.at += hourMs;
      await handsOver(typed);
      const { items } = await list();
      expect(items).to.have.length(1);
      expect(items[0]).to.deep.include({ id: before?.id, tested: null, keptAt: school.context.now() });
      await testPass(school.context);
      const order = lastOrder();
      if (order.kind !== 'test_recovery_key') throw new Error(order.kind);
      const about = diskKeyText(deviceId, 'C:', own.publicKey, order.sealed.key);
      expect(unseal(own, order.sealed, about)?.toString()).to.equal(typed);
      await handsOver();
      await handsOver();
      expect((await actions()).filter(one => one === 'recovery_key.replaced')).to.have.length(2);
    });

    it('are not kept under a name that would mislead whoever is asked to agree', async () => {
      for (const name of ['C:\u2028Nothing is shown', '', 'C'.repeat(61)]) {
        await handsOver(password, name);
        const typing = {
          params: { id: deviceId },
          body: { volume: `C${name}\u2028x`, key: typed },
          as: technician,
        };
        await ask.refused(ask('post', '/devices/{id}/recovery-keys', typing), 400);
      }
      expect((await list()).items).to.have.length(1);
    });

    it('of one device are forty at most, and those that cannot be tried keep nobody else’s turn', async () => {
      const { db } = school.context;
      await db.deleteFrom('device_order').execute();
      for (let i = 0; i < 45; i++) await handsOver(password, `/data-${i}`);
      expect((await list()).items).to.have.length(40);
      // A device without a key of its own, and more of its keys than have places in a pass.
      const other = await school.aDevice('slate-08', null);
      const [one] = await db.selectFrom('disk_key').selectAll().where('volume', '=', 'C:').execute();
      if (one === undefined) throw new Error('there is no key');
      for (let i = 0; i < 55; i++)
        await db
          .insertInto('disk_key')
          .values({ ...one, id: `0-${i}`, device_id: other, volume: `${i}`, asked_at: null })
          .execute();
      await db.updateTable('disk_key').set({ asked_at: null }).execute();
      const before = sent.length;
      await testPass(school.context);
      await testPass(school.context);
      expect(sent.length).to.equal(before + 40);
      await db.deleteFrom('disk_key').where('volume', '!=', 'C:').execute();
    });

    it('go on being tried where one order too many waits', async () => {
      const { db } = school.context;
      const [order] = await db.selectFrom('device_order').selectAll().execute();
      if (order === undefined) throw new Error('there is no order');
      for (let i = 0; i < 50; i++)
        await db
          .insertInto('device_order')
          .values({ ...order, id: randomUUIDv7(), state: 'sent' })
          .execute();
      await db.updateTable('disk_key').set({ asked_at: null }).execute();
      await testPass(school.context);
      expect(logged.join('')).to.include('a recovery key was not tried');
      const untold = await db.selectFrom('disk_key').select('id').where('asked_at', 'is', null).execute();
      expect(untold).to.deep.equal([]);
      await db.deleteFrom('device_order').execute();
    });

    it('can be typed, are tried at once, and can be forgotten', async () => {
      const before = sent.length;
      const made = (await ask('post', '/devices/{id}/recovery-keys', {
        params: { id: deviceId },
        body: { volume: '/home', key: ` ${typed} ` },
        as: technician,
      })) as RecoveryKey;
      expect(sent).to.have.length(before + 1);
      const order = lastOrder();
      if (order.kind !== 'test_recovery_key') throw new Error(order.kind);
      const about = diskKeyText(deviceId, '/home', own.publicKey, order.sealed.key);
      expect(unseal(own, order.sealed, about)?.toString()).to.equal(typed);
      await ask('delete', '/devices/{id}/recovery-keys/{keyId}', {
        params: { id: deviceId, keyId: made.id },
        as: technician,
      });
      expect((await list()).items).to.have.length(1);
    });

    it('are shown only to somebody who is there, after somebody else’s yes, and each look is written down', async () => {
      technician = await signedIn(school.technician);
      const keyId = (await list()).items[0]?.id ?? '';
      await ask.refused(reveal(keyId, school.technician), 403);
      // Nobody else may agree: it is not done alone.
      expect((await ask.refused(reveal(keyId), 409)).code).to.equal('approval.nobody');
      head = await signedIn(await school.aPerson('Hazel Head', 'headteacher'));
      const asked = await reveal(keyId);
      if (!('waits' in asked)) throw new Error('it was shown');
      expect((await ask.refused(reveal(keyId), 409)).code).to.equal('approval.waits_already');
      const kinds = kindsOf([recoveryKeyKind]);
      await ask.refused(approve(school.context, kinds, technician, asked.waits.id, undefined), 403);
      await approve(school.context, kinds, head, asked.waits.id, undefined);
      expect(await reveal(keyId)).to.deep.equal({ key: password });
      expect(await reveal(keyId)).to.deep.equal({ key: password });
      expect((await actions()).filter(one => one === 'recovery_key.shown')).to.have.length(2);
      // For one hour, and for whoever asked.
      school.context.clock.at += 2 * hourMs;
      technician = await signedIn(school.technician);
      expect(await reveal(keyId)).to.have.property('waits');
    });

    it('that are missing, untried or wrong are counted for the technician only where the policy has them kept', async () => {
      await school.context.db.deleteFrom('disk_key').execute();
      const others = (await withoutKey()) - 1;
      expect(others).to.equal(1);
      await school.put(school.group, {
        ...disk,
        controls: { 'disk-encryption': { keepRecoveryKeys: false } },
      });
      expect(await withoutKey()).to.equal(0);
      await school.put(school.group, {
        ...disk,
        controls: { 'disk-encryption': { keepRecoveryKeys: true, mode: 'off' } },
      });
      expect(await withoutKey()).to.equal(0);
      await school.put(school.group, disk);
      await handsOver();
      expect(await withoutKey()).to.equal(others + 1);
      const [row] = (await list()).items;
      const tested = async (result: string, expected: number) => {
        await says('disk.key_tested', { keyId: row?.id, result, why: '' });
        expect(await withoutKey(), result).to.equal(others + expected);
      };
      await tested('opens', 0);
      await tested('does_not_open', 1);
    });

    it('stand in the clear in no table and in no log', async () => {
      const { db } = school.context;
      const tables = await db.introspection.getTables();
      expect(tables.length).to.be.greaterThan(50);
      let all = logged.join('');
      for (const { name } of tables)
        all += JSON.stringify(
          await db
            .selectFrom(name as 'audit')
            .selectAll()
            .execute(),
        );
      expect(all).to.include('slate-07');
      for (const secret of [password, typed]) {
        const bytes = Buffer.from(secret);
        const forms = [
          ...[secret, secret.replaceAll('-', ''), secret.slice(0, 13), bytes.toString('hex')],
          ...[bytes.toString('base64').slice(0, 40), bytes.toString('base64url').slice(0, 40)],
        ];
        for (const form of forms) expect(all.includes(form), form).to.equal(false);
      }
    });
  });
});
