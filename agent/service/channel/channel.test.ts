import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type MediaStage, type Scene, told } from '../../../shared/protocol/tray/told.ts';
import { ChannelService, myself } from '../../../test/support/channel-service.ts';
import { RawTray } from '../../../test/support/raw-tray.ts';
import { ended, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { until } from '../../../test/support/until.ts';
import { openChannel } from '../main-channel.ts';
import { linuxPeople, nameOf } from './people.ts';

describe('the channel to the tray', () => {
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

  it('makes a socket for each person, theirs alone, in a folder that nobody else may write to', async () => {
    const service = await aService();
    const socket = statSync(service.path());
    expect(socket.isSocket()).to.equal(true);
    expect([socket.mode & 0o777, socket.uid]).to.deep.equal([0o600, myself]);
    expect(statSync(service.folder).mode & 0o777).to.equal(0o755);
  });

  it('gives the socket to whoever it is for', async function () {
    if (myself !== 0) this.skip();
    const service = new ChannelService();
    started.push(service);
    service.here = [54_321];
    await service.start();
    expect(statSync(service.path(54_321)).uid).to.equal(54_321);
  });

  it('shows the youngest no window about what was stopped or asked for, and everybody else does see it', async () => {
    const stick = (stage: MediaStage): Scene => ({
      ...{ kind: 'media', stick: `1/${stage}`, stage, askable: true, askedAt: null },
      ...{ access: null, until: null, scan: null },
    });
    const off = { kind: 'switch_off' as const, at: 1, waits: 0 };
    const stopped = { kind: 'program' as const, program: 'p', title: 'Tux', publisher: '', askable: true };
    const kinds = async (profile: 'plain' | 'early_years') => {
      const service = await aService();
      service.scenes = [
        ...[off, { ...stopped, askedAt: null, step: 0 }],
        ...[stick('stopped'), stick('asked'), stick('scanning'), stick('ending')],
      ];
      service.face = { profile, text: 'normal' };
      const tray = await service.tray();
      service.channel.changed();
      service.clock.pass(60);
      await until('it is told', () => tray.scenes.length > 0, 2000, 5);
      return tray.scenes.map(({ kind, stage }) => stage ?? kind);
    };
    expect(await kinds('plain')).to.deep.equal([
      ...['switch_off', 'program', 'stopped', 'asked', 'scanning', 'ending'],
    ]);
    expect(await kinds('early_years')).to.deep.equal(['switch_off', 'scanning', 'ending']);
  });

  it('opens a door when somebody signs in and shuts it when they sign out', async function () {
    if (myself !== 0) this.skip();
    const service = await aService();
    const tray = await service.tray();
    service.here = [54_321];
    service.cameOrWent();
    await tray.closed();
    await until('the other door', () => existsSync(service.path(54_321)), 2000, 5);
    expect(existsSync(service.path())).to.equal(false);
  });

  it('keeps the door of whoever is signed in while somebody else has the screen, and tells each their own', async function () {
    if (myself !== 0) this.skip();
    const service = await aService();
    service.scenesOf = ({ uid }) => [{ kind: 'lock_soon', at: uid }];
    const mine = await service.tray();
    service.here = [myself, 54_321];
    service.cameOrWent();
    await until('the other door', () => existsSync(service.path(54_321)), 2000, 5);
    const theirs = await RawTray.greeted(service.path(54_321));
    service.clock.pass(60);
    const seen = (tray: RawTray) => tray.scenes.map(({ at }) => at);
    await until('both are told', () => seen(mine).length + seen(theirs).length === 2, 2000, 5);
    expect([seen(mine), seen(theirs), mine.isClosed]).to.deep.equal([[myself], [54_321], false]);
    theirs.end();
  });

  it('opens no door for somebody who left while the system was asked for their name, and one when they are back', async () => {
    const service = new ChannelService();
    started.push(service);
    let say = () => {};
    service.asking = new Promise(resolve => {
      say = resolve;
    });
    const starting = service.start();
    service.here = [];
    service.cameOrWent();
    service.here = [myself];
    service.cameOrWent();
    service.here = [];
    service.cameOrWent();
    say();
    await starting;
    expect(existsSync(service.path())).to.equal(false);
    service.here = [myself];
    service.cameOrWent();
    await until('the door', () => existsSync(service.path()), 2000, 5);
    await service.tray();
    service.channel.stop();
    expect(existsSync(service.path())).to.equal(false);
  });

  it('tries again to open a door that could not be opened', async () => {
    const service = await aService();
    service.here = [];
    service.cameOrWent();
    mkdirSync(join(service.path(), 'in-the-way'), { recursive: true });
    service.here = [myself];
    service.cameOrWent();
    await service.clock.settled();
    rmSync(service.path(), { recursive: true });
    service.cameOrWent();
    await until('the door', () => existsSync(service.path()), 2000, 5);
    await service.tray();
  });

  it('reads who is signed in from the folders that the system makes for them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ct-'));
    for (const name of ['1000', '1001', 'systemd', '..x']) writeFileSync(join(folder, name), '');
    expect(linuxPeople(folder).now().toSorted()).to.deep.equal([1000, 1001]);
    expect(linuxPeople(join(folder, 'none')).now()).to.deep.equal([]);
    linuxPeople(join(folder, 'none')).watch(() => {})();
    rmSync(folder, { recursive: true });
  });

  it('takes a name only from what belongs to that number, and waits until it does', async () => {
    const says = (...answers: string[]) => {
      const machine = scriptedMachine({ commands: { stat: () => ended(answers.shift() ?? '') } });
      return nameOf(machine, 'linux', 1000, async () => {});
    };
    expect(await says('1000 maria\n')).to.equal('maria');
    expect(await says('0 root\n', '0 root\n', '1000 maria\n'), 'not mounted yet').to.equal('maria');
    expect(await says(...Array(20).fill('501 otto\n')), 'somebody else’s').to.equal(null);
    expect(await says('1000 UNKNOWN\n')).to.equal(null);
    expect(await nameOf(scriptedMachine({}), 'darwin', 501, async () => {})).to.equal(null);
  });

  it('tells a tray what should be seen, and again only when that is another', async () => {
    const service = await aService();
    const tray = await service.tray();
    service.clock.pass(60);
    await until('the first word', () => tray.lines.some(({ kind }) => kind === 'now'), 2000, 5);
    service.scenes = [{ kind: 'lock_soon', at: 5 }];
    for (let i = 0; i < 3; i++) {
      service.channel.changed();
      service.clock.pass(60);
    }
    await until('the scene', () => tray.scenes.length === 1, 2000, 5);
    expect(tray.lines.filter(({ kind }) => kind === 'now')).to.have.length(2);
    for (const line of tray.lines) expect(told.safeParse(line).success, JSON.stringify(line)).to.equal(true);
  });

  it('refuses whoever has not agreed to the rules what they ask for, and nothing else', async () => {
    const service = await aService();
    service.face = { profile: 'adult', text: 'normal' };
    const { id: notice } = await service.receiveRules();
    const tray = await service.tray();
    const stick = { verb: 'ask_media', stick: '1/1', reason: 'lesson', write: false };
    const about = { title: 'Tux', publisher: '', reason: 'Maths', licence: 'free', suitability: '' };
    const program = { verb: 'ask_software', program: null, ...about, personalData: 'no' };
    tray.say({ ...stick, id: 1 });
    expect(await tray.answer(1)).to.include({ ok: false, why: 'agree_first' });
    tray.say({ ...program, id: 2 });
    expect(await tray.answer(2)).to.include({ ok: false, why: 'agree_first' });
    expect(service.asked).to.deep.equal([]);
    tray.say({ verb: 'lock', id: 3 });
    expect(await tray.answer(3)).to.include({ ok: true });
    tray.say({ verb: 'answer_notice', id: 4, notice, answer: 'declined', person: '' });
    expect(await tray.answer(4)).to.include({ ok: true });
    tray.say({ ...stick, id: 5 });
    expect(await tray.answer(5), 'after a no').to.include({ ok: false, why: 'agree_first' });
    tray.say({ verb: 'answer_notice', id: 6, notice, answer: 'agreed', person: 'Maria Green' });
    expect(await tray.answer(6)).to.include({ ok: true });
    tray.say({ ...stick, id: 7 });
    expect(await tray.answer(7)).to.include({ ok: true });
  });

  it('passes on a verb with the person whose door it is', async () => {
    const service = await aService();
    const tray = await service.tray();
    tray.say({ verb: 'lock', id: 7 });
    expect(await tray.answer(7)).to.deep.equal({ kind: 'answer', id: 7, ok: true, why: null });
    expect(service.asked).to.deep.equal([
      { by: { uid: myself, user: `person${myself}` }, what: { verb: 'lock', id: 7 } },
    ]);
  });

  it('shows what was last saved for the console, part by part, and says where there is nothing yet', async () => {
    const service = await aService();
    const tray = await service.tray();
    tray.say({ verb: 'report', id: 1, part: 'software' });
    expect(await tray.answer(1)).to.include({ ok: false, why: 'nothing_yet' });
    const program = { name: 'gimp', version: '2.10', publisher: 'Debian', source: 'dpkg' };
    service.outbox.setFact('section.software', JSON.stringify([program]));
    tray.say({ verb: 'report', id: 2, part: 'software' });
    expect((await tray.answer(2)).report).to.deep.equal({ part: 'software', software: [program] });
    tray.say({ verb: 'report', id: 3, part: 'findings' });
    expect((await tray.answer(3)).report).to.deep.include({
      ...{ findings: [], connected: true, also: ['neighbours'] },
    });
  });

  it('that cannot be begun is a line in the log, and the service goes on', async () => {
    const logged: string[] = [];
    const config: Parameters<typeof openChannel>[0] = {
      aloud: false,
      data: '/nowhere',
      doors: '/nowhere/tray',
      platform: 'linux',
    };
    const opened = openChannel(config, scriptedMachine({}), {} as never, event => void logged.push(event));
    const broken = {
      get guards(): never {
        throw new Error('not loaded');
      },
    };
    opened.start(broken as never);
    await new Promise(resolve => setImmediate(resolve));
    expect(logged).to.deep.equal(['no tray can connect']);
    opened.stop();
  });

  it('says that a list is too long rather than sending part of it', async () => {
    const service = await aService();
    service.outbox.setFact('section.software', JSON.stringify(['é'.repeat(600_000)]));
    const tray = await service.tray();
    tray.say({ verb: 'report', id: 1, part: 'software' });
    expect(await tray.answer(1)).to.include({ ok: false, why: 'too_large' });
  });

  it('tells the guards when somebody is there to see, and when nobody is any more', async () => {
    const service = await aService();
    const one = await service.tray();
    const other = await service.tray();
    one.end();
    other.end();
    await until('nobody is there', () => service.watched.length === 2, 2000, 5);
    expect(service.watched).to.deep.equal([true, false]);
  });

  it('runs no timer while no tray is there', async () => {
    const service = await aService();
    service.channel.changed();
    expect(service.clock.pending).to.equal(0);
    const tray = await service.tray();
    service.clock.pass(60);
    expect(service.clock.pending).to.equal(0);
    tray.end();
  });

  it('tells a tray of another version so, and holds it against nobody', async () => {
    const service = await aService();
    const tray = service.raw();
    tray.say({ verb: 'hello', id: 0, version: 9 });
    await tray.closed();
    expect(tray.lines).to.deep.equal([{ kind: 'other_version', version: 2 }]);
    expect(service.refused).to.deep.equal([]);
  });
});
