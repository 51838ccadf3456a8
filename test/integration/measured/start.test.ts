/** What `npm start` runs: a console and this computer's own agent, as a newcomer sees them. Prints what it measured. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { device as deviceSchema } from '../../../shared/protocol/api/devices.ts';
import { type Ask, asker } from '../../support/console.ts';
import { freePort } from '../../support/console-process.ts';
import { until } from '../../support/until.ts';

const withinMs = 15_000;
const program = new URL('../../../caretaker.js', import.meta.url).pathname;

describe('what npm start runs', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-start-'));
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  for (const made of [home, temporary]) mkdirSync(made);
  const settings: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: temporary,
    CARETAKER_DATA: join(folder, 'data'),
  };
  let running: ChildProcess | undefined;
  let ask: Ask;

  before(async function () {
    if (platform() !== 'linux') this.skip();
    settings.CARETAKER_PORT = String(await freePort());
    settings.CARETAKER_DEVICE_PORT = String(await freePort());
  });
  after(() => {
    running?.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  /** Resolves with what it has printed when it has printed this. */
  async function printed(words: RegExp): Promise<string> {
    running = spawn(program, ['start'], { env: settings, cwd: home, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const part of running.stdout ?? []) {
      text += part;
      if (words.test(text)) break;
    }
    return text;
  }

  function technician(): Ask {
    const words = ['token', 'create', '--role', 'technician'];
    const token = execFileSync(program, words, {
      env: settings,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return asker(`http://localhost:${settings.CARETAKER_PORT}`, { authorization: `Bearer ${token.trim()}` });
  }

  /** As dpkg lists them; where there is no dpkg, one title is enough. */
  function packages(): number {
    try {
      const listed = execFileSync('dpkg-query', ['-W', '-f', `\${db:Status-Abbrev}\n`], { encoding: 'utf8' });
      return listed.split('\n').filter(line => line.startsWith('ii')).length;
    } catch {
      return 1;
    }
  }

  /** What runs with these settings, whoever started it: a number and a name each. */
  function programs(): string[] {
    const read = (pid: string, file: string) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8');
      } catch {
        return '';
      }
    };
    return readdirSync('/proc')
      .filter(pid => read(pid, 'environ').includes(folder))
      .map(pid => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`);
  }

  /** 'open', or the code with which nobody answers, whatever is spoken there. */
  async function knock(port: number): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return 'open';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      socket.destroy();
    }
  }

  async function interrupted(): Promise<number | null> {
    const ended = once(running as ChildProcess, 'exit');
    running?.kill('SIGINT');
    const [code] = await ended;
    return code;
  }

  it(`shows this computer as it is within ${withinMs / 1000} s, and writes only into its data folder`, async () => {
    const text = await printed(/Sign in: .*\n/);
    const began = performance.now();
    const origin = `http://localhost:${settings.CARETAKER_PORT}`;
    expect(text).to.match(new RegExp(`^Console: ${origin}\nSign in: ${origin}/sign-in#token=[\\w-]{43}\n$`));
    ask = technician();
    const read = async () => {
      const [row] = (await ask('GET', '/devices')).body.items;
      return row && deviceSchema.parse((await ask('GET', `/devices/${row.id}`)).body);
    };
    const installed = packages();
    let seen = await read();
    const whole = () =>
      seen?.hardware && seen.systemFacts && seen.softwareCount >= installed && seen.findings.length > 6;
    await until(
      'it is shown',
      async () => {
        seen = await read();
        return Boolean(whole());
      },
      60_000,
      100,
    );
    const took = performance.now() - began;
    process.stdout.write(
      `      this computer is shown ${(took / 1000).toFixed(1)} s after the line, with ${seen?.findings.length} findings and ${seen?.softwareCount} titles\n`,
    );
    expect(seen?.systemFacts?.kernel).to.equal(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim());
    expect(seen?.hardware?.memoryBytes).to.be.within(totalmem() * 0.9, totalmem() * 1.5);
    expect([seen?.connected, seen?.status, seen?.policy.mode]).to.deep.equal([true, 'approved', 'watch']);
    for (const elsewhere of [home, temporary]) expect(readdirSync(elsewhere), elsewhere).to.deep.equal([]);
    expect(took).to.be.below(withinMs);
  });

  it('ends both at Ctrl-C, and finds the same computer at the next start', async () => {
    const ids = async () => (await ask('GET', '/devices')).body.items.map((one: { id: string }) => one.id);
    const before = await ids();
    expect(programs()).to.have.length.of.at.least(2);
    expect(await interrupted()).to.equal(0);
    for (const port of [settings.CARETAKER_PORT, settings.CARETAKER_DEVICE_PORT])
      expect(await knock(Number(port)), port).to.equal('ECONNREFUSED');
    expect(programs()).to.deep.equal([]);
    expect(readdirSync(settings.CARETAKER_DATA ?? '')).to.not.include('running.json');
    await printed(/Sign in: .*\n/);
    await until('it is back', async () => (await ask('GET', '/devices')).body.items[0]?.connected === true);
    expect(await ids()).to.deep.equal(before);
    expect(await interrupted()).to.equal(0);
  });
});
