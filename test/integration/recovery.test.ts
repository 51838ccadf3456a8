/** A console, an agent and two terminals as people run them: a code that is read out and typed while nothing is reachable. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConsoleProcess } from '../support/console-process.ts';
import { until } from '../support/until.ts';

const program = new URL('../../caretaker.js', import.meta.url).pathname;

describe('a recovery code, with the console away', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-recovery-'));
  const environment = { PATH: process.env.PATH, HOME: folder, CARETAKER_DATA: join(folder, 'agent') };
  let running: ConsoleProcess;
  let agent: ChildProcess | undefined;
  let deviceId = '';

  /** Not in step with us: a connection that is kept open to the console must not grow cold meanwhile. */
  const type = async (...words: string[]) => {
    const child = spawn(program, ['agent', ...words], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        said += text;
      });
    const status = await new Promise<number | null>(resolve => child.once('close', resolve));
    return { status, said };
  };
  const challenge = async () =>
    /^ {4}(\S{4}-\S{4})$/m.exec((await type('challenge')).said)?.[1] ?? 'none was shown';
  const told = async () => {
    const { body } = await running.ask('GET', '/audit-log?limit=20');
    return body.items.filter((one: { action: string }) => one.action === 'recovery.used').length as number;
  };

  before(async () => {
    running = await ConsoleProcess.start(join(folder, 'console'));
    const code = await running.code(1);
    const enrolled = await type('enrol', running.deviceUrl, code, '--name', 'Library 2');
    expect(enrolled.said).to.include(running.deviceUrl);
    agent = spawn(program, ['agent', '--watch-only'], { env: environment, stdio: 'ignore' });
    await running.approveAll(1);
    deviceId = (await running.ask('GET', '/devices')).body.items[0].id;
    await until('it holds its secret', async () => {
      return (await running.ask('GET', `/devices/${deviceId}/recovery`)).body.ready === true;
    });
    await running.kill('SIGKILL');
  });

  after(async () => {
    agent?.kill('SIGKILL');
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('works at that device, once, and is told when the console is back', async () => {
    const shown = await challenge();
    const code = await running.command('recovery', 'code', 'Library 2', shown, '--minutes', '15');
    expect(await type('unlock', code)).to.deep.include({
      status: 0,
      said: 'The code is right: for 15 minutes every control of this computer only watches.\nDone.\n',
    });
    expect((await type('unlock', code)).status).to.equal(1);
    const next = await challenge();
    expect(next).to.not.equal(shown);
    expect((await type('unlock', code)).said).to.include('That is not the code');
    const second = await running.command('recovery', 'code', deviceId, next, '--minutes', '30');
    expect((await type('unlock', second)).status).to.equal(0);
    await running.run();
    // The agent knocks more and more seldom the longer it finds nobody.
    await until('both uses are in the audit log', async () => (await told()) === 2, 90_000);
  });

  it('still works under the next secret, which came because the one before was used', async () => {
    await until('the next secret is kept', async () => {
      const { body } = await running.ask('GET', `/devices/${deviceId}/history?limit=50`);
      const kept = body.items.filter((one: { sentence: string }) =>
        one.sentence.startsWith('Fetched the secret'),
      );
      return kept.length >= 2;
    });
    const code = await running.command('recovery', 'code', deviceId, await challenge());
    expect((await type('unlock', code)).status).to.equal(0);
    await until('it is in the audit log', async () => (await told()) === 3, 90_000);
  });
});
