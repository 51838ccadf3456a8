import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { until } from '../../../test/support/until.ts';
import { followCommand, runCommand } from './run-command.ts';

const node = process.execPath;
const script = (code: string) => ['-e', code];

/** A process that ended and that nobody has collected yet still has a number: its state is Z. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
};

describe('a known command', () => {
  before(function () {
    // These speak to a POSIX shell; pending where there is none.
    if (!existsSync('/bin/sh')) this.skip();
  });

  it('gives its exit code and both its outputs', async () => {
    const result = await runCommand(
      node,
      script('console.log("out"); console.error("err"); process.exitCode = 3'),
    );
    expect(result).to.deep.include({
      exit: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      missing: false,
    });
  });

  it('that is not there is missing, which is a value', async () =>
    expect(await runCommand('/nowhere/tool', [])).to.deep.include({ exit: null, missing: true }));

  it('that may not be started is not missing, and says why', async () => {
    const result = await runCommand('/etc', []);
    expect(result).to.deep.include({ exit: null, missing: false });
    expect(result.stderr).to.contain('EACCES');
  });

  it('sees nothing of our environment but its language and path', async () => {
    const { stdout } = await runCommand(node, script('console.log(Object.keys(process.env).sort().join())'));
    expect(stdout.trim()).to.equal('HOME,LC_ALL,PATH');
  });

  it('reads the end of its input at once', async () => {
    const { stdout } = await runCommand('/bin/sh', ['-c', 'read x || echo nothing']);
    expect(stdout).to.equal('nothing\n');
  });

  it('gets its arguments as they are, through no shell', async () => {
    const { stdout } = await runCommand(node, [
      ...script('console.log(process.argv[1])'),
      '$(id); `id` & "x"',
    ]);
    expect(stdout.trim()).to.equal('$(id); `id` & "x"');
  });

  it('that hangs is killed at its deadline, with everything it started', async () => {
    const result = await runCommand('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], { timeoutMs: 300 });
    expect(result).to.deep.include({ exit: null, timedOut: true });
    const child = Number(result.stdout.trim());
    for (let tries = 0; tries < 50 && isAlive(child); tries++)
      await new Promise(resolve => setTimeout(resolve, 20));
    expect(child).to.be.greaterThan(0);
    expect(isAlive(child)).to.equal(false);
  });

  it('is stopped when the round ends', async () => {
    const round = new AbortController();
    const running = runCommand('/bin/sleep', ['60'], { signal: round.signal });
    round.abort();
    expect(await running).to.deep.include({ exit: null, timedOut: true });
  });

  it('that prints without end is killed, and is not taken for a success', async () => {
    const result = await runCommand('/bin/sh', ['-c', 'while :; do echo aaaaaaaaaaaaaaaa; done'], {
      maxOutputBytes: 10_000,
    });
    expect(result.exit).to.equal(null);
    expect(result.stdout.length).to.be.at.most(10_000);
    expect(result.stderr).to.contain('more than 10000 bytes');
  });

  it('that needs no privilege is given none, even by root', async () => {
    const { stdout } = await runCommand('/bin/sh', ['-c', 'id -u; id -G'], { asNobody: true });
    const expected = process.getuid?.() === 0 ? '65534\n65534\n' : undefined;
    expect(stdout).to.equal(expected ?? (await runCommand('/bin/sh', ['-c', 'id -u; id -G'])).stdout);
  });
});

describe('a command that keeps speaking', () => {
  before(function () {
    if (!existsSync('/bin/sh')) this.skip();
  });

  /** Follows until the command ends, or until `enough` lines came and it is stopped. */
  async function follow(code: string, enough = Number.POSITIVE_INFINITY) {
    const lines: string[] = [];
    const stop = new AbortController();
    const onLine = (line: string) => {
      lines.push(line);
      if (lines.length >= enough) stop.abort();
    };
    const result = await followCommand('/bin/sh', ['-c', code], onLine, stop.signal);
    return { lines, result };
  }

  it('is heard line by line while it lives, and ends with everything it started when told to', async () => {
    const { lines, result } = await follow('sleep 600 & echo $!; echo two; wait', 2);
    expect(lines[1]).to.equal('two');
    expect(result).to.include({ exit: null, signal: 'SIGKILL', timedOut: false });
    // Killed at once, but it counts as there until the system has buried it.
    await until('what it started is gone', () => !isAlive(Number(lines[0])), 5000);
  });

  it('is heard in whole lines, however they arrive', async () => {
    const { lines, result } = await follow(
      "printf 'on'; sleep 0.05; printf 'e\ntw'; sleep 0.05; printf 'o\nhalf'",
    );
    expect(lines).to.deep.equal(['one', 'two']);
    expect(result.exit).to.equal(0);
  });

  it('fills no memory with one endless line, and is heard again after it', async () => {
    const { lines } = await follow("head -c 300000 /dev/zero | tr '\\0' x; echo; echo after");
    expect(lines.at(-1)).to.equal('after');
    expect(Math.max(...lines.map(line => line.length))).to.be.at.most(65_536);
  });

  it('says how it ended, and what it said of it', async () => {
    const { result } = await follow('echo broken >&2; exit 4');
    expect(result).to.include({ exit: 4, stderr: 'broken\n', missing: false });
  });

  it('that is not there is missing, which is a value', async () => {
    const result = await followCommand('/nowhere/tool', [], () => {}, new AbortController().signal);
    expect(result).to.include({ exit: null, missing: true });
  });

  it('is not begun for long when it was stopped before', async () => {
    const stop = new AbortController();
    stop.abort();
    const result = await followCommand('/bin/sh', ['-c', 'sleep 600'], () => {}, stop.signal);
    expect(result.signal).to.equal('SIGKILL');
  });
});
