import { expect } from 'chai';
import { scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { browsersOnLinux } from './browsers.ts';

const folder = '/etc/chromium/policies/managed';
const files = {
  '/usr/bin': ['chromium'],
  [folder]: ['other.json', 'school.json'],
  [`${folder}/other.json`]: '{}',
  [`${folder}/school.json`]: '{"DownloadRestrictions":1}',
};

describe('browsers on Linux', () => {
  it('refuse programs where one of their policy files says so', async () =>
    expect(await browsersOnLinux(scriptedMachine({ files }))).to.deep.equal([
      { name: 'Chromium', refuses: 'programs' },
    ]));

  it('are not understood where a policy file, or the programs that are installed, cannot be read', async () => {
    const closed = { ...files, [`${folder}/other.json`]: { code: 'EACCES' } };
    expect(await browsersOnLinux(scriptedMachine({ files: closed }))).to.deep.equal([
      { name: 'Chromium', refuses: 'not_understood' },
    ]);
    const hidden = { ...files, '/usr/bin': { code: 'EACCES' } };
    expect(await browsersOnLinux(scriptedMachine({ files: hidden }))).to.deep.equal([
      { name: 'Other browsers', refuses: 'not_understood' },
    ]);
  });
});
