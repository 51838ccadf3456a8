import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Now } from '../../shared/protocol/tray/told.ts';
import { ChannelService, myself } from '../../test/support/channel-service.ts';
import { itWhen } from '../../test/support/recorded.ts';
import { until } from '../../test/support/until.ts';
import { doubtOf } from './door-check.ts';
import { Link } from './link.ts';

/** A service that says what it likes. */
class Squatter {
  readonly folder = mkdtempSync(join(tmpdir(), 'ct-'));
  readonly path = join(this.folder, `${myself}.sock`);
  readonly sockets: Socket[] = [];
  heard = '';
  readonly #server: Server = createServer(socket => {
    this.sockets.push(socket);
    socket.on('data', text => (this.heard += text));
    socket.on('error', () => {});
  });

  async listen(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(this.path, resolve));
    return this;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('the tray’s end of the channel', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const told: (Now | null)[] = [];
  const links: Link[] = [];
  const aLink = (door: string) => {
    const link = new Link({ door, uid: myself, onNow: now => told.push(now) });
    links.push(link);
    link.start();
    return link;
  };
  let squatter: Squatter;
  beforeEach(async () => {
    squatter = await new Squatter().listen();
  });
  afterEach(() => {
    for (const link of links.splice(0)) link.stop();
    told.length = 0;
    squatter.stop();
  });

  it('speaks only to a socket of its own in a folder that the service alone can write to', () => {
    expect(doubtOf(squatter.path, myself)).to.equal(null);
    expect(doubtOf(squatter.path, myself + 1)).to.equal('not_the_services');
    chmodSync(squatter.folder, 0o777);
    expect(doubtOf(squatter.path, myself)).to.equal('not_the_services');
    expect(doubtOf(squatter.folder, myself)).to.equal('not_a_socket');
    expect(doubtOf(join(squatter.folder, 'none'), myself)).to.equal('missing');
  });

  itWhen(
    myself === 0 ? null : 'only root may give a folder away',
    'speaks to no socket in a folder that belongs to somebody else',
    () => {
      chownSync(squatter.folder, 65_534, 65_534);
      expect(doubtOf(squatter.path, myself)).to.equal('not_the_services');
    },
  );

  it('says nothing to a socket that it doubts', async () => {
    chmodSync(squatter.folder, 0o777);
    const link = aLink(squatter.path);
    expect(await link.ask({ verb: 'lock' })).to.deep.equal({ ok: false, why: 'not_the_service' });
    expect(squatter.sockets).to.deep.equal([]);
  });

  for (const line of [
    'rubbish',
    '{"kind":"now"}',
    '{"kind":"now","face":{},"scenes":[{"kind":"run"}]}',
    'x'.repeat(1_100_000),
  ]) {
    it(`hangs up on what it does not understand: ${line.slice(0, 40)}`, async () => {
      aLink(squatter.path);
      await until('it greets', () => squatter.heard.includes('hello'), 2000, 5);
      squatter.sockets[0]?.write(`${line}\n`);
      await until('it hangs up', () => squatter.sockets[0]?.closed === true, 2000, 5);
      expect(told).to.deep.equal([null]);
    });
  }

  it('answers every question, also when the service goes in between', async () => {
    const link = aLink(squatter.path);
    await until('it greets', () => squatter.heard.includes('hello'), 2000, 5);
    const asked = link.ask({ verb: 'lock' });
    squatter.sockets[0]?.destroy();
    expect(await asked).to.deep.equal({ ok: false, why: 'not_possible' });
  });

  it('is told, and asks, over a real channel', async () => {
    const service = await new ChannelService().start();
    try {
      const link = aLink(service.path());
      await until('it is greeted', () => service.watched.length > 0, 2000, 5);
      service.clock.pass(60);
      await until('it is told', () => told.length > 0, 2000, 5);
      expect(told[0]).to.deep.equal({
        ...{ kind: 'now', face: { profile: 'plain', text: 'normal' }, scenes: [] },
        may: { ask: false, report: true, aloud: false, present: null, presenting: null, link: null },
      });
      expect(await link.ask({ verb: 'wait' })).to.deep.equal({ ok: true, why: null });
    } finally {
      service.stop();
    }
  });
});
