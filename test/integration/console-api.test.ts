import { expect } from 'chai';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { access } from '../../console/server/access.ts';
import { allRoutes } from '../../console/server/main-rooms.ts';
import { feedPath } from '../../shared/protocol/api/feed.ts';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';

describe('the console’s API', function () {
  this.timeout(30_000);
  let console_: TestConsole;
  let technician: Ask;

  before(async () => {
    console_ = await aConsole();
    technician = await console_.as('technician');
  });
  after(() => console_.remove());

  describe('takes hostile input calmly', () => {
    const problem = async (
      method: string,
      path: string,
      body?: unknown,
      headers?: Record<string, string>,
    ) => {
      const answer = await technician(method, path, body, headers);
      expect(answer.headers.get('content-type')).to.contain('application/problem+json');
      return [answer.status, answer.body.code];
    };

    it('a body beyond a megabyte', async () => {
      const body = { name: 'x'.repeat(1_100_000), email: 'a@b.example', role: 'technician' };
      expect(await problem('POST', '/people', body)).to.deep.equal([413, 'request.too_large']);
    });

    it('a body that is not JSON, or does not say so', async () => {
      expect(await problem('POST', '/people', '{"name":')).to.deep.equal([400, 'request.unreadable']);
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      expect(await problem('POST', '/people', 'name=x', form)).to.deep.equal([415, 'request.not_json']);
      const latin = { 'content-type': 'application/json; charset=iso-8859-1' };
      expect(await problem('POST', '/people', '{}', latin)).to.deep.equal([415, 'request.not_json']);
    });

    it('fields of the wrong type, each named', async () => {
      const answer = await technician('POST', '/people', { name: 5, email: 'nobody', role: 'king' });
      expect(answer.status).to.equal(400);
      expect(Object.keys(answer.body.fields).sort()).to.deep.equal(['email', 'name', 'role']);
    });

    it('a misspelt field or filter, which is named and not passed over', async () => {
      const wrong: [string, string, unknown, string][] = [
        ['POST', '/enrolment-codes', { groupId: 'x', days: -1 }, 'days'],
        ['PATCH', '/people/x', { nmae: 'x' }, 'nmae'],
        ['POST', '/queue/decisions', { approve: [{ id: 'x', nmae: 'y' }] }, 'approve.0.nmae'],
        ['GET', '/devices?q=lab', undefined, 'q'],
        ['GET', '/summary?foo=1', undefined, 'foo'],
      ];
      for (const [method, path, body, name] of wrong) {
        const answer = await technician(method, path, body);
        expect(answer.status, path).to.equal(400);
        expect(answer.body).to.include({ title: 'The request is not valid', code: 'request.invalid' });
        expect(answer.body.detail, path).to.contain(`Not known here: ${name}.`);
        expect(answer.body.fields, path).to.have.property(name);
      }
    });

    it('a cursor of its own making', async () => {
      for (const cursor of ['x', 'W10', Buffer.from('["a","b"]').toString('base64url'), '%00'])
        expect(await problem('GET', `/audit-log?cursor=${cursor}`), cursor).to.deep.equal([
          400,
          'cursor.invalid',
        ]);
    });

    it('a limit or a parameter given twice', async () => {
      for (const query of ['limit=0', 'limit=1e9', 'limit=x', 'limit=1&limit=2', 'cursor=a&cursor=b'])
        expect((await problem('GET', `/audit-log?${query}`))[0], query).to.equal(400);
    });

    it('keys that would change every object', async () => {
      const body =
        '{"name":"P","email":"p@s.example","role":"headteacher","__proto__":{"role":"technician"},"constructor":{"prototype":{"x":1}}}';
      const answer = await technician('POST', '/people', body);
      expect(answer.status).to.equal(400);
      expect(Object.keys(answer.body.fields).sort()).to.deep.equal(['__proto__', 'constructor']);
      expect(({} as Record<string, unknown>).x).to.equal(undefined);
    });

    it('markup in a name, which comes back as the text it is', async () => {
      const name = '<img src=x onerror=alert(1)>';
      const answer = await technician('POST', '/people', { name, email: 'm@s.example', role: 'headteacher' });
      expect(answer.body.name).to.equal(name);
      expect(answer.headers.get('content-type')).to.contain('application/json');
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
    });

    it('an address that cannot be decoded, is unknown, or takes other methods', async () => {
      expect((await problem('PATCH', '/people/%E0%A4%A', {}))[0]).to.equal(400);
      expect(await problem('GET', '/nothing')).to.deep.equal([404, 'path.unknown']);
      expect(await problem('PUT', '/school', {})).to.deep.equal([405, 'method.not_possible']);
      expect(await problem('PUT', '/school', '{"name":')).to.deep.equal([405, 'method.not_possible']);
      expect(await problem('POST', '/nothing', '{"name":')).to.deep.equal([404, 'path.unknown']);
      expect(await problem('GET', '//api/v2/session')).to.deep.equal([404, 'path.unknown']);
    });

    it('and keeps every answer out of caches', async () => {
      expect((await technician('GET', '/session')).headers.get('cache-control')).to.equal('no-store');
      expect((await console_.ask('GET', '/session')).headers.get('cache-control')).to.equal('no-store');
    });
  });

  describe('knows its own pages from others', () => {
    it('by refusing a cookie that another site makes the browser send', async () => {
      const { ask, cookie } = await console_.browser();
      const own = `http://localhost:${console_.context.config.port}`;
      const send = async (headers: Record<string, string>) =>
        (await console_.ask('PATCH', '/school', { name: 'Elm' }, { cookie, ...headers })).status;
      expect((await ask('PATCH', '/school', { name: 'Oak' })).status).to.equal(200);
      expect(await send({ origin: 'https://evil.example' })).to.equal(403);
      expect(await send({ origin: 'http://localhost:1' })).to.equal(403);
      expect(await send({ origin: 'null' })).to.equal(403);
      expect(await send({ origin: own, 'sec-fetch-site': 'cross-site' })).to.equal(403);
      expect(await send({})).to.equal(403);
      expect((await ask('GET', '/school')).body.name).to.equal('Oak');
    });

    it('by refusing a host name that is not its own', async () => {
      const { port } = console_.context.config;
      expect(await statusFor(port, 'evil.example')).to.equal(421);
      expect(await statusFor(port, `localhost.evil.example:${port}`)).to.equal(421);
      expect(await statusFor(port, '127.0.0.1')).to.equal(200);
    });

    it('by a cookie that script cannot read and other sites cannot use', async () => {
      const { url } = await import('../../console/server/accounts/index.ts').then(accounts =>
        accounts.makeFirstLink(console_.context, console_.schoolId),
      );
      const token = new URL(url).hash.replace('#token=', '');
      const { headers, status } = await console_.ask('POST', '/session/link', { token });
      expect(status).to.equal(204);
      expect(headers.getSetCookie()[0]).to.match(/^caretaker=[\w-]{43};.*HttpOnly; SameSite=Strict/);
    });

    it('and lets no script run that it did not send', async () => {
      const { headers } = await console_.ask('GET', '//');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).to.contain("script-src 'self';").and.contain("frame-ancestors 'none'");
      expect(policy).not.to.contain('unsafe-eval');
    });
  });

  describe('signs out', () => {
    it('so that the cookie is worth nothing afterwards', async () => {
      const { ask } = await console_.browser();
      const answer = await ask('DELETE', '/session');
      expect(answer.status).to.equal(204);
      expect(answer.headers.getSetCookie()[0]).to.match(/^caretaker=;/);
      expect((await ask('GET', '/session')).status).to.equal(401);
    });
  });

  describe('has a feed', () => {
    const open = (headers: Record<string, string>) =>
      new Promise<WebSocket | string>(resolve => {
        const { port } = console_.context.config;
        const socket = new WebSocket(`ws://localhost:${port}${feedPath}`, { headers });
        socket.once('open', () => resolve(socket));
        socket.once('error', error => resolve(error.message));
      });
    const origin = () => `http://localhost:${console_.context.config.port}`;

    it('for our own signed-in pages only', async () => {
      const { cookie } = await console_.browser();
      expect(await open({ origin: origin() })).to.contain('401');
      expect(await open({ cookie })).to.contain('403');
      expect(await open({ cookie, origin: 'https://evil.example' })).to.contain('403');
    });

    it('that tells of a change and ends with the session, at once', async function () {
      this.timeout(5000);
      const { ask, cookie } = await console_.browser();
      const socket = await open({ cookie, origin: origin() });
      if (typeof socket === 'string') throw new Error(socket);
      const told = new Promise<string>(resolve => {
        socket.on('message', data => String(data).includes('school') && resolve(String(data)));
      });
      await ask('PATCH', '/school', { timeZone: 'Europe/London' });
      expect(JSON.parse(await told).topics).to.include('school');
      const closed = new Promise<number>(resolve => socket.once('close', resolve));
      await ask('DELETE', '/session');
      expect(await closed).to.equal(4401);
    });
  });

  describe('describes itself', () => {
    it('in a document that names every route, its roles and only schemas that it has', async () => {
      const { body } = await console_.ask('GET', '/openapi.json');
      expect(body.openapi).to.equal('3.1.0');
      for (const spec of allRoutes(console_.context, '1')) {
        const operation = body.paths[spec.path]?.[spec.method];
        expect(operation, `${spec.method} ${spec.path}`).to.be.an('object');
        expect(operation.responses.default.$ref).to.equal('#/components/responses/Problem');
        if (spec.permission === 'public') expect(operation.security).to.deep.equal([]);
        else expect(operation['x-roles']).to.deep.equal(access[spec.permission]);
        for (const name of spec.path.match(/(?<=\{)\w+/g) ?? [])
          expect(operation.parameters, spec.path).to.deep.include.members([
            operation.parameters.find((p: { name: string }) => p.name === name),
          ]);
      }
      for (const reference of JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
        const found = reference[1]?.split('/').reduce((at, key) => at?.[key], body);
        expect(found, reference[1]).to.be.an('object');
      }
    });

    it('and answers every list with its items and where the next ones are', () => {
      const asked = allRoutes(console_.context, '1').filter(spec => spec.method === 'get');
      const shapes = asked.map(spec => ({
        path: spec.path,
        shape: spec.response instanceof z.ZodObject ? spec.response.shape : {},
      }));
      const lists = shapes.filter(({ shape }) => 'items' in shape && Object.keys(shape).length <= 4);
      expect(lists.length).to.be.greaterThan(20);
      expect(lists.filter(({ shape }) => !('next' in shape)).map(({ path }) => path)).to.deep.equal([]);
      // And nothing else calls something “next”.
      expect(shapes.filter(({ shape }) => 'next' in shape && !('items' in shape))).to.deep.equal([]);
    });

    it('and gives every operation a name of its own', async () => {
      const { body } = await console_.ask('GET', '/openapi.json');
      const operations = Object.values(body.paths).flatMap(path => Object.values(path as object));
      const ids = operations.map(operation => operation.operationId);
      expect(new Set(ids).size).to.equal(ids.length);
    });
  });

  describe('watches itself', () => {
    it('by answering whether it is well, to anyone, with nothing else', async () => {
      expect((await console_.ask('GET', '//healthz')).body).to.deep.equal({ status: 'ok' });
    });

    it('by figures behind a token', async () => {
      expect((await console_.ask('GET', '//metrics')).status).to.equal(401);
      const { status, body } = await technician('GET', '//metrics');
      expect(status).to.equal(200);
      expect(body).to.contain('caretaker_devices_connected 0');
    });
  });
});

/** fetch sets Host by itself, so the request is written by hand. */
async function statusFor(port: number, host: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: '/healthz', headers: { host } }, answer => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

describe('the console, asked too often', () => {
  it('lets wrong passwords rest, then everything else, and says so', async () => {
    const console_ = await aConsole({ limits: { perMinute: 12, failedSignIns: 3 } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      const { status } = await console_.ask('POST', '/session', { email: 'x@y.example', password: 'wrong' });
      statuses.push(status);
    }
    expect(statuses).to.deep.equal([401, 401, 401, 429, 429]);
    const technician = await console_.as('technician');
    for (let i = 0; i < 7; i++) expect((await technician('GET', '/session')).status).to.equal(200);
    const refused = await technician('GET', '/session');
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'request.too_many']);
    await console_.remove();
  });
});
