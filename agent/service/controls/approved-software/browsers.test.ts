import { expect } from 'chai';
import { scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { browserPlan } from './browser-plan.ts';
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

  const firefox = { '/usr/bin': ['firefox-esr'] };
  const whole = '/etc/firefox/policies/policies.json';
  const filter = (WebsiteFilter: unknown) => JSON.stringify({ policies: { WebsiteFilter } });
  const refuses = async (more: object) =>
    (await browsersOnLinux(scriptedMachine({ files: { ...firefox, ...more } })))[0]?.refuses;

  it('refuse in Firefox what is called like a program, as far as its policies say so', async () => {
    expect(await refuses({})).to.equal('nothing');
    expect(await refuses({ [whole]: '{}' })).to.equal('nothing');
    expect(await refuses({ [whole]: filter({ Block: ['*://*/*.deb', '*://*/*.AppImage'] }) })).to.equal(
      'by_address',
    );
    expect(await refuses({ [whole]: filter({ Block: ['*://*/*.deb'] }) })).to.equal('nothing');
    expect(await refuses({ [whole]: filter({ Block: ['<all_urls>'] }) })).to.equal('by_address');
    const anywhere = { Block: ['<all_urls>'], Exceptions: ['*://*/*.deb'] };
    expect(await refuses({ [whole]: filter(anywhere) })).to.equal('not_understood');
    for (const text of ['', '{', filter('yes'), filter({ Block: 3 })])
      expect(await refuses({ [whole]: text }), text).to.equal('not_understood');
    expect(await refuses({ [whole]: { code: 'EACCES' } })).to.equal('not_understood');
  });

  it('take the policies of the whole computer before those beside the program', async () => {
    const beside = '/usr/lib/firefox-esr/distribution/policies.json';
    const all = filter({ Block: ['<all_urls>'] });
    expect(await refuses({ [beside]: all })).to.equal('by_address');
    expect(await refuses({ [beside]: all, [whole]: '{}' })).to.equal('nothing');
  });

  it('are told by us only where nobody else told Firefox anything', async () => {
    const plan = (more: object) => browserPlan(scriptedMachine({ files: { ...firefox, ...more } }));
    const [wanted] = await plan({});
    const text = wanted?.value?.kind === 'file' ? wanted.value.text : '';
    expect(wanted?.setting).to.deep.equal({ kind: 'file', path: whole });
    expect(await refuses({ [whole]: text })).to.equal('by_address');
    expect(await plan({ [whole]: text })).to.have.length(1);
    expect(await plan({ [whole]: '{}' })).to.deep.equal([]);
    expect(await plan({ [whole]: { code: 'EACCES' } })).to.deep.equal([]);
    expect(await plan({ '/usr/lib/firefox-esr/distribution/policies.json': '{}' })).to.deep.equal([]);
  });
});
