/** A console on one engine with a real directory and a lying one beside it, and what people do at both. */
import { expect } from 'chai';
import type { DirectoryKind } from '../../shared/protocol/api/directories.ts';
import { type Ask, aConsole, asker, type TestConsole } from './console.ts';
import type { engines } from './databases.ts';
import { aDirectory, aLyingDirectory, client, type TestDirectory } from './directory.ts';

export const tenant = '2f1c0a9e-0000-4000-8000-3d5c7b9a1e2f';
export const domain = 'school.example';
export const password = 'wombat tulip engine';
export const ofTenant = { tid: tenant, xms_edov: true };

interface World {
  console_: TestConsole;
  technician: Ask;
  real: TestDirectory;
  lying: Awaited<ReturnType<typeof aLyingDirectory>>;
  base: string;
}

/** Call it in a suite: it starts and stops what it needs around it. `w` is filled before the first test. */
export function aDirectorySchool({
  name: engine,
  missing,
}: Pick<(typeof engines)[number], 'name' | 'missing'>) {
  const w = {} as World;
  before(async function () {
    if (missing !== undefined) this.skip();
    w.console_ = await aConsole({ engine, limits: { perMinute: 6000, failedSignIns: 1000 } });
    w.technician = await w.console_.as('technician');
    w.base = `http://localhost:${w.console_.context.config.port}`;
    w.real = await aDirectory(`${w.base}/sign-in/return`);
    w.lying = await aLyingDirectory(`${w.base}/sign-in/return`);
  });
  after(async () => {
    await w.real?.stop();
    await w.lying?.stop();
    await w.console_?.remove();
  });
  afterEach(async () => {
    w.lying.lie = {};
    for (const { id } of (await w.technician('GET', '/directories')).body.items)
      await w.technician('DELETE', `/directories/${id}`);
  });

  /** A directory as a technician enters it, which stands here instead of at Microsoft or Google. */
  async function set(
    given: object = {},
    kind: DirectoryKind = 'entra',
    issuer = w.real.issuer,
  ): Promise<string> {
    const made = await w.technician('POST', '/directories', {
      ...{ kind, label: 'Microsoft', tenant: kind === 'entra' ? tenant : domain, ...client },
      ...(kind === 'other' && { issuer: 'https://id.school.example' }),
      ...given,
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    await w.console_.context.db
      .updateTable('directory')
      .set({ issuer })
      .where('id', '=', made.body.id)
      .execute();
    return made.body.id;
  }
  const browser = (cookie?: string) => asker(w.base, { origin: w.base, ...(cookie && { cookie }) });
  const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';

  async function begin(
    directoryId: string,
    at: { visit(url: string): Promise<Record<string, string>> } = w.real,
  ) {
    const { body, status } = await browser()('POST', '/session/directory/start', { directoryId });
    expect(status, JSON.stringify(body)).to.equal(200);
    return { ...(await at.visit(body.url)), tab: body.tab as string } as Record<string, string>;
  }
  const finish = (back: Record<string, string>) => browser()('POST', '/session/directory', back);
  const enter = async (id: string, at?: Parameters<typeof begin>[1]) => finish(await begin(id, at));
  async function refused(
    answer: Promise<{ status: number; body: { code: string } }>,
    status: number,
    code: string,
  ) {
    const { status: was, body } = await answer;
    expect([was, body.code], JSON.stringify(body)).to.deep.equal([status, `directory.${code}`]);
  }
  async function signedIn(answer: Promise<{ status: number; headers: Headers; body: unknown }>) {
    const { status, headers, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(204);
    return browser(cookieOf(headers));
  }
  let count = 0;
  const someone = () => ({ sub: `s-${++count}`, email: `p${count}@${domain}`, name: `Person ${count}` });
  const invite = async (role: string, email: string) =>
    (await w.technician('POST', '/people', { name: email, email, role })).body.id as string;
  /** Somebody who came by a link and has a password. */
  async function withPassword(role: string, email: string) {
    const id = await invite(role, email);
    const { body } = await w.technician('POST', `/people/${id}/sign-in-link`, {});
    const token = new URL(body.url).hash.replace('#token=', '');
    const ask = browser(cookieOf((await browser()('POST', '/session/link', { token })).headers));
    expect((await ask('POST', '/session/password', { password })).status).to.equal(204);
    return { id, ask };
  }

  return { w, set, browser, begin, finish, enter, refused, signedIn, someone, invite, withPassword };
}
