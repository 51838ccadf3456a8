/** Sockets are real; the daemon behind them is a stand-in except in the last test. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/antivirus/evaluate.ts';
import { policy } from '../../../../shared/controls/antivirus/policy.ts';
import { itOnRecorded, itWhen, recorded } from '../../../../test/support/recorded.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { type AskClamd, askClamd } from './clamd-socket.ts';
import { linux, linuxWith } from './linux.ts';
import { mdatpHealth, parseClamdVersion, parseDatabaseHeader, parseLocalSocket } from './parse-clamav.ts';

const never = new AbortController().signal;
const now = Date.UTC(2025, 0, 8);
const programs = { '/usr/bin': ['ls'], '/usr/sbin': ['clamd'], '/opt': [] };
const header = `ClamAV-VDB:06 Jan 2025 09-39 +0000:27512:2:90:X:X:builder:${Date.UTC(2025, 0, 6, 9, 39) / 1000}`;

const refuse =
  (code: string): AskClamd =>
  async () => {
    throw Object.assign(new Error(code), { code });
  };
const answer =
  (version: string): AskClamd =>
  async (_path, command) =>
    command === 'PING' ? 'PONG' : version;

async function look(
  ask: AskClamd,
  files: Script['files'] = {},
  commands: Script['commands'] = {},
  asked: object = {},
) {
  const backend = linuxWith({ ask, sockets: ['/run/c'], configurations: [], databases: ['/db/daily.cvd'] });
  const seen = await backend.observe(
    scriptedMachine({ now, commands, files: { ...programs, ...files } }),
    never,
  );
  const { state, reason } = evaluate(seen, policy.parse(asked), now);
  return { product: seen.products[0], verdict: `${state} ${reason}` };
}

describe('antivirus on Linux', () => {
  it('believes a running clamd with a list of two days', async () => {
    const { product, verdict } = await look(answer('ClamAV 1.4.6/27512/Mon Jan  6 09:39:41 2025'));
    expect(verdict).to.equal('met protected');
    expect(product?.version).to.equal('1.4.6');
  });

  it('says whether what clamd finds is told from here: only by a log that its configuration names', async () => {
    const told = async (configuration: string) => {
      const ask = answer('ClamAV 1.4.6/27512/Mon Jan  6 09:39:41 2025');
      const edges = { ask, sockets: ['/run/c'], configurations: ['/clamd.conf'], databases: [] };
      const files = { ...programs, '/clamd.conf': configuration, '/log': '' };
      const machine = scriptedMachine({ now, files, modified: { '/log': 1 } });
      return (await linuxWith(edges).observe(machine, never)).products[0]?.findsTold;
    };
    expect(await told('LogFile /log\n')).to.equal(true);
    expect(await told('LogSyslog true\n')).to.equal(false);
  });

  it('takes the build time from the database itself when it is the same list', async () => {
    const { product } = await look(answer('ClamAV 1.4.6/27512/Mon Jan  6 23:59:59 2025'), {
      '/db/daily.cvd': header,
    });
    expect(product?.signatures).to.deep.equal({
      kind: 'dated',
      version: '27512',
      at: Date.UTC(2025, 0, 6, 9, 39),
    });
  });

  it('calls a clamd without daily database unprotected, not unreadable', async () =>
    expect((await look(answer('ClamAV 1.4.6'))).verdict).to.equal('not_met no_signatures'));

  it('does not know when clamd speaks of no list but one lies on the disk', async () =>
    expect((await look(answer('ClamAV 1.4.6'), { '/db/daily.cvd': header })).verdict).to.equal(
      'unknown signature_age_not_known',
    ));

  it('tells nobody behind the socket from a socket that is shut to us or silent', async () => {
    expect((await look(refuse('ECONNREFUSED'))).verdict).to.equal('not_met not_running');
    expect((await look(refuse('ENOENT'))).verdict).to.equal('not_met not_running');
    expect((await look(refuse('EACCES'))).verdict).to.equal('unknown not_answering');
    expect((await look(refuse('ETIMEDOUT'))).verdict).to.equal('unknown not_answering');
    expect((await look(answer('Guten Tag'))).verdict).to.equal('unknown signature_age_not_known');
  });

  it('says of Debian’s unit that it stays inactive without a database', async () => {
    const { product } = await look(
      refuse('ENOENT'),
      {},
      { systemctl: ended('ActiveState=inactive\nConditionResult=no\n') },
    );
    expect(product?.detail).to.equal('ActiveState=inactive, ConditionResult=no');
  });

  it('reports whether files are checked as they are opened', async () => {
    const files = {
      '/proc': ['1', '77', 'cpuinfo'],
      '/proc/1/comm': 'init\n',
      '/proc/77/comm': 'clamonacc\n',
    };
    expect((await look(answer('ClamAV 1.4.6'), files)).product?.realTime).to.equal(true);
    expect(
      (await look(answer('ClamAV 1.4.6'), { '/proc': ['1'], '/proc/1/comm': 'init\n' })).product?.realTime,
    ).to.equal(false);
  });

  it('does not know whether files are checked where processes cannot be listed, and the school asks', async () => {
    const current = answer('ClamAV 1.4.6/27512/Mon Jan  6 09:39:41 2025');
    const asked = { realTime: 'always' };
    const hidden = { '/proc': { code: 'EACCES' } };
    expect((await look(current, hidden, {}, asked)).verdict).to.equal('unknown real_time_not_known');
    const idle = { '/proc': ['1'], '/proc/1/comm': 'init\n' };
    expect((await look(current, idle, {}, asked)).verdict).to.equal('not_met real_time_off');
    expect((await look(current, hidden)).verdict).to.equal('met protected');
  });

  it('does not believe a list that is old, or from next year', async () => {
    const dated = (day: string) => look(answer(`ClamAV 1.4.6/27512/${day}`));
    expect((await dated('Fri Dec  6 09:39:41 2024')).verdict).to.equal('not_met signatures_old');
    expect((await dated('Tue Jan  6 09:39:41 2026')).verdict).to.equal('unknown signatures_from_future');
  });

  it('finds none only after looking in every place', async () => {
    const verdictOf = async (files: Script['files']) => {
      const seen = await linux.observe(scriptedMachine({ files }), never);
      return evaluate(seen, policy.parse({}), now).reason;
    };
    expect(await verdictOf({ '/usr/bin': ['ls'], '/usr/sbin': ['init'] })).to.equal('no_antivirus');
    expect(await verdictOf({ '/usr/bin': ['ls'], '/usr/sbin': { code: 'EACCES' } })).to.equal(
      'search_incomplete',
    );
    expect(await verdictOf({ '/usr/bin': ['ls'], '/usr/sbin': ['init'], '/opt': ['eset'] })).to.equal(
      'not_answering',
    );
  });

  it('reads the socket from a configuration, but not from a comment', () => {
    expect(parseLocalSocket('# LocalSocket /a\nLocalSocket /run/clamav/clamd.ctl\n')).to.equal(
      '/run/clamav/clamd.ctl',
    );
    expect(parseLocalSocket('#LocalSocket /a\n')).to.equal(undefined);
  });

  it('reads no date out of a header that is cut off', () => {
    expect(parseDatabaseHeader(header)?.version).to.equal('27512');
    expect(parseDatabaseHeader(header.slice(0, 40))).to.equal(undefined);
    expect(parseDatabaseHeader('')).to.equal(undefined);
  });

  itOnRecorded('reads clamd’s recorded version, with its blank before the day', () => {
    expect(parseClamdVersion(recorded('linux/clamd-replies/version-1.0.1.txt'))).to.deep.equal({
      engine: '1.0.1',
      database: { version: '26961', at: Date.UTC(2023, 6, 6, 7, 29, 38) },
    });
  });

  itOnRecorded('reads Microsoft Defender’s recorded health: passive, so not in real time', async () => {
    const text = recorded('linux/mdatp-health/101.23062-behaviour-off.json');
    expect(mdatpHealth.parse(JSON.parse(text)).definitionsUpdated).to.equal(1691587153787);
    const files = { '/usr/bin': ['mdatp'], '/usr/sbin': ['init'] };
    const seen = await linux.observe(scriptedMachine({ files, commands: { mdatp: ended(text) } }), never);
    expect(seen.products[0]).to.deep.include({ name: 'Microsoft Defender', running: true, realTime: false });
  });
});

describe('clamd’s socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-clamd-'));
  const path = join(folder, 's');
  let server: Server | undefined;
  const serve = (reply: string | null) =>
    new Promise<void>(resolve => {
      server = createServer(socket => {
        socket.on('error', () => {});
        socket.once('data', () => (reply === null ? socket.end() : socket.write(reply)));
      }).listen(path, resolve);
    });
  afterEach(done => {
    if (server?.listening) server.close(() => done());
    else done();
  });
  after(() => rmSync(folder, { recursive: true }));

  it('gives what stands before the zero byte', async () => {
    await serve('PONG\0');
    expect(await askClamd(path, 'PING', never)).to.equal('PONG');
  });

  it('rejects when the other side hangs up, never ends, or is not there', async () => {
    const codeOf = (promise: Promise<string>) =>
      promise.then(
        () => 'answered',
        error => error.code ?? error.message,
      );
    await serve(null);
    expect(await codeOf(askClamd(path, 'PING', never))).to.contain('hung up');
    server?.close();
    await serve('x'.repeat(5000));
    expect(await codeOf(askClamd(path, 'PING', never))).to.contain('without end');
    expect(await codeOf(askClamd(join(folder, 'none'), 'PING', never))).to.equal('ENOENT');
  });

  it('lets go when the round is over', async () => {
    await serve('');
    const round = new AbortController();
    const asked = askClamd(path, 'PING', round.signal).catch(error => error.code);
    round.abort();
    expect(await asked).to.equal('ETIMEDOUT');
  });
});

describe('a real clamd', () => {
  const clamd = '/usr/sbin/clamd';
  const notHere = existsSync(clamd) ? null : 'clamav-daemon is not installed';
  itWhen(notHere, 'with only a hand-written list is running and has no signatures', async function () {
    this.timeout(30_000);
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-clamd-'));
    const socket = join(folder, 'clamd.ctl');
    writeFileSync(
      join(folder, 'lab.ndb'),
      `Lab-Test:0:*:${Buffer.from('caretaker-lab-test-text').toString('hex')}\n`,
    );
    const settings = [`LocalSocket ${socket}`, `DatabaseDirectory ${folder}`, 'Foreground yes', 'User root'];
    const lines = process.getuid?.() === 0 ? settings : settings.slice(0, 3);
    writeFileSync(join(folder, 'clamd.conf'), `${lines.join('\n')}\n`);
    const child = spawn(clamd, ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    const ended = new Promise(resolve => child.once('exit', resolve));
    try {
      const backend = linuxWith({ ask: askClamd, sockets: [socket], configurations: [], databases: [] });
      const machine = scriptedMachine({ files: programs });
      let seen = await backend.observe(machine, never);
      for (let tries = 0; tries < 100 && seen.products[0]?.running !== true; tries++) {
        await new Promise(resolve => setTimeout(resolve, 200));
        seen = await backend.observe(machine, never);
      }
      expect(seen.products[0]).to.deep.include({ running: true, signatures: { kind: 'none' } });
      expect(evaluate(seen, policy.parse({}), now).reason).to.equal('no_signatures');
    } finally {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    }
  });
});
