import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { maxAskBytes } from '../../../shared/protocol/tray/asks.ts';
import { ChannelService, myself } from '../../../test/support/channel-service.ts';
import { grantOf } from '../../../test/support/media-world.ts';
import { RawTray } from '../../../test/support/raw-tray.ts';
import { itWhen } from '../../../test/support/recorded.ts';
import { TrayWorld } from '../../../test/support/tray-world.ts';
import { until } from '../../../test/support/until.ts';

/** A program that listens, and is killed before it can take its socket away. */
const leftBehind = `require('node:net').createServer().listen(process.env.DOOR, () => process.reallyExit(0))`;

describe('the channel with somebody hostile at it', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const started: ChannelService[] = [];
  const aService = async () => {
    const service = new ChannelService();
    started.push(service);
    return service.start();
  };
  afterEach(() => {
    for (const service of started.splice(0)) service.stop();
  });

  const hostile: Record<string, unknown> = {
    'text that is no JSON': 'hello?',
    'JSON that is no object': '[[[[1]]]]',
    'a verb that does not exist': { verb: 'unlock', id: 1 },
    'a claim to be somebody else': { verb: 'lock', id: 1, uid: 0 },
    'a claim to be staff': { verb: 'hello', id: 1, version: 2, role: 'technician' },
    'a permission of their own, or an old one again': {
      verb: 'grant',
      id: 1,
      payload: '{"kind":"media_grant"}',
      signature: 'x',
    },
    'a reason that is not on the list': {
      ...{ verb: 'ask_media', id: 1, stick: '1/1', reason: 'because', write: false },
    },
    'a presentation without end': { verb: 'present', id: 1, minutes: 100_000 },
    'a problem in somebody else’s name': {
      ...{ verb: 'problem', id: 1, about: 'other', more: '', person: 'head' },
    },
    'a poisoned prototype': '{"verb":"here","id":1,"__proto__":{"ok":true}}',
    'a number too large': '{"verb":"here","id":1e400}',
  };
  for (const [name, line] of Object.entries(hostile)) {
    it(`hangs up on ${name}, and nothing else comes of it`, async () => {
      const service = await aService();
      const tray = await service.tray();
      tray.say(line);
      await tray.closed();
      expect(service.asked).to.deep.equal([]);
      expect(service.refused).to.deep.equal(['malformed']);
    });
  }

  it('opens no stick again by a permission that was good once, with the console’s own signature', async () => {
    const world = new TrayWorld({ profile: 'adult', text: 'normal' });
    const { sticks } = world;
    try {
      world.start();
      await until('the door', () => existsSync(world.door), 5000, 5);
      const grant = grantOf(sticks);
      sticks.plug();
      await world.agent.guards.obey('removable-media', grant, () => {});
      await sticks.advance(4000);
      expect(sticks.open.size, 'while it lasts').to.equal(1);
      await sticks.advance(700_000);
      expect(sticks.open.size, 'when it is over').to.equal(0);
      const signed = world.signed(grant);
      for (const line of [
        { verb: 'grant', id: 1, ...signed },
        { type: 'order', ...signed },
      ]) {
        const tray = await RawTray.greeted(world.door);
        tray.say(line);
        await tray.closed();
      }
      // As it came from the console: the same permission again is no longer one.
      await world.agent.guards.obey('removable-media', grant, () => {});
      await sticks.advance(4000);
      expect(sticks.open.size, 'said again').to.equal(0);
      const told = world.outbox.next(0, 100, 1e6).map(({ body }) => JSON.parse(body));
      expect(told.filter(({ name }) => name === 'tray.refused')).to.have.length(1);
    } finally {
      await world.stop();
    }
  });

  it('hangs up on a line without end', async () => {
    const service = await aService();
    const tray = await service.tray();
    tray.socket.write('x'.repeat(maxAskBytes + 1));
    await tray.closed();
    expect(service.refused).to.deep.equal(['too_long']);
  });

  it('hangs up on whoever asks without a greeting, or says nothing', async () => {
    const service = await aService();
    const first = service.raw();
    first.say({ verb: 'lock', id: 1 });
    await first.closed();
    const second = service.raw();
    await until('both were in', () => service.clock.pending > 0, 2000, 5);
    service.clock.pass(11_000);
    await second.closed();
    expect(service.asked).to.deep.equal([]);
    expect(service.refused).to.deep.equal(['no_greeting']);
  });

  it('reads no faster than three asks in a second, from all of a person’s connections together', async () => {
    const service = await aService();
    const trays = [await service.tray(), await service.tray()];
    for (let i = 1; i <= 500; i++) for (const tray of trays) tray.say({ verb: 'here', id: i });
    await until('it reads no more', () => service.clock.pending >= 2, 2000, 5);
    const before = service.asked.length;
    expect(before).to.be.within(20, 30);
    service.clock.pass(2000);
    await until('it reads on', () => service.asked.length > before, 2000, 5);
    await service.clock.settled();
    expect(service.asked.length).to.be.below(before + 8);
    expect(service.refused).to.deep.equal(['too_much']);
  });

  it('hangs up on whoever does not read what they asked for', async () => {
    const service = await aService();
    service.outbox.setFact('section.software', JSON.stringify(['x'.repeat(300_000)]));
    const tray = await service.tray();
    tray.socket.pause();
    for (let i = 1; i <= 8; i++) tray.say({ verb: 'report', id: i, part: 'software' });
    await until('it is refused', () => service.refused.length === 1, 3000, 5);
    expect(service.refused).to.deep.equal(['does_not_read']);
  });

  it('lets four in at once, and is shut for a minute to somebody who storms it', async () => {
    const service = await aService();
    await Promise.all([1, 2, 3, 4].map(() => service.tray()));
    const storm = Array.from({ length: 20 }, () => service.raw());
    await Promise.all(storm.map(tray => tray.closed()));
    expect(existsSync(service.path())).to.equal(false);
    expect(service.refused).to.deep.equal(['too_many']);
    service.clock.pass(61_000);
    await until('the door is open again', () => existsSync(service.path()), 2000, 5);
    await (await service.tray()).answer(0);
  });

  it('tells the console once in an hour, however often it happens', async () => {
    const service = await aService();
    for (let i = 0; i < 5; i++) {
      const tray = await service.tray();
      tray.say('nonsense');
      await tray.closed();
    }
    expect(service.refused).to.deep.equal(['malformed']);
    service.clock.pass(3_600_001);
    const tray = await service.tray();
    tray.say('nonsense');
    await tray.closed();
    expect(service.refused).to.have.length(2);
  });

  it('answers that it is not possible where an answer fails, as on a disk that does, and goes on', async () => {
    const service = await aService();
    const tray = await service.tray();
    service.outbox.fact = () => {
      throw new Error('disk I/O error');
    };
    for (const id of [1, 2]) {
      tray.say({ verb: 'report', id, part: 'hardware' });
      expect(await tray.answer(id)).to.deep.equal({ kind: 'answer', id, ok: false, why: 'not_possible' });
    }
    tray.say({ verb: 'lock', id: 3 });
    expect(await tray.answer(3)).to.include({ ok: true });
  });

  it('opens no door in a folder that others can write to, nor where a link leads', async () => {
    const service = new ChannelService();
    started.push(service);
    const elsewhere = mkdtempSync(join(tmpdir(), 'ct-'));
    symlinkSync(elsewhere, service.folder);
    await service.start();
    expect(service.refused).to.deep.equal(['folder']);
    expect(readdirSync(elsewhere)).to.deep.equal([]);
    rmSync(service.folder);
    const open = new ChannelService();
    started.push(open);
    await open.start();
    open.restart();
    chmodSync(open.folder, 0o777);
    await open.start();
    expect(open.refused).to.deep.equal(['folder']);
    expect(existsSync(open.path())).to.equal(false);
    rmSync(elsewhere, { recursive: true });
  });

  itWhen(
    myself === 0 ? null : 'only root may give a folder away',
    'opens no door in a folder that belongs to somebody else',
    async () => {
      const service = await aService();
      service.restart();
      chownSync(service.folder, 65_534, 65_534);
      await service.start();
      expect(service.refused).to.deep.equal(['folder']);
      expect(existsSync(service.path())).to.equal(false);
    },
  );

  it('takes its place back from whoever listens there, and tells so once', async () => {
    const service = await aService();
    // What a run that was killed left behind is nobody's: that is not told.
    const dead = spawnSync(process.execPath, ['-e', leftBehind], { env: { DOOR: service.path(9) } });
    expect([dead.status, existsSync(service.path(9))]).to.deep.equal([0, true]);
    service.restart();
    service.here = [9];
    await service.start();
    expect(service.refused).to.deep.equal([]);
    service.restart();
    service.here = [myself];
    const squatter: Server = createServer(socket => {
      socket.on('error', () => {});
      socket.end('{"kind":"now"}\n');
    });
    await new Promise<void>(resolve => squatter.listen(service.path(), resolve));
    await service.start();
    await service.tray();
    expect(service.refused).to.deep.equal(['taken']);
    squatter.close();
  });
});
