import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { access, may } from '../../console/server/access.ts';
import { readAccount } from '../../console/server/accounts/people.ts';
import { allRoutes, approvalKinds } from '../../console/server/main-rooms.ts';
import { roles } from '../../shared/protocol/api/common.ts';
import { feedPath, type Nudge, nudge } from '../../shared/protocol/api/feed.ts';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';

const password = 'wombat tulip engine';
/** What gives or takes a way in: nobody does it at a screen that was left open. With a body that it takes. */
const grave: Record<string, object | undefined> = {
  'post /people': { name: 'Eve', email: 'eve@s.example', role: 'technician' },
  'patch /people/{id}': { email: 'eve@s.example' },
  'post /people/{id}/sign-in-link': {},
  'delete /people/{id}/sign-in-link': undefined,
  'delete /people/{id}/sessions': undefined,
  'delete /people/{id}/second-step': undefined,
  'post /tokens': { label: 'Eve', role: 'technician' },
  'post /webhooks': { label: 'Eve', url: 'https://example.org/', topics: ['alert'] },
  'post /directories': {
    ...{ kind: 'google', label: 'Google', tenant: 'evil.example' },
    ...{ clientId: 'client', clientSecret: 'a long secret' },
  },
  'patch /directories/{id}': { groups: [{ group: 'everybody', role: 'technician' }] },
  'delete /directories/{id}': undefined,
  'post /session/connections/start': { directoryId: 'one' },
  'delete /session/connections/{id}': undefined,
  'post /session/second-step': {},
  'post /session/second-step/recovery-codes': {},
  'delete /session/second-step': undefined,
  'post /session/passkeys/options': {},
  'delete /session/passkeys/{id}': undefined,
  'post /approvals/{id}/approve': {},
  'post /policies/versions/{id}/approve': {},
  'post /policies/exceptions/{id}/approve': {},
  'post /licences/{id}/key': { reason: 'To set it up' },
  'put /retention/{key}': { amount: 12 },
};

const anyId = '00000000-0000-7000-8000-000000000000';

describe('who may do what over the console’s API', function () {
  this.timeout(120_000);
  let console_: TestConsole;
  let technician: Ask;

  before(async () => {
    console_ = await aConsole();
    technician = await console_.as('technician');
  });
  after(() => console_.remove());

  describe('lets in by the access table', () => {
    it('every role and nobody, on every route', async () => {
      const askers = new Map<string, Ask>([['nobody', console_.ask]]);
      for (const role of roles) askers.set(role, await console_.as(role));
      const routes = allRoutes(console_.context, '1').filter(spec => spec.permission !== 'public');
      expect(routes.length).to.be.greaterThan(10);
      for (const spec of routes) {
        const inRole = async ([who, ask]: [string, Ask]) => {
          // A body that no schema takes: whoever may come in is told so, and nothing is changed.
          const body = spec.method === 'get' ? undefined : '[]';
          const { status } = await ask(spec.method.toUpperCase(), spec.path.replace(/\{\w+\}/g, anyId), body);
          const name = `${who}: ${spec.method} ${spec.path}`;
          if (who === 'nobody') expect(status, name).to.equal(401);
          else if (spec.permission !== 'public' && !may(who, spec.permission))
            expect(status, name).to.equal(403);
          else expect(status, name).to.be.oneOf([200, 201, 204, 400, 404, 409]);
        };
        await Promise.all([...askers].map(inRole));
      }
    });

    it('whoever shows again that it is they, where something is as grave as a way in', async () => {
      const routes = allRoutes(console_.context, '1').filter(spec => spec.proof);
      const names = routes.map(spec => `${spec.method} ${spec.path}`);
      expect(names).to.have.members(Object.keys(grave));
      const { ask } = await console_.browser();
      const ada = { name: 'Ada', email: 'ada@s.example', role: 'headteacher' };
      const { id } = (await technician('POST', '/people', ada)).body;
      const { personId } = await readAccount(console_.context.db, console_.schoolId, id);
      const persons = `/persons/${personId}`;
      expect((await ask('POST', '/session/password', { password })).status).to.equal(204);
      const officer = await signedIn('data_protection_officer');
      expect((await officer('POST', '/session/password', { password })).status).to.equal(204);
      await console_.context.db.updateTable('session').set({ proved_at: null }).execute();
      const refused = async (method: string, path: string, body: unknown, by = ask) => {
        const answer = await by(method.toUpperCase(), path.replace('{id}', id), body);
        expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([403, 'step_up.needed']);
      };
      for (const { method, path, permission } of routes) {
        const by = permission === 'public' || may('technician', permission) ? ask : officer;
        await refused(method, path.replace('{key}', 'loans'), grave[`${method} ${path}`], by);
      }
      await refused('patch', persons, { email: 'eve@s.example' });
      expect((await ask('PATCH', persons, { group: 'Office', email: ada.email })).status).to.equal(200);
      expect((await ask('POST', '/session/proof', { password })).status).to.equal(204);
      expect((await ask('PATCH', `/people/${id}`, { disabled: true })).body.disabled).to.equal(true);
    });

    it('and every permission of the table guards a route, or the second person’s yes', () => {
      const guarded = [...allRoutes(console_.context, '1'), ...approvalKinds];
      const used = new Set(guarded.map(({ permission }) => permission));
      const idle = Object.keys(access).filter(permission => !used.has(permission as keyof typeof access));
      expect(idle).to.deep.equal([]);
    });

    it('no token that does not hold, even beside a good cookie', async () => {
      const { ask } = await console_.browser();
      expect((await ask('GET', '/session')).status).to.equal(200);
      expect(
        (await ask('GET', '/session', undefined, { authorization: 'Bearer ct_nonsense' })).status,
      ).to.equal(401);
      expect((await ask('GET', '/session', undefined, { authorization: 'Basic dGVzdA==' })).status).to.equal(
        401,
      );
    });
  });

  /** Somebody new in that role, signed in with the link that they were given. */
  async function cookieOf(role: string): Promise<{ cookie: string; origin: string }> {
    const person = { name: 'Sam', email: `${randomUUID()}@s.example`, role };
    const made = await technician('POST', '/people', person);
    const link = await technician('POST', `/people/${made.body.id}/sign-in-link`, {});
    const token = new URL(link.body.url).hash.replace('#token=', '');
    const origin = `http://localhost:${console_.context.config.port}`;
    const { headers } = await console_.ask('POST', '/session/link', { token }, { origin });
    return { cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '', origin };
  }

  async function signedIn(role: string): Promise<Ask> {
    const headers = await cookieOf(role);
    return (method, path, body) => console_.ask(method, path, body, { ...headers });
  }

  describe('keeps what each role may not see', () => {
    it('out of every role’s own feed: of computers only those hear who may see them, of the log who may read it', async () => {
      const about = nudge.shape.topics.element.options;
      const origin = `http://localhost:${console_.context.config.port}`;
      const feeds = await Promise.all(
        roles.map(async role => {
          const { cookie } = await cookieOf(role);
          const socket = new WebSocket(`${origin.replace('http', 'ws')}${feedPath}`, {
            headers: { cookie, origin },
          });
          await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
          return { role, socket };
        }),
      );
      const heard = feeds.map(
        ({ role, socket }) =>
          new Promise<[string, Nudge]>(resolve =>
            socket.once('message', data => resolve([role, nudge.parse(JSON.parse(String(data)))])),
          ),
      );
      console_.context.events.nudge(console_.schoolId, about, ['one']);
      const said = new Map(await Promise.all(heard));
      const hear = (topic: Nudge['topics'][number]) =>
        roles.filter(role => said.get(role)?.topics.includes(topic));
      expect(said.get('staff')).to.deep.equal({ topics: ['school', 'assets'], deviceIds: [] });
      expect(hear('school')).to.deep.equal(roles);
      expect(hear('devices')).to.deep.equal(['technician', 'headteacher']);
      expect(hear('audit')).to.deep.equal(roles.filter(role => may(role, 'audit.read')));
      expect(roles.filter(role => said.get(role)?.deviceIds.length)).to.deep.equal(['technician']);
      for (const { socket } of feeds) socket.close();
    });
  });

  describe('is sent the same twice', () => {
    it('and makes it once under one key, where no secret has to be kept for that', async () => {
      const asset = { tag: 'K1', kind: 'camera' };
      const key = { 'idempotency-key': 'b1946ac9-2492-d234' };
      const [first, again] = [
        await technician('POST', '/assets', asset, key),
        await technician('POST', '/assets', asset, key),
      ];
      expect([first.status, again.status]).to.deep.equal([201, 201]);
      expect(again.body).to.deep.equal(first.body);
      const other = await technician('POST', '/assets', { ...asset, tag: 'K2' }, key);
      expect(other.body.code).to.equal('idempotency.other_request');
      const secret = { 'idempotency-key': 'another-key-1' };
      const token = { label: 'once', role: 'governor' };
      await technician('POST', '/tokens', token, secret);
      expect((await technician('POST', '/tokens', token, secret)).body.code).to.equal(
        'idempotency.shown_once',
      );
      const linkOf = async (email: string) => {
        const { body } = await technician('POST', '/people', { name: email, email, role: 'staff' });
        const link = { 'idempotency-key': 'one-key-for-two' };
        return (await technician('POST', `/people/${body.id}/sign-in-link`, {}, link)).body.code;
      };
      expect(await linkOf('one@s.example')).to.equal(undefined);
      expect(await linkOf('two@s.example')).to.equal('idempotency.other_request');
      const bad = await technician('POST', '/assets', asset, { 'idempotency-key': 'short' });
      expect(bad.body.code).to.equal('idempotency.key');
    });
  });

  describe('keeps a token to its part', () => {
    it('of its role, on every route and in what it says of itself', async () => {
      const given = { label: 'assets only', role: 'technician', scopes: ['assets.read', 'session.own'] };
      const { body } = await technician('POST', '/tokens', given);
      const ask = (path: string, method = 'GET') =>
        console_.ask(method, path, method === 'GET' ? undefined : '[]', {
          authorization: `Bearer ${body.token}`,
        });
      expect((await ask('/session')).body.may).to.have.members(['session.own', 'assets.read']);
      for (const spec of allRoutes(console_.context, '1').filter(one => one.permission !== 'public')) {
        if (['session.own', 'assets.read'].includes(spec.permission)) continue;
        const path = spec.path.replace(/\{\w+\}/g, anyId);
        expect((await ask(path, spec.method.toUpperCase())).status, spec.path).to.equal(403);
      }
      const beyond = await technician('POST', '/tokens', { ...given, role: 'governor' });
      expect(beyond.body.fields.scopes).to.contain('assets.read');
    });
  });
});
