/** Windows code on a Windows runtime. No evidence of enforcement: see test/support/lab/wine.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod';
import { finding } from '../../../shared/finding.ts';
import { type Wine, wine } from '../../support/lab/wine.ts';

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
      absWorkingDir: checkout,
      entryPoints: { agent: 'caretaker.ts' },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
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
      logLevel: 'error',
    });
    const said = windows.node(['agent.mjs', 'agent', '--once', '--json'], folder);
    const { findings } = z.object({ findings: z.array(finding) }).parse(JSON.parse(said));
    expect(findings.length).to.be.at.least(7);
    expect(findings.filter(one => one.state === 'met')).to.deep.equal([]);
  });
});
