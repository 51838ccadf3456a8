import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../../test/support/until.ts';
import { signOut, signOutCommand } from './sign-out.ts';

describe('signing out from the icon’s menu', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  after(() => rmSync(folder, { recursive: true }));

  const desktop = (name?: string) => signOutCommand('linux', { XDG_CURRENT_DESKTOP: name })?.[0];

  it('is the desktop’s own, also under the name that a maker put before it', () => {
    expect(desktop('ubuntu:GNOME')).to.equal('gnome-session-quit');
    expect(desktop('GNOME-Classic:GNOME')).to.equal('gnome-session-quit');
    expect(['X-Cinnamon', 'MATE', 'XFCE', 'LXQt', 'KDE'].map(desktop)).to.deep.equal([
      'cinnamon-session-quit',
      'mate-session-save',
      'xfce4-session-logout',
      'lxqt-leave',
      'busctl',
    ]);
  });

  it('is not offered where nothing is known that asks first about what is not saved', () => {
    for (const name of ['sway', 'LXDE', '', undefined, 'constructor', 'i3:toString'])
      expect(desktop(name), name).to.equal(undefined);
  });

  it('is Windows’ and macOS’ own', () => {
    expect(signOutCommand('win32', { SystemRoot: 'D:\\Win' })).to.deep.equal([
      'D:\\Win\\System32\\shutdown.exe',
      '/l',
    ]);
    expect(signOutCommand('darwin', {})?.at(-1)).to.contain('«event aevtlogo»');
  });

  it('runs it and does not wait for an answer; what is missing or fails at once is told', async function () {
    if (process.platform === 'win32') this.skip();
    const program = (lines: string) => {
      const path = join(folder, `p${lines.length}`);
      writeFileSync(path, `#!/bin/sh\n${lines}\n`);
      chmodSync(path, 0o755);
      return path;
    };
    const mark = join(folder, 'asked');
    expect(await signOut([program('sleep 1; touch "$1"'), mark], 50)).to.equal(true);
    await until('it goes on by itself', () => existsSync(mark), 10_000, 20);
    expect(await signOut([program('exit 0')], 10_000)).to.equal(true);
    expect(await signOut([program('exit 3 # no bus')], 10_000)).to.equal(false);
    expect(await signOut([join(folder, 'nowhere')], 10_000)).to.equal(false);
  });
});
