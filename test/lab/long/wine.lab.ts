/** Windows code on a Windows runtime. No evidence of enforcement: see test/support/lab/wine.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod';
import { finding } from '../../../shared/finding.ts';
import { packagesFor, type Wine, wine } from '../../support/lab/wine.ts';

const checkout = join(import.meta.dirname, '..', '..', '..');

/** Registry by reg.exe, a named pipe, and the words of what Wine does not have. */
const smoke = `
const { execFileSync } = require('node:child_process');
const net = require('node:net');
const key = 'HKLM\\\\SOFTWARE\\\\Policies\\\\Caretaker-Lab';
const reg = (...words) => execFileSync('reg', words, { encoding: 'latin1' });
reg('add', key, '/v', 'Deny_Write', '/t', 'REG_DWORD', '/d', '1', '/f');
const read = /Deny_Write\\s+REG_DWORD\\s+(0x\\d+)/.exec(reg('query', key))?.[1];
reg('delete', key, '/f');
let left = true;
try { reg('query', key); } catch { left = false; }
const server = net.createServer(socket => socket.once('data', text => socket.end('heard ' + text)));
server.listen('\\\\\\\\.\\\\pipe\\\\caretaker-lab', () => {
  const client = net.connect('\\\\\\\\.\\\\pipe\\\\caretaker-lab', () => client.write('hello'));
  client.once('data', text => {
    console.log(JSON.stringify({ platform: process.platform, read, left, pipe: String(text) }));
    process.exit(0);
  });
});
`;

/**
 * A pipe as the service makes one, the list of who may use it set from a process beside it, and somebody who comes in.
 * The account that Wine has is the person.
 */
const door = `
const { execFile } = require('node:child_process');
const net = require('node:net');
const native = (...words) => new Promise(resolve =>
  execFile(process.execPath, ['native.mjs', ...words], (error, out, err) => resolve(error ? { error: err } : JSON.parse(out))));
const name = '\\\\\\\\.\\\\pipe\\\\caretaker-lab-door';
const server = net.createServer(socket => socket.on('error', () => {}).once('data', text => socket.end('heard ' + text)));
server.listen(name, async () => {
  const { sid } = await native('sid', require('node:os').userInfo().username);
  const { access } = await native('pipe', name, 'D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;' + sid + ')');
  const refused = await native('pipe', name, 'D:P(nonsense');
  const client = net.connect(name, () => client.write('hello'));
  client.once('data', text => {
    console.log(JSON.stringify({ sid, access, heard: String(text), refused: Boolean(refused.error) }));
    process.exit(0);
  });
});
`;

/** The service's end and the tray's, whole: one person, the account that Wine has. Prints what the tray was told. */
const channel = `
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { Channel } from './agent/service/channel/channel.ts';
import { windowsDoorway } from './agent/service/channel/windows.ts';
import { systemClock } from './agent/service/system/clock.ts';
import { thisMachine } from './agent/service/system/machine.ts';
import { Link } from './agent/tray/link.ts';
import { pipesIn } from './agent/tray/windows-door.ts';
const folder = join(process.cwd(), 'doors', 'tray');
const logged: string[] = [];
const service = new Channel({
  doorway: windowsDoorway(thisMachine(), folder, () => userInfo().username),
  people: { now: () => [3], watch: () => () => {} },
  clock: systemClock,
  nameOf: async () => 'jan',
  tell: name => logged.push(name),
  log: (event, facts) => logged.push(event + JSON.stringify(facts)),
});
const desk = {
  face: { profile: 'plain', text: 'normal' },
  watched: () => {},
  may: () => undefined,
  scenes: (of: { uid: number; user: string | null }) => [{ kind: 'lock_soon', at: of.uid }],
  answer: async (by: { user: string | null }, asked: { id: number; verb: string }) =>
    JSON.stringify({ kind: 'answer', id: asked.id, ok: true, why: null }),
};
const print = (said: object) => {
  console.log(JSON.stringify({ ...said, logged }));
  process.exit(0);
};
setTimeout(() => print({ late: true, doors: pipesIn(folder).length }), 20_000);
await service.start(desk as never);
const link = new Link({
  door: folder,
  uid: null,
  onNow: async now => {
    if (now === null) return;
    const answer = await link.ask({ verb: 'lock' } as never);
    service.stop();
    print({ now, answer, doorsAfter: pipesIn(folder).length });
  },
});
link.start();
`;

/** The only thing that the agent needs of Node 24 and Node 22 does not have: ids of another kind do here. */
const olderCrypto: Plugin = {
  name: 'older-crypto',
  setup(building) {
    building.onResolve({ filter: /^node:crypto$/ }, () => ({ path: 'crypto', namespace: 'older' }));
    building.onLoad({ filter: /.*/, namespace: 'older' }, () => ({
      contents: "export * from 'crypto'; export { randomUUID as randomUUIDv7 } from 'crypto';",
    }));
  },
};

const bundled = {
  absWorkingDir: checkout,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  logLevel: 'error',
} as const;

describe('Windows code under Wine', function () {
  this.timeout(900_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-windows-'));
  let windows: Wine;

  before(function () {
    const made = wine();
    if ('obstacle' in made) {
      process.stdout.write(`      SKIPPED, Wine: ${made.obstacle}\n`);
      this.skip();
    }
    windows = made;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('writes, reads and takes back a registry value, and talks over a named pipe', () => {
    writeFileSync(join(folder, 'smoke.cjs'), smoke);
    const said = JSON.parse(windows.node(['smoke.cjs'], folder));
    expect(said).to.deep.equal({ platform: 'win32', read: '0x1', left: false, pipe: 'heard hello' });
  });

  it('the agent itself looks once, and calls nothing met where PowerShell says nothing and ends with 0', async () => {
    await build({
      ...bundled,
      entryPoints: { agent: 'caretaker.ts' },
      outdir: folder,
      external: [
        './start.ts',
        './console/server/cli.ts',
        './agent/simulate/cli.ts',
        './simulated-school/run.ts',
      ],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      plugins: [olderCrypto],
    });
    const said = windows.node(['agent.mjs', 'agent', '--once', '--json'], folder);
    const { findings } = z.object({ findings: z.array(finding) }).parse(JSON.parse(said));
    expect(findings.length).to.be.at.least(7);
    expect(findings.filter(one => one.state === 'met')).to.deep.equal([]);
  });

  describe('native calls', () => {
    const native = (...words: string[]) => JSON.parse(windows.node(['native.mjs', ...words], folder));

    before(async () => {
      const { dependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
      packagesFor(
        folder,
        ['koffi', '@koromix/koffi-win32-x64'].map(name => `${name}@${dependencies.koffi}`),
      );
      const entryPoints = { native: 'agent/service/system/windows/native-process.ts' };
      await build({ ...bundled, entryPoints, outdir: folder, external: ['koffi'] });
    });

    it('are made with prototypes that do not end the process: sessions, last input, disconnecting', () => {
      expect(native('sessions').sessions).to.be.an('array');
      expect(native('own-idle').idleMs).to.be.a('number').and.at.least(0);
      expect(native('disconnect', '99')).to.deep.equal({ asked: true });
    });

    it('start a program in a session, hear its number, and ask there to lock', () => {
      expect(native('idle', '1').idleMs).to.be.a('number').and.at.least(0);
      expect(native('lock', '1')).to.deep.equal({ asked: true });
    });

    it('refuse what is no session and no question, in words and with an exit code', () => {
      expect(() => windows.node(['native.mjs', 'lock', '1 & calc'], folder)).to.throw(
        'no number of a session',
      );
      expect(() => windows.node(['native.mjs', 'format'], folder)).to.throw('there is no');
    });

    it('set who may use a pipe that Node made, and the person still comes in', () => {
      writeFileSync(join(folder, 'door.cjs'), door);
      const said = JSON.parse(windows.node(['door.cjs'], folder));
      expect(said.sid).to.match(/^S-1-5-21-/);
      expect(said.access)
        .to.match(/^D:P\(D;;[^;]+;;;NU\)/)
        .and.to.contain(`;;;${said.sid})`);
      expect(said).to.deep.include({ heard: 'heard hello', refused: true });
    });

    it('carry the whole channel: a person’s pipe, found by their tray, which is told and asks', async () => {
      const entryPoints = { 'native-process': 'agent/service/system/windows/native-process.ts' };
      await build({ ...bundled, entryPoints, outdir: folder, external: ['koffi'] });
      const stdin = { contents: channel, resolveDir: checkout, loader: 'ts' as const };
      const outfile = join(folder, 'channel.mjs');
      await build({ ...bundled, stdin, outfile, external: ['koffi'], plugins: [olderCrypto] });
      const said = JSON.parse(windows.node(['channel.mjs'], folder));
      expect(said.logged).to.deep.equal([]);
      expect(said.now.scenes).to.deep.equal([{ kind: 'lock_soon', at: 3 }]);
      expect(said).to.deep.include({ doorsAfter: 0 });
      expect(said.answer.ok).to.equal(true);
    });
  });
});
