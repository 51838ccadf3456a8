import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type * as z from 'zod';
import type { madeWebhook, webhookList } from '../../../shared/protocol/api/alerts.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { sendDue } from '../deliveries/index.ts';
import { routes as deliveries } from '../deliveries/routes.ts';
import { openIncident } from '../incidents/index.ts';
import { routes } from './index.ts';
import { followPass, sendToWebhook } from './tell.ts';

type Made = z.infer<typeof madeWebhook>;

forEachDatabase((_engine, open) => {
  describe('webhooks', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let server: Server;
    let url: string;
    let status = 200;
    let got: { headers: IncomingHttpHeaders; body: string }[] = [];

    before(async () => {
      const made = await aContext(await open());
      context = { ...made, config: { ...made.config, webhookHosts: ['127.0.0.1'] } };
      ask = askRoutes(context, () => [...routes(context), ...deliveries(context)]);
      server = createServer((request, response) => {
        let body = '';
        request.on('data', part => {
          body += part;
        });
        request.on('end', () => {
          got.push({ headers: request.headers, body });
          response.writeHead(status).end();
        });
      });
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/caretaker`;
    });
    after(() => server?.close());
    beforeEach(async () => {
      await context.db.deleteFrom('delivery').execute();
      await context.db.deleteFrom('webhook').execute();
      got = [];
      status = 200;
    });

    const make = (more: object = {}) =>
      ask('post', '/webhooks', {
        body: { label: 'Helpdesk', url, topics: ['incident'], ...more },
      }) as Promise<Made>;
    const incident = () =>
      context.db.transaction().execute(tx =>
        openIncident(context, tx, context.by, {
          ...{ category: 'other', title: 'A private sentence', source: 'console', noticedAt: context.now() },
        }),
      );
    const list = async () => ((await ask('get', '/webhooks')) as z.infer<typeof webhookList>).items;
    async function pass(): Promise<void> {
      await followPass(context, context.schoolId);
      await sendDue(context, row => sendToWebhook(context, row));
    }
    const sent = async () =>
      ((await ask('get', '/deliveries')) as { items: { id: string; state: string; error: string }[] }).items;

    it('are told of what they asked for from then on, once, signed with the secret that was shown', async () => {
      await incident();
      const { secret, id } = await make();
      const { id: incidentId } = await incident();
      await ask('patch', '/webhooks/{id}', { params: { id }, body: { topics: ['incident'] } });
      await pass();
      await pass();
      expect(got).to.have.length(1);
      const [{ headers, body } = { headers: {}, body: '' }] = got;
      expect(JSON.parse(body)).to.deep.include({ type: 'incident.opened', at: context.now() });
      expect(JSON.parse(body).data.subject).to.equal(incidentId);
      expect(body).to.not.contain('private');
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const expected = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).to.equal(`v1,${expected}`);
      expect(headers['webhook-id']).to.equal(JSON.parse(body).id);
      expect((await list())[0]).to.include({ failingSince: null, lastOkAt: context.now() });
      expect(JSON.stringify(await list())).to.not.contain(secret.slice(6, 20));
      const stored = await context.db.selectFrom('webhook').select('secret').executeTakeFirstOrThrow();
      expect(stored.secret).to.not.contain(secret.slice(6));
    });

    it('are tried again with the same id until they answer well, and say since when they fail', async () => {
      await make();
      await incident();
      status = 500;
      await pass();
      const [before] = await list();
      expect(before).to.include({ error: 'It answered 500', failingSince: context.now() });
      await pass();
      expect(got).to.have.length(1);
      context.clock.at += 61_000;
      status = 204;
      await pass();
      expect(got.map(one => one.headers['webhook-id'])).to.have.length(2);
      expect(got[0]?.headers['webhook-id']).to.equal(got[1]?.headers['webhook-id']);
      expect((await sent()).map(one => one.state)).to.deep.equal(['sent']);
      expect((await list())[0]).to.include({ failingSince: null, error: '' });
    });

    it('are left alone for a while when they fail, instead of asked for every message', async () => {
      await make();
      for (let count = 0; count < 5; count++) await incident();
      status = 503;
      await pass();
      expect(got).to.have.length(1);
    });

    it('that stopped in between are told again under the same id, and one that was given up when a person says so', async () => {
      await make();
      await incident();
      await followPass(context, context.schoolId);
      let stopped = false;
      const now = () => {
        if (stopped) throw new Error('the console stopped');
        return context.now();
      };
      const cut = sendDue({ ...context, now }, async row => {
        const outcome = await sendToWebhook(context, row);
        stopped = true;
        return outcome;
      });
      await cut.catch(() => undefined);
      await pass();
      expect(got).to.have.length(1);
      context.clock.at += 11 * 60_000;
      await pass();
      expect(new Set(got.map(one => one.headers['webhook-id'])).size).to.equal(1);
      expect(got).to.have.length(2);
      const [{ id = '' } = {}] = await sent();
      await ask.refused(ask('post', '/deliveries/{id}/again', { params: { id } }), 409);
      await context.db.updateTable('delivery').set({ state: 'failed' }).execute();
      await ask('post', '/deliveries/{id}/again', { params: { id } });
      await pass();
      expect(got).to.have.length(3);
    });

    it('that are off are told nothing, nor later of what was meanwhile; removed ones get nothing more', async () => {
      const { id } = await make();
      await ask('patch', '/webhooks/{id}', { params: { id }, body: { on: false } });
      await incident();
      await pass();
      await ask('patch', '/webhooks/{id}', { params: { id }, body: { on: true } });
      await pass();
      expect(got).to.have.length(0);
      await incident();
      await followPass(context, context.schoolId);
      await ask('delete', '/webhooks/{id}', { params: { id } });
      await pass();
      expect(got).to.have.length(0);
      expect((await sent())[0]).to.include({ state: 'failed' });
    });

    it('that cannot be signed any more, or not be gone through, say so and leave the others theirs', async () => {
      const { id: lost } = await make({ label: 'Sealed elsewhere' });
      const { id: torn } = await make({ label: 'Torn' });
      await make();
      const set = (id: string, row: object) =>
        context.db.updateTable('webhook').set(row).where('id', '=', id).execute();
      await set(lost, { secret: 'AAAA' });
      await set(torn, { topics: 'no JSON' });
      await incident();
      await pass();
      expect(got).to.have.length(1);
      const error = 'Its secret cannot be opened any more. Remove this webhook and make it again';
      expect((await sent()).map(one => [one.state, one.error])).to.have.deep.members([
        ['failed', error],
        ['sent', ''],
      ]);
      await set(torn, { topics: '[]' });
      expect((await list()).find(one => one.id === lost)).to.include({ error });
      const refused = await ask.refused(ask('post', '/webhooks/{id}/test', { params: { id: lost } }), 502);
      expect(refused.detail).to.equal(`${error}.`);
    });

    it('lead nowhere inside the school that was not listed, and a test says what came back', async () => {
      for (const inside of [
        'http://192.168.1.1/',
        'https://169.254.169.254/latest',
        'https://printer.local/',
      ])
        await ask.refused(make({ url: inside }), 400);
      const { id } = await make();
      expect(await ask('post', '/webhooks/{id}/test', { params: { id } })).to.deep.equal({ status: 200 });
      await context.db.updateTable('webhook').set({ url: 'http://127.0.0.1:9/' }).execute();
      const refused = await ask.refused(ask('post', '/webhooks/{id}/test', { params: { id } }), 502);
      expect(refused.detail).to.equal('127.0.0.1 takes no connection there.');
    });
  });
});
