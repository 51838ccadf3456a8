import { expect } from 'chai';
import { softwareItem, softwareKey } from '../../../shared/protocol/inventory.ts';
import { itOnRecorded, recorded } from '../../../test/support/recorded.ts';
import { dpkg } from './software/dpkg.ts';
import { flatpak } from './software/flatpak.ts';
import { rpm } from './software/rpm.ts';
import { snap } from './software/snap.ts';
import type { SoftwareSource } from './software/source.ts';

const parsed = (source: SoftwareSource, file: string) => {
  const text = recorded(`linux/packages/${file}`);
  const items = source.parse(text.endsWith('\n') ? text : `${text}\n`);
  for (const item of items) softwareItem.parse(item);
  expect(new Set(items.map(softwareKey)).size).to.equal(items.length);
  return items;
};

describe('lists of installed software', () => {
  itOnRecorded('dpkg: a package that left its settings behind is not installed', () => {
    const names = parsed(dpkg, 'dpkg.txt').map(({ name }) => name);
    expect(names).to.include.members(['adduser', 'at', 'jcagent']).and.not.include('vlc-nox');
  });

  itOnRecorded('rpm: version with release, and its vendor', () => {
    expect(parsed(rpm, 'rpm.txt')[0]).to.deep.equal({
      name: 'libpciaccess0',
      version: '0.12.1-1.mga1',
      publisher: 'Mageia.Org',
      source: 'rpm',
    });
  });

  itOnRecorded('snap: the mark of a verified publisher is not part of the name', () => {
    const items = parsed(snap, 'snap.txt');
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
    () => {
      const names = parsed(flatpak, 'flatpak.txt').map(({ name }) => name);
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
});
