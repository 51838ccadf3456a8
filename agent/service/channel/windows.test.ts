/** Answers of native-process.ts, composed; a real pipe with a real list is made under Wine (test/lab/long/wine.lab.ts). */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { doorText } from '../../../shared/protocol/transcript.ts';
import type { Now } from '../../../shared/protocol/tray/told.ts';
import { ChannelService, myself } from '../../../test/support/channel-service.ts';
import { ended, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { until } from '../../../test/support/until.ts';
import { Link } from '../../tray/link.ts';
import { pipesIn } from '../../tray/windows-door.ts';
import { makeKey, signText } from '../identity.ts';
import { isOnlyFor, windowsDoorway, windowsPeople } from './windows.ts';

const sid = 'S-1-5-21-1004336348-1177238915-682003330-1104';
const jan = { uid: 3, user: null };

describe('who may use a pipe', () => {
  it('is only the system and the person, with the network shut out first', () => {
    const good = [
      `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid})`,
      `D:PAI(D;;0x1f01ff;;;NU)(A;;FA;;;SY)(A;;0x12019f;;;${sid})`,
    ];
    for (const access of good) expect(isOnlyFor(access, sid)).to.equal(true);
    expect(isOnlyFor('D:P(D;;FA;;;NU)(A;;FA;;;SY)(A;;FA;;;LA)', 'S-1-5-21-1-2-3-500')).to.equal(true);
  });

  it('is not so where anybody else is on the list, it is inherited, or the network comes in', () => {
    const bad = [
      '',
      'D:',
      'D:NO_ACCESS_CONTROL',
      `D:(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid})`,
      `D:P(A;;GA;;;SY)(A;;GRGW;;;${sid})`,
      `D:P(A;;GA;;;SY)(D;;GA;;;NU)(A;;GRGW;;;${sid})`,
      `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid})(A;;GR;;;WD)`,
      `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid}0)`,
      `D:P(D;;GA;;;NU)(A;;GA;;;LA)(A;;GRGW;;;${sid})`,
    ];
    for (const access of bad) expect(isOnlyFor(access, sid)).to.equal(false);
  });
});

describe('a door on Windows', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ct-')), 'tray');
  after(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  function made(answers: Record<string, object | null>, account: string | null = 'SCHOOL\\jan') {
    const asked: string[][] = [];
    const self = ([, ...words]: readonly string[]) => {
      asked.push([...words]);
      const said = answers[words[1]?.endsWith('.new') ? 'file' : (words[0] ?? '')] ?? null;
      return said === null ? ended('', { exit: 1 }) : ended(JSON.stringify(said));
    };
    const machine = scriptedMachine({ commands: { self } });
    return { asked, machine, doorway: windowsDoorway(machine, folder, () => account) };
  }
  const list = { access: `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;0x12019f;;;${sid})` };
  const readers = { access: `D:P(D;;FA;;;NU)(A;;FA;;;SY)(A;;FR;;;${sid})` };
  const all = { folder: { access: 'D:P' }, sid: { sid }, pipe: list, file: readers };

  it('is found by the tray once it is the person’s alone, under a name that is another each time', async () => {
    const { doorway, asked } = made(all);
    await doorway.prepare();
    const pipe = doorway.address(jan);
    expect(doorway.address(jan)).to.not.equal(pipe);
    expect(pipesIn(folder)).to.deep.equal([]);
    await doorway.give(jan, pipe);
    expect(pipesIn(folder).map(one => one.pipe)).to.deep.equal([pipe]);
    const [forPipe, forName] = asked.slice(-2);
    expect(forPipe).to.deep.equal(['pipe', pipe, `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid})`]);
    expect(forName?.at(-1)).to.equal(`O:SYD:P(D;;GA;;;NU)(A;;FA;;;SY)(A;;GR;;;${sid})`);
    doorway.take(jan, pipe);
    expect(pipesIn(folder)).to.deep.equal([]);
  });

  it('leaves no name of a run before, and is not made through a link', async () => {
    mkdirSync(folder, { recursive: true });
    const dead = String.raw`\\.\pipe\caretaker-0123456789abcdef-7`;
    writeFileSync(join(folder, '7.json'), JSON.stringify({ pipe: dead, key: 'x'.repeat(43) }));
    expect(pipesIn(folder)).to.have.length(1);
    await made(all).doorway.prepare();
    expect(readdirSync(folder)).to.deep.equal([]);
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    writeFileSync(join(folder, 'kept'), '');
    const through = await windowsDoorway(made(all).machine, link, () => null)
      .prepare()
      .catch((error: Error) => error.message);
    expect(through).to.contain('is not a folder');
    expect(readdirSync(folder)).to.deep.equal(['kept']);
  });

  it('is not there where the folder, the person or the list could not be set, or another list came back', async () => {
    const failing = [
      { ...all, sid: null },
      { ...all, pipe: null },
      { ...all, pipe: { access: 'D:(A;;FA;;;WD)' } },
      { ...all, file: null },
    ];
    for (const answers of failing) {
      const { doorway } = made(answers);
      await doorway.prepare();
      const given = await doorway.give(jan, doorway.address(jan)).then(
        () => 'given',
        (error: Error) => error.message,
      );
      expect(given).to.match(/could not be/);
      expect(existsSync(join(folder, '3.json'))).to.equal(false);
    }
    const nobody = made(all, null);
    const whose = await nobody.doorway.give(jan, 'x').catch((error: Error) => error.message);
    expect(whose).to.contain('Whose session');
    const open = await made({ ...all, folder: null })
      .doorway.prepare()
      .catch((error: Error) => error.message);
    expect(open).to.contain('could not be set');
  });

  it('is for whoever is signed in; who was here stays where Windows does not answer', async () => {
    const jans = {
      session: 3,
      locked: false,
      disconnected: false,
      idleMs: null,
      user: 'jan',
      domain: 'SCHOOL',
    };
    const answers: Record<string, object | null> = { sessions: { sessions: [jans] } };
    const people = windowsPeople(made(answers).machine);
    let changes = 0;
    let end = people.watch(() => (changes += 1));
    await until('the first look', () => changes > 0, 2000, 5);
    end();
    expect([people.now(), people.accountOf(3)]).to.deep.equal([[3], 'SCHOOL\\jan']);
    answers.sessions = null;
    end = people.watch(() => (changes += 1));
    await new Promise(resolve => setTimeout(resolve, 20));
    end();
    expect(people.now()).to.deep.equal([3]);
  });

  it('looks often while nobody is there, so that whoever signs in is met soon, and seldom afterwards', async () => {
    const jans = {
      session: 3,
      locked: false,
      disconnected: false,
      idleMs: null,
      user: 'jan',
      domain: 'SCHOOL',
    };
    const answers: Record<string, object | null> = { sessions: { sessions: [] } };
    const people = windowsPeople(made(answers).machine, { nobodyMs: 5, somebodyMs: 60_000 });
    let looks = 0;
    const end = people.watch(() => (looks += 1));
    await until('a second look', () => looks > 1, 2000, 5);
    answers.sessions = { sessions: [jans] };
    await until('jan is met', () => people.now().length > 0, 2000, 5);
    const before = looks;
    await new Promise(resolve => setTimeout(resolve, 60));
    end();
    expect(looks).to.equal(before);
  });

  it('is served by whoever holds the service’s key, or nothing is said to it and nothing believed', async () => {
    // A pipe’s name is a file’s here, below wherever this runs.
    const before = process.cwd();
    process.chdir(join(folder, '..'));
    rmSync(folder, { recursive: true });
    const service = new ChannelService(() => windowsDoorway(made(all).machine, folder, () => 'SCHOOL\\jan'));
    const told: (Now | null)[] = [];
    const link = new Link({ door: folder, uid: null, onNow: now => told.push(now) });
    const heard: string[] = [];
    let squatter: Server | undefined;
    try {
      await service.start();
      const [left] = pipesIn(folder);
      if (left === undefined) throw new Error('nothing was left for the tray');
      link.start();
      const asks = async () => (await link.ask({ verb: 'wait' })).ok;
      await until('it is trusted', asks, 3000, 10);
      // The service dies: its name and key are left, and somebody who read them makes a pipe of that name.
      const name = readFileSync(join(folder, `${myself}.json`));
      service.channel.stop();
      writeFileSync(join(folder, `${myself}.json`), name);
      await until('it is gone', () => told.includes(null), 3000, 5);
      const replayed = signText(makeKey(), doorText(left.pipe, 'x'));
      squatter = createServer(socket => {
        socket.on('error', () => {});
        socket.on('data', text => {
          heard.push(String(text));
          const answer = { kind: 'answer', id: JSON.parse(String(text)).id, ok: true, proof: replayed };
          socket.write(
            `${JSON.stringify(answer)}\n{"kind":"now","face":{"profile":"plain","text":"normal"},"scenes":[]}\n`,
          );
        });
      });
      await new Promise<void>(resolve => squatter?.listen(left.pipe, resolve));
      const known = told.length;
      link.again();
      const refuses = async () => (await link.ask({ verb: 'lock' })).why === 'not_the_service';
      await until('it is not believed', refuses, 3000, 10);
      expect(told.slice(known)).to.deep.equal([null]);
      expect(heard.map(text => JSON.parse(text).verb)).to.deep.equal(['hello']);
    } finally {
      link.stop();
      squatter?.close();
      service.stop();
      rmSync(join(folder, `${myself}.json`), { force: true });
      process.chdir(before);
    }
  });

  it('is told by no file that holds something else', () => {
    const others = ['{', '{"pipe":"\\\\\\\\evil\\\\pipe\\\\caretaker-0123456789abcdef-3"}', '{"pipe":3}'];
    for (const text of others) {
      writeFileSync(join(folder, '3.json'), text);
      expect(pipesIn(folder)).to.deep.equal([]);
    }
    expect(pipesIn(join(folder, 'nowhere'))).to.deep.equal([]);
  });
});
