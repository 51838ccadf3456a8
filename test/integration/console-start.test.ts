import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFirstLink } from '../../console/server/accounts/index.ts';
import { freePort } from '../../console/server/main-listen.ts';
import { aConsole } from '../support/console.ts';
import { engines } from '../support/databases.ts';

for (const engine of engines) {
  describe(`a console on ${engine.name}${engine.missing ? ` (pending: ${engine.missing})` : ''}`, function () {
    this.timeout(30_000);
    before(function () {
      if (engine.missing) this.skip();
    });

    it('finds its school, its key, its people and its sessions again after a restart', async () => {
      const data = mkdtempSync(join(tmpdir(), 'caretaker-again-'));
      const made = await engine.make();
      const options = { data, databaseUrl: made.location };
      const first = await aConsole(options);
      const { ask, cookie } = await first.browser();
      const person = { name: 'Ada', email: 'ada@school.example', role: 'headteacher' };
      expect((await ask('POST', '/people', person)).status).to.equal(201);
      const before = await ask('GET', '/session');
      await first.stop();
      const second = await aConsole(options);
      const after = await second.ask('GET', '/session', undefined, { cookie });
      expect(after.body).to.deep.equal(before.body);
      expect(second.context.identity.publicKey).to.equal(first.context.identity.publicKey);
      const people = await second.ask('GET', '/people', undefined, { cookie });
      expect(people.body.items.map((item: { name: string }) => item.name)).to.deep.equal([
        'Ada',
        'Technician',
      ]);
      const log = await second.ask('GET', '/audit-log?limit=2', undefined, { cookie });
      expect(log.body.items[0].sentence).to.equal('Gave Ada an account as headteacher');
      expect(log.body.next).to.be.a('string');
      await second.stop();
      await made.remove();
      rmSync(data, { recursive: true });
    });
  });
}

interface Seen {
  status: number;
  headers: IncomingMessage['headers'];
}

describe('a console that others use', () => {
  it('speaks TLS with its own certificate, and binds the cookie to it', async () => {
    const port = await freePort('127.0.0.1');
    const console_ = await aConsole({ settings: { port, url: `https://localhost:${port}` } });
    const { url } = await makeFirstLink(console_.context, console_.schoolId);
    expect(url).to.match(new RegExp(`^https://localhost:${port}/sign-in#token=`));
    const body = JSON.stringify({ token: new URL(url).hash.replace('#token=', '') });
    const { certPem } = console_.context.identity.certificate;
    const seen = await new Promise<Seen>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', origin: `https://localhost:${port}` };
      const sent = request(
        {
          host: 'localhost',
          port,
          method: 'POST',
          path: '/api/v1/session/link',
          ca: certPem,
          headers,
          agent: false,
        },
        answer => {
          answer.resume();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        },
      );
      sent.on('error', reject).end(body);
    });
    expect(seen.status).to.equal(204);
    expect(seen.headers['set-cookie']?.[0]).to.match(
      /^__Host-caretaker=.*; Path=\/;.*HttpOnly; Secure; SameSite=Strict/,
    );
    expect(seen.headers['strict-transport-security']).to.equal(undefined);
    await console_.remove();
  });

  it('believes a proxy about where somebody comes from only when that proxy is named', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    const wrong = { email: 'x@y.example', password: 'wrong' };
    const limits = { perMinute: 1000, failedSignIns: 1 };
    const tries = async (settings: Record<string, unknown>) => {
      const console_ = await aConsole({ limits, settings });
      const { status: first } = await console_.ask('POST', '/session', wrong, forwarded);
      const { status: second } = await console_.ask('POST', '/session', wrong, {
        'x-forwarded-for': '203.0.113.8',
      });
      await console_.remove();
      return [first, second];
    };
    expect(await tries({})).to.deep.equal([401, 429]);
    const proxied = {
      url: 'https://caretaker.school.example',
      trustedProxy: '127.0.0.1',
      deviceHost: '127.0.0.1',
    };
    expect(await tries(proxied)).to.deep.equal([401, 401]);
  });
});
