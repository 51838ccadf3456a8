import { createHash, createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { WaitingDevice } from '../../../shared/protocol/api/enrolment.ts';
import type { FromDevice } from '../../../shared/protocol/device.ts';
import { readEnrolmentCode } from '../../../shared/protocol/enrolment-code.ts';
import { codeMacText, enrolText } from '../../../shared/protocol/transcript.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aFinding, aKey, aReport, type DeviceKey } from '../../../test/support/raw-device.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { removeDevice } from '../departures/remove.ts';
import { ensureGroup } from '../groups/index.ts';
import { renewPolicies } from '../policies/index.ts';
import { Ingest } from '../reports/index.ts';
import { type CodeWish, enrol, makeCode, routes } from './index.ts';

const nonces = { deviceNonce: 'a', consoleNonce: 'b', certificate: 'c' };
const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

forEachDatabase((_engine, open) => {
  describe('enrolment', () => {
    let db: Db;
    let context: TestContext;
    let groupId: string;
    const code = (more: Partial<CodeWish> = {}) =>
      makeCode(context, context.by, { groupId, label: 'Year 4', uses: 1, hours: 1, ...more });

    function request(text: string, key: DeviceKey = aKey(), evidence: string[] = []): FromDevice['enrol'] {
      const secret = readEnrolmentCode(text)?.secret ?? new Uint8Array(10);
      const of = (label: string) => createHash('sha256').update(label).update(secret).digest();
      const mac = createHmac('sha256', of('caretaker.code-key.v1')).update(
        codeMacText(nonces, key.publicKey),
      );
      return {
        key: key.publicKey,
        code: {
          id: of('caretaker.code-id.v1').subarray(0, 8).toString('base64url'),
          mac: mac.digest('base64url'),
        },
        signature: key.sign(enrolText(nonces, key.publicKey)),
        evidence: evidence.map(text => ({ kind: text.split(' ')[0] ?? '', hash: hashOf(text) })),
        suggested: { name: 'Laptop', system: 'Debian' },
      };
    }
    const come = (text: string, key?: DeviceKey, evidence?: string[]) =>
      enrol(context, request(text, key, evidence), nonces);
    async function ask(
      method: string,
      path: string,
      body?: unknown,
      params: unknown = {},
      query: object = {},
    ) {
      const route = routes(context).find(one => one.method === method && one.path === path);
      const given = {
        params,
        query: route?.query?.parse(query),
        body: body && route?.body?.parse(body),
        caller: context.by,
      };
      return route?.handle(given, { setSession: () => undefined });
    }
    const queue = async () => ((await ask('get', '/queue')) as { items: WaitingDevice[] }).items;
    const decide = (body: unknown) => ask('post', '/queue/decisions', body);
    const idOf = (one: Awaited<ReturnType<typeof come>>) => (one.kind === 'refuse' ? one.code : one.deviceId);

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
      await renewPolicies(context);
    });

    it('keeps nothing from which the code could be had again', async () => {
      const made = await code();
      const row = await db.selectFrom('enrolment_code').selectAll().executeTakeFirstOrThrow();
      const secret = Buffer.from(readEnrolmentCode(made.code)?.secret ?? []);
      expect(JSON.stringify(row)).to.not.include(secret.toString('base64url'));
      expect(made.qr).to.match(/^data:image\/svg\+xml;base64,/);
      expect(made.command).to.include(made.code);
    });

    it('lets a device wait and gives it nothing else', async () => {
      const answer = await come((await code()).code);
      expect(answer.kind).to.equal('waiting');
      expect(await db.selectFrom('posture_count').selectAll().execute()).to.deep.equal([]);
      expect((await queue())[0]).to.include({ suggestedName: 'Laptop', codeLabel: 'Year 4' });
    });

    it('never lets a device sign the log with the name of a person', async () => {
      const key = aKey();
      const body = request((await code()).code, key);
      await enrol(context, { ...body, suggested: { ...body.suggested, name: 'Technician” “x' } }, nonces);
      const rows = await db
        .selectFrom('audit')
        .select('actor_name')
        .where('action', '=', 'device.asked')
        .execute();
      expect(rows).to.deep.equal([{ actor_name: 'a new device calling itself “Technician x”' }]);
    });

    it('counts uses when many devices use one code at the same moment', async () => {
      const { code: text } = await code({ uses: 3 });
      const answers = await Promise.all(Array.from({ length: 8 }, () => come(text)));
      expect(answers.filter(one => one.kind === 'waiting')).to.have.length(3);
      expect(answers.filter(one => one.kind === 'refuse' && one.code === 'code_used')).to.have.length(5);
    });

    it('answers the same key as before, using nothing up, even after the code ran out', async () => {
      const { code: text } = await code();
      const key = aKey();
      const first = await come(text, key);
      context.clock.at += 48 * 3600_000;
      expect(await come(text, key)).to.deep.equal(first);
      expect(idOf(await come(text))).to.equal('code_expired');
    });

    it('refuses a wrong proof, a withdrawn code and a wrong signature', async () => {
      const made = await code();
      const body = request(made.code);
      const wrong = { ...body, code: { id: body.code?.id ?? '', mac: hashOf('guess') } };
      expect(await enrol(context, wrong, nonces)).to.include({ code: 'unknown_code' });
      expect(await enrol(context, { ...body, signature: aKey().sign('x') }, nonces)).to.include({
        code: 'bad_signature',
      });
      expect(await enrol(context, { ...body, code: null }, nonces)).to.include({ code: 'bad_signature' });
      await ask('delete', '/enrolment-codes/{id}', undefined, { id: made.id });
      expect(idOf(await come(made.code))).to.equal('code_expired');
    });

    it('finds and orders those that wait, page by page', async () => {
      const many = await code({ uses: 12, label: 'Science Trolley' });
      for (const name of ['L 10', 'L 2', 'L 1', 'Staff']) {
        const asked = request(many.code);
        await enrol(context, { ...asked, suggested: { name, system: 'Debian' } }, nonces);
      }
      await come((await code({ label: '100%' })).code);
      const page = async (query: object) => {
        const { items, next, total } = (await ask('get', '/queue', undefined, {}, query)) as {
          items: WaitingDevice[];
          next: string | null;
          total: number;
        };
        return { names: items.map(one => one.suggestedName), next, total };
      };
      const first = await page({ sort: 'name', search: 'trolley', limit: 3 });
      expect(first).to.deep.include({ names: ['L 1', 'L 2', 'L 10'], total: 4 });
      const rest = await page({ sort: 'name', search: 'trolley', limit: 3, cursor: first.next });
      expect(rest).to.deep.equal({ names: ['Staff'], next: null, total: 4 });
      expect((await page({ search: 'debian l 1' })).names).to.include.members(['L 10', 'L 1']);
      expect((await page({ search: '100%' })).names).to.deep.equal(['Laptop']);
      expect((await page({ group: groupId })).total).to.equal(5);
      expect((await page({ group: 'another' })).names).to.deep.equal([]);
      const wrong = await page({ cursor: first.next }).catch(error => error);
      expect(wrong).to.include({ status: 400, code: 'cursor.invalid' });
    });

    it('approves a pre-approved device at once, once', async () => {
      const { code: text } = await code({ preApproved: true });
      expect((await come(text)).kind).to.equal('approved');
      expect(idOf(await come(text))).to.equal('code_used');
    });

    it('approves thirty at once, or none when one of them is already decided', async () => {
      const { code: text } = await code({ uses: 30 });
      const ids: string[] = [];
      for (let i = 0; i < 30; i++) ids.push(idOf(await come(text)));
      await decide({ refuse: [ids[29]] });
      const all = await decide({ approve: ids.map(id => ({ id })) }).catch(error => error);
      expect(all).to.include({ code: 'queue.decided' });
      expect(await queue()).to.have.length(29);
      await decide({ approve: ids.slice(0, 29).map((id, i) => ({ id, name: `Trolley ${i}` })) });
      expect(await queue()).to.deep.equal([]);
      const approved = await db.selectFrom('device').select('id').where('status', '=', 'approved').execute();
      expect(approved).to.have.length(29);
    });

    it('offers a reimaged laptop its history back, and continues the record under the new key', async () => {
      const { code: text } = await code({ uses: 9 });
      const old = idOf(await come(text, aKey(), ['board-serial 1', 'disk-serial 2']));
      await decide({ approve: [{ id: old, name: 'Library 3' }] });
      const sender = { deviceId: old, schoolId: context.schoolId, clockOffsetMs: 0 };
      await new Ingest(context).submit(sender, [
        aReport(1, [aFinding('antivirus', 'not_met', { observedAt: context.now() })]),
      ]);
      const key = aKey();
      const newcomer = idOf(await come(text, key, ['board-serial 1', 'disk-serial 9']));
      const [waiting] = await queue();
      expect(waiting?.resembles.map(one => [one.name, one.agrees, one.provedKey])).to.deep.equal([
        ['Library 3', ['the same main board'], false],
      ]);
      await decide({ approve: [{ id: newcomer, sameAs: old }] });
      const record = await db
        .selectFrom('device')
        .selectAll()
        .where('id', '=', old)
        .executeTakeFirstOrThrow();
      expect(record).to.include({
        public_key: key.publicKey,
        name: 'Library 3',
        not_met: 1,
        status: 'approved',
        chain: null,
      });
      const changes = await db.selectFrom('posture_change').select('device_id').execute();
      expect(changes.every(change => change.device_id === old)).to.equal(true);
      const actions = await db
        .selectFrom('audit')
        .select('action')
        .orderBy('number', 'desc')
        .limit(1)
        .execute();
      expect(actions).to.deep.equal([{ action: 'device.continued' }]);
    });

    it('withdraws what waits about its removal, so that it can be removed again', async () => {
      const { code: text } = await code({ uses: 9 });
      const board = ['board-serial 1', 'disk-serial 2'];
      const old = idOf(await come(text, aKey(), board));
      await decide({ approve: [{ id: old }] });
      const head = { name: 'Hazel Head', email: 'head@school.example', role: 'headteacher' } as const;
      await createAccount(context, context.by, head);
      const sender = { deviceId: old, schoolId: context.schoolId, clockOffsetMs: 0 };
      const finding = aFinding('antivirus', 'not_met', { observedAt: context.now() });
      await new Ingest(context).submit(sender, [aReport(1, [finding])]);
      const states = async () =>
        (await db.selectFrom('approval').select(['status', 'outcome']).orderBy('id').execute()).map(one =>
          `${one.status} ${one.outcome}`.trim(),
        );
      await removeDevice(context, context.by, old, 'It is broken');
      expect(await states()).to.deep.equal(['waiting']);
      const newcomer = idOf(await come(text, aKey(), board));
      await decide({ approve: [{ id: newcomer, sameAs: old }] });
      const over = 'withdrawn “Laptop” has come back since, so it is counted for itself.';
      expect(await states()).to.deep.equal([over]);
      expect(await db.selectFrom('departure').select('device_id').execute()).to.deep.equal([]);
      await removeDevice(context, context.by, old, 'It is broken again');
      expect(await states()).to.deep.equal([over, 'waiting']);
    });

    it('makes nothing of a serial that half the school shares', async () => {
      const { code: text } = await code({ uses: 20 });
      for (let i = 0; i < 8; i++)
        await decide({ approve: [{ id: idOf(await come(text, aKey(), ['board-serial 0'])) }] });
      await come(text, aKey(), ['board-serial 0']);
      expect((await queue())[0]?.resembles).to.deep.equal([]);
    });
  });
});
