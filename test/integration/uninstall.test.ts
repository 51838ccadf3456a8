/** The uninstaller of Linux as it stands, in a folder that is the root of a machine; what it calls writes down that it was called. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const script = join(import.meta.dirname, '..', '..', 'installers', 'linux', 'uninstall.sh');
const rules = 'etc/fapolicyd/rules.d/10-caretaker.rules';
const conf = 'etc/fapolicyd/fapolicyd.conf';
const program = 'opt/caretaker/agent/current/caretaker.js';

describe('removing the agent from Linux', () => {
  let root = '';
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'caretaker-root-'));
    const commands = { id: 'echo 0', getent: 'exit 2', userdel: '', systemctl: systemctl() };
    for (const [name, text] of Object.entries(commands))
      put(`commands/${name}`, `#!/bin/sh\n${text}\n`, 0o755);
    for (const path of ['etc/systemd/system/caretaker-agent.service', 'usr/local/bin/caretaker', program])
      put(path, 'x');
    put('var/lib/caretaker/enforcement.db', 'the ledger');
    put(rules, '# Written by Caretaker');
    put(conf, 'uid = fapolicyd\n permissive = 0\n');
    put('running', '');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const systemctl = () =>
    `echo "$*" >>${root}/called
case "$*" in
  *is-active*) test -e ${root}/running ;;
  "stop fapolicyd"*) rm -f ${root}/running ;;
  "mask "*) exit $(cat ${root}/mask 2>/dev/null || echo 0) ;;
esac`;

  function put(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  }
  const has = (path: string) => existsSync(join(root, path));
  const called = () => readFileSync(join(root, 'called'), 'utf8');

  /** `released`: how the agent's own command to put everything back ends. */
  function uninstall(released: number, ...options: string[]): { exit: number | null; said: string } {
    put('opt/caretaker/agent/current/bin/node', `#!/bin/sh\nexit ${released}\n`, 0o755);
    const here = readFileSync(script, 'utf8').replaceAll(
      /\/(?:opt|var|etc|usr)\//g,
      found => `${root}${found}`,
    );
    put('uninstall.sh', here, 0o755);
    const { status, stdout, stderr } = spawnSync(join(root, 'uninstall.sh'), ['agent', ...options], {
      encoding: 'utf8',
      env: { PATH: `${join(root, 'commands')}:/usr/bin:/bin` },
    });
    return { exit: status, said: stdout + stderr };
  }

  it('removes it when everything was put back, and touches fapolicyd no more', () => {
    expect(uninstall(0, '--purge').exit).to.equal(0);
    expect([has('opt/caretaker'), has('var/lib/caretaker')]).to.deep.equal([false, false]);
    expect(called()).to.not.contain('mask');
    expect(readFileSync(join(root, conf), 'utf8')).to.contain('permissive = 0');
  });

  it('removes nothing, starts the agent again and says what to do when something could not be put back', () => {
    const { exit, said } = uninstall(1, '--purge');
    expect(exit).to.equal(1);
    expect(said).to.contain('nothing is removed').and.contain('caretaker doctor').and.contain('--force');
    for (const path of [
      program,
      'var/lib/caretaker/enforcement.db',
      'etc/systemd/system/caretaker-agent.service',
    ])
      expect(has(path), path).to.equal(true);
    expect(called().trim().split('\n').at(-1)).to.equal('enable --now --quiet caretaker-agent.service');
  });

  it('removes it by force only after fapolicyd watches and is masked, and keeps the ledger', () => {
    expect(uninstall(1, '--force', '--purge').exit).to.equal(0);
    expect(readFileSync(join(root, conf), 'utf8')).to.equal('uid = fapolicyd\npermissive = 1\n');
    expect(called()).to.contain('mask --quiet fapolicyd.service');
    expect([has(program), has('var/lib/caretaker/enforcement.db')]).to.deep.equal([false, true]);
  });

  it('removes nothing even by force where fapolicyd cannot be stopped for good', () => {
    put('mask', '1');
    const { exit, said } = uninstall(1, '--force');
    expect([exit, has(program)]).to.deep.equal([1, true]);
    expect(said).to.contain('systemctl mask --now fapolicyd');
  });

  it('by force leaves a fapolicyd alone that has no rules of ours', () => {
    rmSync(join(root, rules));
    expect(uninstall(1, '--force').exit).to.equal(0);
    expect(called()).to.not.contain('mask');
  });

  it('takes no option that it does not know', () =>
    expect(uninstall(0, '--purge', '--froce').exit).to.equal(2));
});
