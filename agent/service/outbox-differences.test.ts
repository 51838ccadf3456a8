import { expect } from 'chai';
import fc from 'fast-check';
import type { Finding } from '../../shared/finding.ts';
import type { DeviceRecord } from '../../shared/protocol/device.ts';
import { record as recordSchema } from '../../shared/protocol/device.ts';
import { type SoftwareItem, softwareKey } from '../../shared/protocol/inventory.ts';
import { softwareText } from '../../shared/protocol/transcript.ts';
import { hashOf } from './identity.ts';
import { Outbox } from './outbox.ts';
import { Differences, type Inventory } from './outbox-differences.ts';

const aFinding = (change: Partial<Finding> = {}): Finding => ({
  control: 'disk-encryption',
  state: 'met',
  reason: 'all_encrypted',
  how: 'watching',
  evidence: { facts: {}, parts: [] },
  source: 'lsblk',
  observedAt: 1000,
  observedBy: 'caretaker 0.1.0',
  ...change,
});

const anInventory = (software: SoftwareItem[] = []): Inventory => ({
  hardware: {
    manufacturer: 'Acme',
    model: 'Slate 11',
    serial: 'S1',
    chassis: 'Notebook',
    processor: { model: null, cores: 4 },
    memoryBytes: 8e9,
    disks: [],
    battery: null,
    firmware: { vendor: null, version: null, date: null },
  },
  system: {
    platform: 'linux',
    name: 'Debian GNU/Linux',
    version: '12',
    build: null,
    kernel: '6.1',
    architecture: 'x64',
    hostName: 'slate',
    virtual: false,
  },
  software,
});

const title = (name: string, version = '1'): SoftwareItem => ({
  name,
  version,
  publisher: null,
  source: 'dpkg',
});

describe('reports by difference', () => {
  let outbox: Outbox;
  let differences: Differences;
  const records = () =>
    outbox.next(0, 1000, Number.POSITIVE_INFINITY).map(kept => recordSchema.parse(JSON.parse(kept.body)));
  const sent = () => {
    const found = records();
    outbox.acknowledge(found.map(one => one.id));
    return found;
  };

  beforeEach(() => {
    outbox = new Outbox({ path: ':memory:', now: () => 5000 });
    differences = new Differences(outbox);
  });
  afterEach(() => outbox.close());

  it('says a finding once, and again only when more than its age changed', () => {
    expect(differences.report([{ finding: aFinding() }])).to.deep.equal(['disk-encryption']);
    expect(differences.report([{ finding: aFinding({ observedAt: 2000 }) }])).to.deep.equal([]);
    differences.report([{ finding: aFinding({ state: 'not_met', reason: 'volume_not_encrypted' }) }]);
    expect(sent().map(one => one.type)).to.deep.equal(['report', 'report']);
  });

  it('gives the same hash of states whatever the ages', () => {
    differences.report([{ finding: aFinding() }]);
    const before = differences.hashes().states;
    differences.report([{ finding: aFinding({ observedAt: 9000 }) }]);
    expect(differences.hashes().states).to.equal(before);
  });

  it('leaves out an observation too large to travel', () => {
    differences.report([{ finding: aFinding(), observation: { text: 'x'.repeat(100_000) } }]);
    const [report] = sent();
    expect(report?.type === 'report' && report.findings[0]).to.not.have.property('observation');
  });

  it('sends a section once, and whole again when the console asks', () => {
    differences.sections(anInventory());
    differences.sections(anInventory());
    expect(sent().map(one => one.type)).to.deep.equal(['section', 'section', 'software']);
    differences.sectionsWhole(['hardware']);
    expect(sent().map(one => one.type)).to.deep.equal(['section']);
  });

  it('sends software by difference from the list that went before', () => {
    differences.sections(anInventory([title('bash'), title('curl')]));
    sent();
    differences.sections(anInventory([title('bash', '2'), title('git')]));
    const [change] = sent();
    expect(change).to.deep.include({
      type: 'software',
      base: hashOf(softwareText([title('bash'), title('curl')])),
      put: [title('bash', '2'), title('git')],
      removed: ['dpkg/curl'],
    });
  });

  it('counts one title from one source once, so that two versions of it are not a change for ever', () => {
    const twice = [title('libc', '1'), title('libc', '2')];
    differences.sections(anInventory(twice));
    sent();
    differences.sections(anInventory(twice));
    expect(records()).to.be.empty;
  });

  it('whatever the lists, a console that follows the differences holds the list and its hash', () => {
    const items = fc
      .array(fc.record({ name: fc.constantFrom(...'abcdefgh'), version: fc.constantFrom('1', '2') }))
      .map(list => list.map(({ name, version }) => title(name, version)));
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 6 }), lists => {
        const device = new Outbox({ path: ':memory:', now: () => 0 });
        const held = new Map<string, SoftwareItem>();
        let hash: string | null = null;
        const follow = (one: DeviceRecord) => {
          if (one.type !== 'software') return;
          if (one.base === null) held.clear();
          else expect(one.base).to.equal(hash);
          for (const key of one.removed) held.delete(key);
          for (const item of one.put) held.set(softwareKey(item), item);
          expect(one.hash).to.equal(hashOf(softwareText([...held.values()])));
          hash = one.hash;
        };
        for (const list of lists) new Differences(device).sections(anInventory(list));
        for (const kept of device.next(0, 1000, Number.POSITIVE_INFINITY)) follow(JSON.parse(kept.body));
        device.close();
        const last = new Map((lists.at(-1) ?? []).map(item => [softwareKey(item), item]));
        expect(Object.fromEntries(held)).to.deep.equal(Object.fromEntries(last));
      }),
      { numRuns: 50 },
    );
  });

  it('splits a list too long for one record into differences that each fit', () => {
    const many = Array.from({ length: 12_000 }, (_, i) => title(`package-with-a-long-name-${i}`));
    differences.sections(anInventory(many));
    const parts = sent().filter(one => one.type === 'software');
    expect(parts.length).to.be.above(2);
    for (const part of parts) expect(JSON.stringify(part).length).to.be.below(500_000);
    expect(parts.reduce((sum, part) => sum + part.put.length, 0)).to.equal(12_000);
  });
});
