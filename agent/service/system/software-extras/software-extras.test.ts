/** Composed after the profiles that Chrome 140 and Firefox 140 write. */
import { expect } from 'chai';
import { onMutations } from '../../../../test/support/mutated.ts';
import { type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { parseAddons } from './firefox.ts';
import { readExtras } from './index.ts';

const ublock = 'cjpalhdlnbpafiamejdnhcphjbkeiagm';
const docs = 'ghbmnnjooekpmoecnnnilnnbdlolhkhi';
const chrome = '/home/a.jones/.config/google-chrome';
const extensions = `${chrome}/Default/Extensions`;

const addons = JSON.stringify({
  schemaVersion: 37,
  addons: [
    {
      id: 'uBlock0@raymondhill.net',
      version: '1.66.0',
      type: 'extension',
      location: 'app-profile',
      defaultLocale: { name: 'uBlock Origin' },
    },
    { id: 'formautofill@mozilla.org', version: '1.0', type: 'extension', location: 'app-builtin' },
    { id: 'firefox-compact-dark@mozilla.org', version: '1.3', type: 'theme', location: 'app-profile' },
  ],
});

const home: Script['files'] = {
  '/home': ['a.jones', 'lost+found', 'b.smith'],
  [chrome]: ['Default', 'System Profile', 'Crashpad'],
  [extensions]: [ublock, docs, 'Temp'],
  [`${extensions}/${ublock}`]: ['1.66.0_0', '1.9.0_0'],
  [`${extensions}/${ublock}/1.66.0_0/manifest.json`]: '{"name":"__MSG_extName__","default_locale":"en"}',
  [`${extensions}/${ublock}/1.66.0_0/_locales/en/messages.json`]: '{"extname":{"message":"uBlock Origin"}}',
  [`${extensions}/${docs}`]: ['1.98.1_0'],
  [`${extensions}/${docs}/1.98.1_0/manifest.json`]: 'half a man',
  '/home/a.jones/.mozilla/firefox': ['x1.default-release', 'profiles.ini'],
  '/home/a.jones/.mozilla/firefox/x1.default-release/extensions.json': addons,
  '/home/b.smith/.config/google-chrome': { code: 'EACCES' },
  '/home/b.smith/.local/share/flatpak/app': ['org.gaphor.Gaphor', 'tmp'],
};
const read = (over: Script['files'] = {}, privileged = true) =>
  readExtras(scriptedMachine({ files: { ...home, ...over }, privileged }), 'linux');

describe('what is installed for one person only', () => {
  it('is told by its id and its name, and never for whom', async () => {
    const found = await read();
    expect(found).to.deep.equal([
      { name: `uBlock Origin (${ublock})`, version: '1.66.0', publisher: null, source: 'chrome-extension' },
      { name: docs, version: '1.98.1', publisher: null, source: 'chrome-extension' },
      {
        name: 'uBlock Origin (uBlock0@raymondhill.net)',
        version: '1.66.0',
        publisher: null,
        source: 'firefox-extension',
      },
      { name: 'org.gaphor.Gaphor', version: '', publisher: null, source: 'flatpak-user' },
    ]);
    expect(JSON.stringify(found)).to.not.match(/jones|smith|home/);
  });

  it('is one thing, however many people have it', async () => {
    const theirs = '/home/b.smith/.config/google-chrome';
    const found = await read({
      [theirs]: ['Profile 2'],
      [`${theirs}/Profile 2/Extensions`]: [docs],
      [`${theirs}/Profile 2/Extensions/${docs}`]: ['1.97.0_0'],
    });
    expect(found.filter(({ name }) => name === docs).map(({ version }) => version)).to.deep.equal(['1.98.1']);
  });

  it('is found where snaps and Flatpaks keep it (folders composed after their own documents)', async () => {
    const snap = '/home/b.smith/snap/chromium/common/chromium';
    const flatpak = '/home/b.smith/.var/app/com.google.Chrome/config/google-chrome';
    const fox = '/home/b.smith/.var/app/org.mozilla.firefox/.mozilla/firefox';
    const one = (browser: string, id: string): Script['files'] => ({
      [browser]: ['Default'],
      [`${browser}/Default/Extensions`]: [id],
      [`${browser}/Default/Extensions/${id}`]: ['9.0_0'],
    });
    const found = await read({
      ...one(snap, docs),
      ...one(flatpak, ublock),
      [fox]: ['y.default'],
      [`${fox}/y.default/extensions.json`]: addons.replace('uBlock0@', 'other@'),
    });
    expect(found.map(({ source, name, version }) => `${source} ${name} ${version}`)).to.include.members([
      `chromium-extension ${docs} 9.0`,
      `chrome-extension ${ublock} 9.0`,
      'firefox-extension uBlock Origin (other@raymondhill.net) 1.66.0',
    ]);
  });

  it('is not looked for by anybody but root', async () => expect(await read({}, false)).to.deep.equal([]));

  it('is not a shorter list because a folder or a file could not be read, and the reason names nobody', async () => {
    const fox = '/home/a.jones/.mozilla/firefox/x1.default-release/extensions.json';
    const manifest = `${extensions}/${ublock}/1.66.0_0/manifest.json`;
    for (const path of ['/home', chrome, extensions, fox, manifest]) {
      const error = await read({ [path]: { code: 'EIO' } }).catch(error => error);
      expect(error.reason, path).to.equal('probe_failed');
      expect(error.message, path).to.not.match(/jones|home\//);
    }
    expect((await read({ '/home': { code: 'EACCES' } }).catch(error => error)).reason).to.equal(
      'probe_failed',
    );
    expect(await read({ [fox]: { code: 'EACCES' } })).to.have.length(3);
  });

  it('is not a shorter list while Firefox writes its own', async () => {
    const path = '/home/a.jones/.mozilla/firefox/x1.default-release/extensions.json';
    const error = await read({ [path]: addons.slice(0, 90) }).catch(error => error);
    expect(error.reason).to.equal('unrecognised_output');
    await onMutations(addons, text => {
      try {
        expect(parseAddons(text).every(({ source }) => source === 'firefox-extension')).to.equal(true);
      } catch (error) {
        expect((error as { reason?: string }).reason).to.equal('unrecognised_output');
      }
    });
  });
});
