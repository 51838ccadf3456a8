/** Asked here, answered by the agent's own room behind a real gateway, and written down. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { memoryCell } from '../../../agent/service/state.ts';
import { Support } from '../../../agent/service/support/index.ts';
import { systemClock } from '../../../agent/service/system/clock.ts';
import type { SupportRulesView, SupportSession } from '../../../shared/protocol/api/support.ts';
import { supportLink, supportLinkTrouble } from '../../../shared/protocol/api/support.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { routes } from './index.ts';
import { forgetPass, supportPass } from './passing.ts';

const minuteMs = 60_000;
const maria = { uid: 1000, user: 'maria' };

forEachDatabase((_engine, open) => {
  describe('remote support', () => {
    let db: Db;
    let school: LinkedSchool;
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aLinkedSchool(db);
    });
    afterEach(() => school.close());

    const ask = async <T>(name: string, params: Record<string, string> = {}, body: unknown = {}) =>
      (await school.ask(routes(school.context), name, params, body)) as T;
    const register = async () => (await ask<{ items: SupportSession[] }>('GET /support-sessions')).items;
    const rules = () => ask<SupportRulesView>('GET /support-sessions/rules');
    const change = async (more: object) => {
      const { groups: _groups, ...now } = await rules();
      return ask<SupportRulesView>('PUT /support-sessions/rules', {}, { ...now, ...more });
    };
    const request = (deviceId: string, more: object = {}) =>
      ask<SupportSession>(
        'POST /devices/{id}/support-sessions',
        { id: deviceId },
        { purpose: 'The printer', ...more },
      );
    const act = (id: string, what: string, body: object = {}) =>
      ask<{ session: SupportSession; link: string | null }>(
        `POST /support-sessions/{id}/${what}`,
        { id },
        body,
      );
    const code = (asked: Promise<unknown>) =>
      asked.then(
        () => 'done',
        (error: { code?: string; message: string }) => error.code ?? error.message,
      );

    /** A computer with the agent's own room, and a person who answers. */
    async function aComputer() {
      const { device, deviceId } = await school.aLiveDevice();
      const events: { name: string; facts: object }[] = [];
      const support = new Support({
        ...{ cell: memoryCell(), clock: systemClock, log: () => {}, changed: () => {} },
        ...{ aheadMs: () => 0, tell: (name, facts) => events.push({ name, facts }) },
      });
      return {
        ...{ device, deviceId, support },
        /** Takes the next order and does it. */
        async obey() {
          const { order } = orderDocument.parse(JSON.parse((await device.take('order')).payload));
          if (order.kind !== 'support_ask' && order.kind !== 'support_state') throw new Error(order.kind);
          const outcome = support.obey(order);
          await this.report();
          return { order, outcome };
        },
        see: () => support.scenes(maria)[0]?.stage,
        async says(answer: 'yes' | 'no') {
          const id = support.scenes(maria)[0]?.support ?? '';
          expect(support.answer(maria, { verb: 'answer_support', id: 1, support: id, answer })).to.equal(
            null,
          );
          await this.report();
        },
        async report() {
          for (const { name, facts } of events.splice(0)) await tell(device, name, facts);
        },
        stop: () => support.stop(),
      };
    }

    async function tell(device: RawDevice, name: string, facts: object) {
      seq += 1;
      const event = { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name, facts };
      device.send('records', { records: [event] });
      await device.take('ack');
    }

    it('asks, is allowed, begins with the school’s own tool and ends, and all of it is written down', async () => {
      const there = await aComputer();
      await change({ tool: 'RustDesk', link: 'rustdesk://connect/{device}' });
      const asked = await request(there.deviceId, { outside: 'Ann of PrintCo, agreed by Ms Head' });
      expect(asked).to.include({ state: 'asked', consent: true, tool: 'RustDesk', shownAt: null });
      expect(await code(act(asked.id, 'begin'))).to.equal('support.not_ready');
      const { order } = await there.obey();
      expect(order).to.include({
        by: 'the command line, for Ann of PrintCo, agreed by Ms Head',
        consent: true,
      });
      expect(there.see()).to.equal('ask');
      await there.says('yes');
      expect((await register())[0]).to.include({ state: 'ready', answeredBy: 'maria' });
      const { session, link } = await act(asked.id, 'begin');
      expect(session.state).to.equal('running');
      expect(link).to.equal(`rustdesk://connect/${encodeURIComponent(session.device.name)}`);
      await there.obey();
      expect(there.see()).to.equal('on');
      await act(asked.id, 'end', { note: 'Put the printer on' });
      await there.obey();
      expect(there.see()).to.equal('over');
      const [row] = await register();
      expect(row).to.include({ state: 'ended', note: 'Put the printer on', outside: asked.outside });
      for (const at of [row?.shownAt, row?.answeredAt, row?.begunAt, row?.endedAt])
        expect(at).to.be.greaterThan(0);
      const log = (await school.audited()).filter(({ action }) => action.startsWith('remote_support.'));
      expect(log.map(({ action }) => action.replace('remote_support.', ''))).to.deep.equal([
        'rules_changed',
        'answered',
        'begun',
        'ended',
      ]);
      expect(JSON.stringify(await school.audited())).not.to.contain('printer');
      there.stop();
    });

    it('is kept out for good by a no, also by one that takes a yes back', async () => {
      const there = await aComputer();
      const first = await request(there.deviceId);
      await there.obey();
      await there.says('no');
      expect((await register())[0]?.state).to.equal('refused');
      expect(await code(act(first.id, 'begin'))).to.equal('support.not_ready');
      const second = await request(there.deviceId);
      await there.obey();
      await there.says('yes');
      await act(second.id, 'begin');
      await there.obey();
      await there.says('no');
      const [row] = await register();
      expect(row?.state).to.equal('running');
      expect(row?.stoppedAt).to.be.greaterThan(0);
      there.stop();
    });

    it('takes no answer in time for a no, and a late yes for none', async () => {
      const there = await aComputer();
      const { id } = await request(there.deviceId);
      await there.obey();
      school.context.clock.at += 12 * minuteMs;
      await supportPass(school.context);
      expect((await register())[0]?.state).to.equal('unanswered');
      await there.says('yes');
      const [row] = await register();
      expect(row).to.include({ state: 'unanswered', answeredBy: 'maria' });
      expect(await code(act(id, 'begin'))).to.equal('support.not_ready');
      there.stop();
    });

    it('says when a computer was not reached, ends by itself after four hours and lapses when nobody begins', async () => {
      const there = await aComputer();
      await request(there.deviceId);
      school.context.clock.at += 12 * minuteMs;
      await supportPass(school.context);
      expect((await register())[0]?.state).to.equal('not_reached');
      await there.device.take('order');
      await change({
        toldOnly: [(await db.selectFrom('device_group').select('id').executeTakeFirstOrThrow()).id],
      });
      const states: string[] = [];
      for (const begins of [true, false]) {
        const { id, consent } = await request(there.deviceId);
        expect(consent).to.equal(false);
        await there.device.take('order');
        await tell(there.device, 'support.told', { supportId: id });
        if (begins) {
          await act(id, 'begin');
          await there.device.take('order');
        }
        school.context.clock.at += 5 * 60 * minuteMs;
        await supportPass(school.context);
        states.push((await register())[0]?.state ?? '');
      }
      expect(states).to.deep.equal(['ended', 'lapsed']);
      there.stop();
    });

    it('only tells the people of the groups that the school named, and asks them where the technician wants it', async () => {
      const there = await aComputer();
      const group = await db.selectFrom('device_group').select('id').executeTakeFirstOrThrow();
      await change({ toldOnly: [group.id] });
      const { id } = await request(there.deviceId);
      const { order } = await there.obey();
      expect(order).to.include({ consent: false });
      expect((await register())[0]).to.include({ state: 'ready', consent: false });
      await ask('DELETE /support-sessions/{id}', { id });
      await there.obey();
      expect((await request(there.deviceId, { ask: true })).consent).to.equal(true);
      expect(await code(request(there.deviceId))).to.equal('support.open_already');
      expect(await code(change({ toldOnly: ['nothing'] }))).to.equal('request.invalid');
      there.stop();
    });

    it('takes no answer of another computer, none about a session that only told, and begins for nobody but whoever asked', async () => {
      const there = await aComputer();
      const other = await aComputer();
      const { id } = await request(there.deviceId);
      await tell(other.device, 'support.answered', { supportId: id, answer: 'allowed', user: 'eve' });
      await there.obey();
      await tell(there.device, 'support.answered', { supportId: id, answer: 'perhaps' });
      expect((await register())[0]).to.include({ state: 'asked', answeredAt: null });
      await there.says('yes');
      await db.updateTable('support_session').set({ asked_by: 'somebody else' }).execute();
      expect(await code(act(id, 'begin'))).to.equal('support.not_yours');
      there.stop();
      other.stop();
    });

    it('is forgotten after the years that the school says', async () => {
      const there = await aComputer();
      await request(there.deviceId);
      await change({ keptYears: 1 });
      await forgetPass(school.context);
      expect(await register()).to.have.length(1);
      school.context.clock.at += 367 * 24 * 60 * minuteMs;
      await forgetPass(school.context);
      expect(await register()).to.deep.equal([]);
      there.stop();
    });
  });
});

describe('the address of the school’s own tool', () => {
  it('is one of a program for remote help or of a page, and says nothing else', () => {
    const good = ['', 'https://help.example/go?to={device}', 'rustdesk://{id}', 'anydesk:{device}'];
    for (const one of good) expect(supportLinkTrouble(one), one).to.equal(null);
    const bad = [
      ...[
        'javascript:alert(1)',
        'data:text/html,x',
        'http://help.example/',
        '//help.example',
        'HTTPS://x.example',
      ],
      ...['https://{device}.example/', 'https://help.example@evil.example/', 'https://', 'https:///x'],
      ...['rustdesk://{name}', 'rustdesk://{device', 'anydesk:a b', 'anydesk:"x"', 'file:///etc/passwd'],
    ];
    for (const one of bad) expect(supportLinkTrouble(one), one).to.be.a('string');
  });

  it('takes what a device is called as one word, whatever is in it', () => {
    const device = { id: 'a1', name: 'Lab 7/../?x=#<"' };
    expect(supportLink('https://help.example/{device}?i={id}', device)).to.equal(
      'https://help.example/Lab%207%2F..%2F%3Fx%3D%23%3C%22?i=a1',
    );
  });
});
