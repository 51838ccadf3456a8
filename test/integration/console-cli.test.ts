import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { freePort } from '../../console/server/main-listen.ts';
import { readEnrolmentCode } from '../../shared/protocol/enrolment-code.ts';
import { handover } from '../../shared/protocol/handover.ts';

const program = fileURLToPath(new URL('../../caretaker.ts', import.meta.url));

interface Ended {
  code: number | null;
  out: string[];
  trouble: string[];
}

const lines = (text: string) => text.split('\n').filter(Boolean);

describe('the console on the command line', function () {
  this.timeout(90_000);
  let data: string;
  let settings: Record<string, string>;
  const running: ChildProcess[] = [];

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'caretaker-cli-'));
    settings = {
      CARETAKER_DATA: data,
      CARETAKER_PORT: String(await freePort('127.0.0.1')),
      CARETAKER_DEVICE_PORT: String(await freePort('127.0.0.1')),
    };
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(data, { recursive: true, force: true });
  });

  function launch(words: string[], more: Record<string, string> = {}) {
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CARETAKER_'));
    const env = { ...Object.fromEntries(kept), ...settings, ...more };
    const child = spawn(process.execPath, [program, ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    running.push(child);
    return child;
  }

  async function ended(child: ChildProcess): Promise<Ended> {
    const texts = [child.stdout, child.stderr].map(async stream => {
      let text = '';
      for await (const part of stream ?? []) text += part;
      return lines(text);
    });
    const [[code], out = [], trouble = []] = await Promise.all([once(child, 'exit'), ...texts]);
    return { code, out, trouble };
  }

  const run = (words: string[], more?: Record<string, string>) => ended(launch(words, more));

  /** Resolves with what it printed once it prints its address. */
  async function started(words: string[] = []): Promise<{ child: ChildProcess; printed: string[] }> {
    const child = launch(['console', ...words]);
    let text = '';
    for await (const part of child.stdout ?? []) {
      text += part;
      if (/Sign in: .*\n/.test(text)) break;
    }
    return { child, printed: lines(text) };
  }

  it('prints where to look and a link that signs in once, and stops cleanly when asked', async () => {
    const { child, printed } = await started();
    const origin = `http://localhost:${settings.CARETAKER_PORT}`;
    expect(printed[0]).to.equal(`Console: ${origin}`);
    const token = /#token=(.+)$/.exec(printed[1] ?? '')?.[1];
    const use = () =>
      fetch(`${origin}/api/v1/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect([(await use()).status, (await use()).status]).to.deep.equal([204, 401]);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).to.equal(0);
  });

  it('makes a token, alone on the last line, that works with the console that runs', async () => {
    await started();
    const { out, code } = await run(['token', 'create', '--role', 'headteacher', '--label', 'board']);
    expect([code, out.length]).to.deep.equal([0, 1]);
    const answer = await fetch(`http://localhost:${settings.CARETAKER_PORT}/api/v1/audit-log`, {
      headers: { authorization: `Bearer ${out[0]}` },
    });
    const { items } = (await answer.json()) as { items: { actor: string; sentence: string }[] };
    expect(items[0]).to.include({
      actor: 'the command line',
      sentence: 'Made the token “board” for the role headteacher',
    });
  });

  it('refuses a token for a role that does not exist', async () => {
    const { code, out, trouble } = await run(['token', 'create', '--role', 'king', '--days', '0']);
    expect([code, out]).to.deep.equal([1, []]);
    expect(trouble).to.deep.equal([
      '--role: write technician, headteacher, business_manager, safeguarding_lead, data_protection_officer, governor or staff',
      '--days: write a whole number from 1 to 730',
    ]);
  });

  it('says that the data folder is in use, or which ports, all of them at once', async () => {
    await started();
    const again = await run(['console']);
    expect([again.code, again.trouble.length]).to.deep.equal([1, 1]);
    expect(again.trouble[0]).to.contain('already running with the data folder');
    const other = mkdtempSync(join(tmpdir(), 'caretaker-cli-'));
    const elsewhere = await run(['console'], { CARETAKER_DATA: other });
    rmSync(other, { recursive: true });
    expect(elsewhere.code).to.equal(1);
    expect(elsewhere.trouble).to.deep.equal(
      (['CARETAKER_DEVICE_PORT', 'CARETAKER_PORT'] as const).map(
        name => `Port ${settings[name]} is already in use. Stop what uses it, or set ${name}.`,
      ),
    );
  });

  it('names the setting when only the browsers’ port is taken, and leaves nothing running', async () => {
    const taken = createServer().listen(Number(settings.CARETAKER_PORT), '127.0.0.1');
    await once(taken, 'listening');
    const { code, trouble } = await run(['console']);
    taken.close();
    expect(code).to.equal(1);
    expect(trouble).to.deep.equal([
      `Port ${settings.CARETAKER_PORT} is already in use. Stop what uses it, or set CARETAKER_PORT.`,
    ]);
  });

  it('lists every mistake in the settings before it does anything', async () => {
    const { code, trouble } = await run(['console'], {
      CARETAKER_PROT: '1',
      CARETAKER_PORT: 'x',
      CARETAKER_HOST: '0.0.0.0',
    });
    expect(code).to.equal(1);
    expect(trouble).to.have.length(3);
  });

  it('hands one pre-approved code to the pipe that it inherits, and to nothing else', async () => {
    const { child, printed } = await started(['--code-fd', '3']);
    let text = '';
    for await (const part of child.stdio[3] as unknown as AsyncIterable<Buffer>) text += part;
    const given = handover.parse(JSON.parse(text));
    expect(given.url).to.equal(`wss://localhost:${settings.CARETAKER_DEVICE_PORT}`);
    expect(readEnrolmentCode(given.code)).not.to.equal(undefined);
    expect(printed.join()).not.to.contain(given.code);
  });

  it('prints a fresh link for sign-in, and none for a stranger', async () => {
    await started();
    const { out } = await run(['sign-in']);
    expect(out[0]).to.match(/\/sign-in#token=[\w-]{43}$/);
    const { code, trouble } = await run(['sign-in', '--email', 'eve@school.example']);
    expect(code).to.equal(1);
    expect(trouble[0]).to.contain('Nobody has an open account');
  });

  it('lists what could be agreed to there, in place of a second person who has left', async () => {
    await started();
    expect((await run(['agree'])).out).to.deep.equal(['Nothing waits that could be agreed to here.']);
    expect((await run(['lost-phone'])).trouble.join()).to.contain('second step');
  });

  it('finds, by the data folder alone, where and on which database the console runs; says so where none does', async () => {
    const database = join(data, 'elsewhere.sqlite');
    settings.CARETAKER_DATABASE_URL = database;
    const { child } = await started();
    const origin = `http://localhost:${settings.CARETAKER_PORT}`;
    settings = { CARETAKER_DATA: data };
    const { out, trouble } = await run(['sign-in']);
    expect(out[0]).to.match(new RegExp(`^${origin}/sign-in#token=`));
    expect(trouble).to.have.length(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    settings.CARETAKER_DATABASE_URL = database;
    const alone = await run(['sign-in']);
    expect(alone.code).to.equal(0);
    expect(alone.trouble[0]).to.contain(`No console is running with the data folder ${data}.`);
  });

  it('makes neither a token nor a link, nor a database, where no console has run', async () => {
    for (const words of [['token', 'create', '--role', 'technician'], ['sign-in']]) {
      const { code, out, trouble } = await run(words);
      expect([code, out], words.join(' ')).to.deep.equal([1, []]);
      expect(trouble).to.deep.equal([
        `No console has run with the data folder ${data}. Start it first, or set CARETAKER_DATA.`,
      ]);
    }
    expect(readdirSync(data)).to.deep.equal([]);
  });

  it('finds in doctor what somebody changed by hand, and files that others can read', async () => {
    await started();
    const healthy = await run(['doctor']);
    expect(healthy.out.filter(line => line.startsWith('BAD'))).to.deep.equal([]);
    expect(healthy.code).to.equal(0);
    const database = new DatabaseSync(join(data, 'console.sqlite'));
    database.exec("drop trigger audit_no_update; update audit set actor_name = 'Eve' where number = 1");
    database.close();
    if (process.getuid !== undefined) chmodSync(join(data, 'identity', 'signing-key.pem'), 0o644);
    const sick = await run(['doctor']);
    expect(sick.code).to.equal(1);
    expect(sick.out.join('\n')).to.match(/BAD .*audit log .* entry 1 has been changed/);
    if (process.getuid !== undefined) expect(sick.out.join('\n')).to.match(/BAD .*can be read by others/);
  });
});
