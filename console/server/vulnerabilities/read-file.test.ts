/** Advisories marked composed are written by hand in the shape that OSV documents. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { aZip } from '../../../test/support/a-zip.ts';
import { itWhen } from '../../../test/support/recorded.ts';
import { type Piece, readFileOfAdvisories } from './read-file.ts';
import { readInThread } from './read-thread.ts';
import { UnreadableFile } from './unreadable.ts';
import { zipLimits } from './zip.ts';

const samples = new URL('../../../../shared/data/', import.meta.url);
const noSamples = existsSync(samples) ? null : 'the samples (../shared/data) are not on this machine';

/** Composed. */
const advisory = (id: string, more: object = {}) =>
  JSON.stringify({
    id,
    modified: '2026-11-02T10:00:00Z',
    affected: [
      {
        package: { ecosystem: 'Debian:12', name: 'openssl' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.15-1' }] }],
      },
    ],
    ...more,
  });

describe('a file of advisories', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-advisories-'));
  const path = join(folder, 'given');
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function readIt(content: Buffer | string, releases = ['Debian:12']): Promise<Piece> {
    writeFileSync(path, content);
    const all: Piece = { kind: 'osv', advisories: [], exploited: [], read: 0, refused: 0, newestAt: null };
    for await (const piece of readFileOfAdvisories(path, new Set(releases))) {
      all.kind = piece.kind;
      all.advisories.push(...piece.advisories);
      all.exploited.push(...piece.exploited);
      all.read += piece.read;
      all.refused += piece.refused;
      all.newestAt = piece.newestAt ?? all.newestAt;
    }
    return all;
  }
  const refusal = (content: Buffer | string) =>
    readIt(content).then(
      () => 'read',
      error => {
        if (!(error instanceof UnreadableFile)) throw error;
        return error.message;
      },
    );

  it('is read from a ZIP, one advisory a file, and keeps what is about the fleet', async () => {
    const files = Array.from({ length: 450 }, (_, i) => ({
      name: `D-${i}.json`,
      text: advisory(`DSA-${1000 + i}-1`),
    }));
    const read = await readIt(aZip([...files, { name: 'README.txt', text: 'not an advisory' }]));
    expect(read).to.include({ kind: 'osv', read: 451, refused: 1 });
    expect(read.advisories).to.have.length(450);
    expect(read.newestAt).to.equal(Date.UTC(2026, 10, 2, 10));
    expect((await readIt(aZip(files), ['Ubuntu:24.04'])).advisories).to.deep.equal([]);
  });

  it('is read in a thread of its own just the same', async () => {
    writeFileSync(path, aZip([{ name: 'a.json', text: advisory('DSA-1-1') }]));
    const ids: string[] = [];
    await readInThread({ path, releases: ['Debian:12'] }, async piece => {
      ids.push(...piece.advisories.map(({ id }) => id));
    });
    expect(ids).to.deep.equal(['DSA-1-1']);
    writeFileSync(path, 'neither');
    const failed = await readInThread({ path, releases: [] }, async () => undefined).catch(error => error);
    expect(failed).to.be.instanceOf(UnreadableFile);
  });

  it('is read from JSON: one, several, by id, or as a scanner prints them', async () => {
    const one = JSON.parse(advisory('DSA-1-1'));
    for (const value of [
      one,
      [one],
      { 'DSA-1-1': one },
      { results: [{ packages: [{ vulnerabilities: [one] }] }] },
    ])
      expect((await readIt(JSON.stringify(value))).advisories.map(({ id }) => id)).to.deep.equal(['DSA-1-1']);
  });

  itWhen(noSamples, 'is read from every real sample', async () => {
    const counts: Record<string, number> = {
      'osv/vulnbyid.json': 6,
      'osv/flattened_vulns.json': 4,
      'osv/test-vuln-results-a.json': 3,
    };
    for (const [file, number] of Object.entries(counts)) {
      const read = await readIt(readFileSync(new URL(file, samples)));
      expect(read, file).to.include({ kind: 'osv', read: number, refused: 0 });
    }
    const listed = await readIt(readFileSync(new URL('kev/kev-12-records.json', samples)));
    expect(listed).to.include({ kind: 'exploited', read: 12, refused: 0, newestAt: Date.UTC(2025, 7, 21) });
    expect(await refusal(readFileSync(new URL('kev/kev-8-rows.csv', samples)))).to.include('as CSV');
  });

  itWhen(noSamples, 'is refused in words, never a crash, when a real sample is cut anywhere', async () => {
    const whole = readFileSync(new URL('osv/vulnbyid.json', samples));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 2), async at => {
        expect(await refusal(whole.subarray(0, at))).to.not.equal('read');
      }),
      { numRuns: 40 },
    );
  });

  it('is refused in words, or read in part, whatever happened to a ZIP', async () => {
    const good = aZip([
      { name: 'a.json', text: advisory('DSA-1-1') },
      { name: 'b.json', text: advisory('DSA-2-1') },
    ]);
    const damage = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.boolean());
    await fc.assert(
      fc.asyncProperty(damage, async ([at, value, cut]) => {
        const bad = Buffer.from(cut ? good.subarray(0, at) : good);
        if (!cut) bad[at] = value;
        await refusal(bad);
      }),
      { numRuns: 150 },
    );
  });

  it('is refused when it would grow beyond all measure', async () => {
    const zeros = Buffer.alloc(7 * 1024 * 1024);
    const bomb = Array.from({ length: 12 }, (_, i) => ({ name: `${i}.json`, text: zeros }));
    expect(await refusal(aZip(bomb))).to.include('absurd size');
  });

  it('counts a part that is not what its header says, and goes on', async () => {
    const text = advisory('DSA-2-1');
    const read = await readIt(
      aZip([
        { name: 'lies.json', text: 'x'.repeat(5_000), claims: { bytes: 10 } },
        { name: 'large.json', text, claims: { bytes: zipLimits.entryBytes + 1 } },
        { name: 'secret.json', text, claims: { flags: 1 } },
        { name: 'other.json', text, claims: { method: 12 } },
        { name: '../../etc/passwd', text: 'root' },
        { name: 'good.json', text },
      ]).subarray(0),
    );
    expect(read).to.include({ read: 6, refused: 5 });
    expect(read.advisories).to.have.length(1);
  });

  it('is refused with what to choose instead when it is something else', async () => {
    expect(await refusal('')).to.include('empty');
    expect(await refusal(Buffer.from([0x1f, 0x8b, 8, 0]))).to.include('gzip');
    expect(await refusal('<html>')).to.include('neither ZIP nor JSON');
    expect(await refusal('{"name": 1}')).to.include('no advisory in the OSV format');
    expect(await refusal('[{')).to.include('damaged');
    expect(await refusal('['.repeat(200_000))).to.include('damaged');
  });
});
