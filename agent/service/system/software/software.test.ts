import { expect } from 'chai';
import { softwareItem, softwareKey } from '../../../../shared/protocol/inventory.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { applications } from './applications.ts';
import { dpkg } from './dpkg.ts';
import { flatpak } from './flatpak.ts';
import { registry } from './registry.ts';
import { rpm } from './rpm.ts';
import { snap } from './snap.ts';
import type { SoftwareSource } from './source.ts';

const parsed = async (source: SoftwareSource, file: string) => {
  const text = recorded(file.includes('/') ? file : `linux/packages/${file}`);
  const items = await source.parse(text.endsWith('\n') ? text : `${text}\n`);
  for (const item of items) softwareItem.parse(item);
  expect(new Set(items.map(softwareKey)).size).to.equal(items.length);
  return items;
};

const expectRefused = async (text: string) => {
  const read = async () => registry.parse(text);
  expect(await read().catch((error: Error) => error.message)).to.contain('not the JSON');
};

describe('lists of installed software', () => {
  itOnRecorded('dpkg: a package that left its settings behind is not installed', async () => {
    const names = (await parsed(dpkg, 'dpkg.txt')).map(({ name }) => name);
    expect(names).to.include.members(['adduser', 'at', 'jcagent']).and.not.include('vlc-nox');
  });

  it('dpkg: what a package was built from travels only where it differs (composed lines)', () => {
    const line = (...fields: string[]) => `${fields.join('\t')}\n`;
    const rest = ['amd64', '3.0.11-1', '5', 'libs', 'install ok installed', 'A Team <a@b.example>'];
    const items = dpkg.parse(
      line('libssl3', ...rest, 'openssl', '3.0.11-1') +
        line('openssl', ...rest, 'openssl', '3.0.11-1') +
        line('bash', 'amd64', '5.2-2+b7', '5', 'shells', 'install ok installed', 'A Team', 'bash', '5.2-2') +
        line('old', ...rest, '', ''),
    );
    expect(Array.isArray(items) && items.map(({ name, origin }) => [name, origin])).to.deep.equal([
      ['libssl3', { name: 'openssl', version: '3.0.11-1' }],
      ['openssl', undefined],
      ['bash', { name: 'bash', version: '5.2-2' }],
      ['old', undefined],
    ]);
  });

  itOnRecorded('rpm: version with release, and its vendor', async () => {
    expect((await parsed(rpm, 'rpm.txt'))[0]).to.deep.equal({
      name: 'libpciaccess0',
      version: '0.12.1-1.mga1',
      publisher: 'Mageia.Org',
      source: 'rpm',
    });
  });

  itOnRecorded('snap: the mark of a verified publisher is not part of the name', async () => {
    const items = await parsed(snap, 'snap.txt');
    expect(items).to.have.length(5);
    expect(items[0]).to.deep.equal({
      name: 'core18',
      version: '20191030',
      publisher: 'canonical',
      source: 'snap',
    });
  });

  itOnRecorded(
    'flatpak: what people installed for themselves is left out, two branches are two things',
    async () => {
      const names = (await parsed(flatpak, 'flatpak.txt')).map(({ name }) => name);
      expect(names).to.include.members([
        'com.vscodium.codium',
        'org.freedesktop.Platform.GL.default',
        'org.freedesktop.Platform.GL.default//20.08',
      ]);
      expect(names).to.not.include('org.gaphor.Gaphor');
    },
  );

  it('no list of another shape is read as software', () => {
    expect(() => snap.parse('Enw Fersiwn\ncraidd 1\n')).to.throw('another shape');
    expect(() => dpkg.parse('dpkg-query: Fehler\n')).to.throw('another shape');
    expect(() => rpm.parse('name only\n')).to.throw('another shape');
    expect(snap.parse('')).to.deep.equal([]);
  });

  itOnRecorded('macOS: an application has its maker from its signature', async () => {
    const items = await parsed(applications, 'macos/system-profiler-applications/sample5-arm.plist');
    expect(items.find(item => item.name === 'Terminal')).to.include({
      version: '2.12.7',
      publisher: 'Apple',
    });
    expect(items.find(item => item.name === 'OneDrive')?.publisher).to.equal('Microsoft Corporation');
  });

  itOnRecorded(
    'macOS: what somebody has in their own Applications is told, never whose (path composed)',
    async () => {
      const text = recorded('macos/system-profiler-applications/sample5-arm.plist');
      const moved = (folder: string) =>
        text.replace(
          /\/(System\/)?Applications\/[^<]*Terminal\.app(?=<)/,
          `/Users/a.jones/${folder}/Terminal.app`,
        );
      const items = await applications.parse(moved('Applications'));
      expect(items.map(({ name }) => name)).to.include('Terminal');
      expect(JSON.stringify(items)).to.not.contain('jones');
      const downloaded = await applications.parse(moved('Downloads'));
      expect(downloaded.map(({ name }) => name)).to.not.include('Terminal');
    },
  );

  itOnRecorded('Windows: a real list of programs, in another alphabet', async () => {
    const text = recorded('windows/uninstall-registry/win10-russian.reg.txt');
    const rows = text.split(/\r?\n(?=\[)/).map(block => {
      const value = (name: string) => new RegExp(`^"${name}"="(.*)"\r?$`, 'm').exec(block)?.[1] ?? '';
      const [version, publisher] = [value('DisplayVersion'), value('Publisher')];
      return {
        name: value('DisplayName'),
        version,
        publisher,
        part: /"(SystemComponent"=dword:0*1|ParentKeyName"=)/.test(block),
      };
    });
    // As the script leaves out what is no title.
    const titles = rows.filter(({ name, part }) => name !== '' && !part);
    expect(titles.length).to.be.within(2, rows.length - 1);
    const none = { rows: [] };
    const answer = { everybody: { rows: titles }, people: none, apps: none };
    const items = await registry.parse(JSON.stringify({ language: 'FullLanguage', answer }));
    for (const item of items) softwareItem.parse(item);
    expect(new Set(items.map(softwareKey)).size).to.equal(items.length);
    expect(items.find(({ version }) => version === '5.0.12000')?.source).to.equal('registry');
    expect(items.every(({ name }) => titles.some(title => name.startsWith(title.name.trim())))).to.equal(
      true,
    );
    await expectRefused(text);
  });

  it('Windows: names, versions and publishers, in every list (composed answer)', async () => {
    const row = (name: string, version: string, publisher: string) => ({ name, version, publisher });
    const answer = {
      everybody: {
        rows: [
          row('Scratch 3', '3.29.1', 'Scratch Foundation'),
          row('7-Zip', '24.09', 'Igor Pavlov'),
          row('7-Zip', '9.20', 'Igor Pavlov'),
        ],
      },
      people: { rows: [row('Zoom', '6.1', 'Zoom')] },
      apps: {
        rows: [
          row('Microsoft.Paint', '11.2', 'CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond'),
        ],
      },
    };
    const items = await registry.parse(JSON.stringify({ language: 'FullLanguage', answer }));
    expect(items.map(item => [item.source, item.name, item.publisher])).to.deep.equal([
      ['registry', 'Scratch 3', 'Scratch Foundation'],
      ['registry', '7-Zip', 'Igor Pavlov'],
      ['registry', '7-Zip 9.20', 'Igor Pavlov'],
      ['registry', 'Zoom', 'Zoom'],
      ['appx', 'Microsoft.Paint', 'Microsoft Corporation'],
    ]);
  });

  it('Windows: asks for the lists of people of a domain and of Entra alike (the script’s text)', () => {
    const asked = [...(registry.args.at(-1) ?? '').matchAll(/HKEY_USERS\\(S-[\d-]+)\*/g)];
    expect(asked.map(([, people]) => people)).to.deep.equal(['S-1-5-21-', 'S-1-12-1-']);
  });

  it('Windows: a list that could not be read makes the whole unknown', () => {
    const rows = { rows: [{ name: 'Zoom', version: '6', publisher: '' }] };
    const answer = { everybody: rows, people: { error: '0x80070005' }, apps: rows };
    expect(() => registry.parse(JSON.stringify({ language: 'FullLanguage', answer }))).to.throw(
      'refused access',
    );
    const empty = { everybody: { rows: [] }, people: rows, apps: rows };
    expect(() => registry.parse(JSON.stringify({ language: 'FullLanguage', answer: empty }))).to.throw(
      'no installed',
    );
  });
});
