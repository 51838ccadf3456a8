import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const program = join(import.meta.dirname, 'built.ts');
const nobody = 65_534;

describe('what npm start builds', () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'caretaker-built-'));
    const long = new Date(Date.now() - 60_000);
    for (const path of ['package.json', 'console/web/main.tsx', 'shared/json.ts']) write(path, long);
    cpSync(program, join(checkout, 'console/server/built.ts'), { recursive: true });
    mkdirSync(join(checkout, 'node_modules'));
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function write(path: string, at = new Date(Date.now() + 5000)): void {
    const file = join(checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{}');
    utimesSync(file, at, at);
  }
  const build = () => {
    write('console/server/dist/console.cjs');
    write('console/web/dist/version.txt');
  };
  const run = (words: string[] = [], as = {}) =>
    spawnSync(process.execPath, [join(checkout, 'console/server/built.ts'), ...words], {
      encoding: 'utf8',
      ...as,
    });

  it('is nothing when all of it is there and no source is newer', () => {
    expect(run().status).to.equal(1);
    build();
    expect(run().status).to.equal(0);
    write('shared/json.ts', new Date(Date.now() + 9000));
    expect(run().status).to.equal(1);
  });

  it('cannot be built by a user who may not write there, who is told what to type (pending where nobody can be that user)', function () {
    if (process.getuid?.() !== 0) this.skip();
    expect(run(['--may']).status).to.equal(0);
    spawnSync('chmod', ['-R', 'a+rX', checkout]);
    const { status, stderr } = run(['--may'], { uid: nobody, gid: nobody, cwd: '/' });
    expect(status).to.equal(1);
    expect(stderr)
      .to.contain(checkout)
      .and.match(/npm run build\n$/);
  });
});
