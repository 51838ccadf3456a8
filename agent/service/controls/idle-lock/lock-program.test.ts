import { expect } from 'chai';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { lockProgramRuns } from './lock-program.ts';

const running = (name: string, readlink: ReturnType<typeof ended>) =>
  lockProgramRuns(
    scriptedMachine({
      files: {
        '/proc': ['1', '77', 'self'],
        '/proc/77/comm': `${name}\n`,
        '/proc/77/status': `Name:\t${name}\nState:\tS (sleeping)\nUid:\t1000\t1000\t1000\t1000\n`,
      },
      commands: { readlink },
    }),
    1000,
  );

describe('a program that covers the screen', () => {
  it('is known by its name and by where it is installed, an update since then included', async () => {
    expect(await running('swaylock', ended('/usr/bin/swaylock\n'))).to.equal(true);
    expect(await running('swaylock', ended('/usr/bin/swaylock (deleted)\n'))).to.equal(true);
    expect(await running('kscreenlocker_g', ended('/usr/libexec/kscreenlocker_greet\n'))).to.equal(true);
  });

  it('is not another program that took its name', async () => {
    for (const path of ['/home/pupil/swaylock', '/tmp/swaylock', '/usr/bin/sleep', '/usr/bin/bash'])
      expect(await running('swaylock', ended(`${path}\n`)), path).to.equal(false);
  });

  it('is believed by its name where its place cannot be read', async () => {
    for (const readlink of [missing, ended('', { exit: 1 })])
      expect(await running('swaylock', readlink)).to.equal(true);
    expect(await running('sleep', missing)).to.equal(false);
  });
});
