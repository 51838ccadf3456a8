/** Records marked composed are written by hand in the shape that OSV documents for Debian and Ubuntu. */
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { itWhen } from '../../test/support/recorded.ts';
import { readAdvisory, spanWith } from './advisory.ts';
import { namedBy, orderOf, releaseOf, releaseOfEcosystem } from './ecosystems.ts';
import { readExploited, worthAsking } from './exploited.ts';
import { productOf, productsListed } from './products.ts';
import { cvssScore, severityOf } from './severity.ts';

const folder = new URL('../../../shared/data/', import.meta.url);
const noSamples = existsSync(folder) ? null : 'the samples (../shared/data) are not on this machine';
const sample = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));

/** Composed. */
const debian = {
  id: 'DSA-5532-1',
  published: '2023-10-24T00:00:00Z',
  modified: '2023-10-25T00:00:00Z',
  upstream: ['CVE-2023-5363'],
  summary: 'openssl - security update',
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }] }],
      versions: ['3.0.11-1~deb12u1'],
    },
  ],
};

function everyRecord(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return [];
  if ('id' in value && 'affected' in value) return [value];
  return Object.values(value).flatMap(everyRecord);
}

describe('an advisory in the OSV format', () => {
  it('is read down to what matching needs', () => {
    const read = readAdvisory(debian);
    expect(read).to.include({ id: 'DSA-5532-1', severity: 'unrated', withdrawn: false });
    expect(read?.cves).to.deep.equal(['CVE-2023-5363']);
    expect(read?.packages).to.deep.equal([
      { release: 'Debian:12', name: 'openssl', spans: [{ introduced: '0', fixed: '3.0.11-1~deb12u2' }] },
    ]);
  });

  it('covers the versions before its fix and none from it on', () => {
    const order = orderOf('Debian:12');
    const spans = readAdvisory(debian)?.packages[0]?.spans ?? [];
    expect(spanWith(spans, '3.0.11-1~deb12u1', order)).to.include({ fixed: '3.0.11-1~deb12u2' });
    expect(spanWith(spans, '3.0.11-1~deb12u2', order)).to.equal(null);
    expect(spanWith(spans, 'a version of nobody', order)).to.equal(undefined);
  });

  it('pairs each beginning with the end that follows it, in whatever order they stand', () => {
    const events = [
      { fixed: '2.4-1' },
      { introduced: '2.0-1' },
      { last_affected: '1.5-1' },
      { introduced: '0' },
    ];
    const read = readAdvisory({
      ...debian,
      affected: [{ package: { ecosystem: 'Debian:12', name: 'x' }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    });
    const order = orderOf('Debian:12');
    const hit = (version: string) => Boolean(spanWith(read?.packages[0]?.spans ?? [], version, order));
    expect(['1.0-1', '1.5-1', '1.6-1', '2.0-1', '2.3-9', '2.4-1'].map(hit)).to.deep.equal([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  itWhen(noSamples, 'is read from every real sample, and none of them is about a system of ours', () => {
    const files = ['osv/flattened_vulns.json', 'osv/test-vuln-results-a.json', 'osv/vulnbyid.json'];
    const records = files.flatMap(file => everyRecord(sample(file)));
    expect(records.length).to.be.above(10);
    for (const record of records) {
      const read = readAdvisory(record);
      expect(read, JSON.stringify(record).slice(0, 80)).to.not.equal(undefined);
      expect(read?.packages).to.deep.equal([]);
      expect(read?.cves.length).to.be.above(0);
    }
    expect(records.map(one => readAdvisory(one)?.severity)).to.include.members(['high', 'medium']);
  });

  it('never fails on another shape', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('id', 'affected', 'modified', 'severity'),
        (value, name) => {
          readAdvisory(value);
          readAdvisory({ ...debian, [name]: value });
        },
      ),
    );
  });
});

describe('how grave an advisory is', () => {
  it('is computed as CVSS 3.1 has it', () => {
    expect(cvssScore('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H')).to.equal(9.8);
    expect(cvssScore('CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N')).to.equal(6.1);
    expect(cvssScore('CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H')).to.equal(7.5);
    expect(cvssScore('CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:N')).to.equal(0);
    expect(cvssScore('CVSS:4.0/AV:N')).to.equal(undefined);
    expect(cvssScore('CVSS:3.1/AV:N')).to.equal(undefined);
  });

  it('is its maker’s word where there is no vector, and unrated where there is neither', () => {
    expect(severityOf(['', 'MODERATE']).severity).to.equal('medium');
    expect(severityOf(['not yet assigned']).severity).to.equal('unrated');
  });
});

describe('what advisories speak of', () => {
  const system = (name: string, version: string) => releaseOf({ platform: 'linux', name, version });
  const item = (name: string, more: object = {}) => ({
    source: 'dpkg',
    name,
    version: '1-1',
    publisher: null,
    ...more,
  });

  it('is a release of a system that they name', () => {
    expect(system('Debian GNU/Linux', '12 (bookworm)')).to.equal('Debian:12');
    expect(system('Ubuntu', '24.04.1 LTS (Noble Numbat)')).to.equal('Ubuntu:24.04');
    expect(system('Linux Mint', '22 (Wilma)')).to.equal('linux');
    expect(releaseOfEcosystem('Ubuntu:24.04:LTS')).to.equal('Ubuntu:24.04');
    for (const other of ['Ubuntu:Pro:24.04:LTS', 'Debian', 'PyPI', 'Go'])
      expect(releaseOfEcosystem(other)).to.equal(undefined);
  });

  it('is the source package, with its own version', () => {
    const origin = { name: 'openssl', version: '3.0-2' };
    expect(namedBy(item('libssl3', { origin }), 'Debian:12')).to.deep.equal({
      package: 'deb:openssl',
      version: '3.0-2',
    });
    expect(namedBy(item('libc6:i386'), 'Debian:12')?.package).to.equal('deb:libc6');
    expect(namedBy(item('libssl3', { origin }), 'linux')).to.equal(undefined);
  });

  it('is of kernels only the package that names the newest', () => {
    const signed = { origin: { name: 'linux-signed-amd64', version: '6.1.90+1' } };
    const plain = { origin: { name: 'linux', version: '6.1.90-1' } };
    expect(namedBy(item('linux-image-amd64', signed), 'Debian:12')).to.deep.equal({
      package: 'deb:linux',
      version: '1-1',
    });
    expect(namedBy(item('linux-image-6.1.0-21-amd64', signed), 'Debian:12')).to.equal(undefined);
    expect(namedBy(item('linux-libc-dev', plain), 'Debian:12')).to.equal(undefined);
  });

  it('is a title by its whole name, and nothing that only resembles it', () => {
    const title = (name: string, source = 'registry') => productOf({ source, name });
    expect(title('Mozilla Firefox (x64 en-GB)')).to.equal('firefox');
    expect(title('7-Zip 24.09 (x64)')).to.equal('7-zip');
    expect(title('Google Chrome Helper')).to.equal(undefined);
    expect(title('Google Chrome', 'dpkg')).to.equal(undefined);
  });
});

describe('the catalogue of known exploited vulnerabilities', () => {
  itWhen(noSamples, 'is read from the real sample, entry by entry', () => {
    const read = readExploited(sample('kev/kev-12-records.json'));
    expect(read?.entries).to.have.length(12);
    expect(read?.refused).to.equal(0);
    const chromium = read?.entries.find(({ cve }) => cve === 'CVE-2025-6558');
    expect(chromium).to.include({
      vendor: 'Google',
      addedOn: '2025-07-22',
      dueOn: '2025-08-12',
      ransomware: false,
    });
    expect(productsListed('Google', 'Chromium')).to.deep.equal(['google-chrome', 'microsoft-edge']);
    expect(productsListed('Microsoft', 'SharePoint')).to.deep.equal([]);
  });

  itWhen(noSamples, 'gives few questions: recent entries about vulnerabilities that were new', () => {
    const entries = readExploited(sample('kev/kev-12-records.json'))?.entries ?? [];
    const asked = worthAsking(entries, Date.UTC(2025, 8, 1)).map(({ cve }) => cve);
    expect(asked).to.deep.equal(['CVE-2025-43300', 'CVE-2025-6558', 'CVE-2025-49706']);
    expect(worthAsking(entries, Date.UTC(2027, 0, 1))).to.deep.equal([]);
  });

  it('is nothing where the file is another', () => {
    expect(readExploited({ vulnerabilities: [] })).to.equal(undefined);
    expect(readExploited({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE' }, 7] })).to.deep.equal({
      entries: [],
      refused: 2,
    });
  });
});
