/**
 * The inventory of this very machine: how long it takes in a service as it is installed, and whether it agrees with two
 * other agents, where they are installed (Debian: fusioninventory-agent and ocsinventory-agent).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { readInventory } from '../../../agent/service/inventory/index.ts';
import { thisMachine } from '../../../agent/service/system/machine.ts';
import { readUnit } from '../../support/installed-agent.ts';
import { itWhen } from '../../support/recorded.ts';

const limitMs = 60;
/** Other agents that make an inventory of a computer: name, program, and the words for one that is kept here. */
const others: [name: string, program: string, words: (folder: string) => string[]][] = [
  ['fusioninventory-agent', '/usr/bin/fusioninventory-inventory', () => []],
  ['ocsinventory-agent', '/usr/bin/ocsinventory-agent', folder => [`--local=${folder}`]],
];

const notLinux = process.platform === 'linux' ? null : 'this is not Linux';
const without = (path: string) => notLinux ?? (existsSync(path) ? null : `${path} is not installed`);

/** What a service does at each of its inventories; prints how long each took, children included. */
const entry = `
  import './agent/service/lean.ts';
  import { readInventory } from './agent/service/inventory/index.ts';
  import { thisMachine } from './agent/service/system/machine.ts';
  const machine = thisMachine();
  const took = [];
  void (async () => {
    for (let i = 0; i < 15; i++) {
      const began = performance.now();
      const { errors } = await readInventory(machine, { platform: 'linux' });
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      took.push(performance.now() - began);
    }
    process.stdout.write(JSON.stringify(took));
  })();
`;

describe('the inventory of this machine', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-inventory-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  itWhen(notLinux, `takes less than ${limitMs} ms in the service`, async () => {
    const program = join(folder, 'inventory.cjs');
    const checkout = join(import.meta.dirname, '..', '..', '..');
    await build({
      stdin: { contents: entry, resolveDir: checkout, loader: 'ts' },
      absWorkingDir: checkout,
      outfile: program,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      external: ['systeminformation', 'node-machine-id', 'plist'],
      define: { 'import.meta.url': '"file:///inventory.cjs"' },
      logLevel: 'silent',
    });
    const { flags } = readUnit();
    // Others use this machine too: the best of three runs is the one that was least disturbed, of each.
    const medians = Array.from({ length: 3 }, () => {
      const took: number[] = JSON.parse(
        execFileSync(process.execPath, [...flags, program], { encoding: 'utf8' }),
      );
      const [first = 0, ...later] = took;
      const median = later.sort((a, b) => a - b)[Math.floor(later.length / 2)] ?? 0;
      const words = `median of ${later.length}; the first ${first.toFixed(1)} ms`;
      process.stdout.write(`      ${median.toFixed(1)} ms, ${words}\n`);
      return median;
    });
    const ours = Math.min(...medians);
    for (const [name, program, words] of others.filter(([, path]) => existsSync(path))) {
      const theirs = Math.min(...Array.from({ length: 3 }, () => timeOf(program, words(folder))));
      process.stdout.write(`      ${theirs.toFixed(0)} ms, ${name} in the same run\n`);
      expect(ours, name).to.be.below(theirs / 4);
    }
    expect(ours).to.be.below(limitMs);
  });

  itWhen(
    without('/usr/bin/fusioninventory-inventory'),
    'agrees item by item with fusioninventory-agent',
    async () => {
      const xml = execFileSync('/usr/bin/fusioninventory-inventory', [], {
        encoding: 'utf8',
        maxBuffer: 2 ** 25,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await agrees({
        disks: elements(xml, 'STORAGES').filter(one => one.TYPE === 'disk'),
        serials: true,
        drives: elements(xml, 'DRIVES'),
        adapters: elements(xml, 'NETWORKS').filter(one => one.VIRTUALDEV === '0'),
        memory: elements(xml, 'HARDWARE')[0]?.MEMORY,
        processor: elements(xml, 'CPUS')[0]?.NAME,
        cores: elements(xml, 'CPUS')[0]?.CORE,
        software: elements(xml, 'SOFTWARES').filter(one => one.FROM === 'deb'),
        counts: {
          batteries: elements(xml, 'BATTERIES').length,
          modules: elements(xml, 'MEMORIES').length,
          monitors: elements(xml, 'MONITORS').length,
          printers: elements(xml, 'PRINTERS').length,
        },
      });
    },
  );

  itWhen(without('/usr/bin/ocsinventory-agent'), 'agrees item by item with ocsinventory-agent', async () => {
    const local = mkdtempSync(join(folder, 'ocs-'));
    execFileSync('/usr/bin/ocsinventory-agent', [`--local=${local}`], { stdio: 'ignore' });
    const [file = ''] = readdirSync(local).filter(name => name.endsWith('.ocs'));
    const xml = readFileSync(join(local, file), 'utf8');
    const disks = elements(xml, 'STORAGES').filter(one => one.TYPE === 'disk' && Number(one.DISKSIZE) > 0);
    await agrees({
      disks,
      serials: false,
      drives: elements(xml, 'DRIVES'),
      adapters: elements(xml, 'NETWORKS').filter(one => one.DRIVER !== undefined),
      memory: elements(xml, 'HARDWARE')[0]?.MEMORY,
      processor: elements(xml, 'CPUS')[0]?.TYPE,
      cores: elements(xml, 'CPUS')[0]?.CORES,
      software: elements(xml, 'SOFTWARES').filter(one => one.FROM === 'deb'),
      counts: {
        batteries: elements(xml, 'BATTERIES').length,
        modules: elements(xml, 'MEMORIES').length,
        monitors: elements(xml, 'MONITORS').length,
        printers: elements(xml, 'PRINTERS').length,
      },
    });
  });
});

/** Of the whole program, as somebody would start it. */
function timeOf(program: string, words: readonly string[]): number {
  const began = performance.now();
  execFileSync(program, words, { stdio: 'ignore', maxBuffer: 2 ** 25 });
  return performance.now() - began;
}

type Element = Record<string, string | undefined>;

interface Peer {
  disks: Element[];
  /** Whether it tells serial numbers of every disk. */
  serials: boolean;
  drives: Element[];
  adapters: Element[];
  memory: string | undefined;
  processor: string | undefined;
  cores: string | undefined;
  software: Element[];
  counts: Record<'batteries' | 'modules' | 'monitors' | 'printers', number>;
}

/** Flat elements of the XML that both agents write: no nesting, no attributes. */
function elements(xml: string, name: string): Element[] {
  const whole = xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'));
  return [...whole].map(([, inner = '']) =>
    Object.fromEntries(
      [...inner.matchAll(/<([A-Z0-9_]+)>([^<]*)<\/\1>/g)].map(([, key = '', value = '']) => [
        key,
        plain(value),
      ]),
    ),
  );
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = (text: string) =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => named[name] ?? '');

const sorted = (texts: (string | undefined)[]) => [...new Set(texts)].sort();

/** Every item that both collect. What only one of them collects is listed in agent/service/inventory/README.md. */
async function agrees(peer: Peer): Promise<void> {
  const { hardware, software, errors } = await readInventory(thisMachine());
  expect(errors).to.deep.equal([]);
  expect(hardware?.disks.map(({ name }) => name).sort()).to.deep.equal(
    sorted(peer.disks.map(one => one.NAME)),
  );
  for (const disk of hardware?.disks ?? []) {
    const theirs = peer.disks.find(({ NAME }) => NAME === disk.name);
    // Theirs are in millions of bytes.
    expect(Math.floor((disk.sizeBytes ?? 0) / 1e6), disk.name).to.equal(Math.floor(Number(theirs?.DISKSIZE)));
    if (peer.serials) expect(disk.serial ?? '', disk.name).to.equal(theirs?.SERIALNUMBER ?? '');
  }
  for (const volume of hardware?.volumes ?? []) {
    const theirs = peer.drives.find(({ TYPE }) => TYPE === volume.name);
    // Theirs are in units of 1,048,576 bytes; room changes while both look.
    expect(Math.floor((volume.sizeBytes ?? 0) / 2 ** 20), volume.name).to.equal(Number(theirs?.TOTAL));
    const theirFree = (100 * Number(theirs?.FREE)) / Number(theirs?.TOTAL);
    expect(volume.freePercent, volume.name).to.be.closeTo(theirFree, 1);
  }
  expect(hardware?.networkAdapters?.map(({ name }) => name)).to.deep.equal(
    sorted(peer.adapters.map(one => one.DESCRIPTION)),
  );
  for (const { name, address } of hardware?.networkAdapters ?? []) {
    const theirs = peer.adapters.find(one => one.DESCRIPTION === name);
    expect(address, name).to.equal(theirs?.MACADDR?.toLowerCase());
  }
  expect(Math.floor((hardware?.memoryBytes ?? 0) / 2 ** 20)).to.equal(Number(peer.memory));
  expect(hardware?.processor).to.deep.equal({ model: peer.processor, cores: Number(peer.cores) });
  expect(hardware?.battery === null ? 0 : (hardware?.batteryCount ?? 1)).to.equal(peer.counts.batteries);
  expect(hardware?.memoryModules?.length ?? 0).to.equal(peer.counts.modules);
  expect(hardware?.monitors?.length ?? 0).to.equal(peer.counts.monitors);
  expect(hardware?.printers?.length ?? 0).to.equal(peer.counts.printers);
  // Some add the architecture where a package may be there for several; here only a second one has it.
  const theirs = peer.software.map(({ NAME = '', VERSION }) => `${NAME.split(':')[0]} ${VERSION}`);
  expect(ours(software ?? [])).to.deep.equal(sorted(theirs));
}

function ours(software: { name: string; version: string; source: string }[]): string[] {
  const packages = software.filter(({ source }) => source === 'dpkg');
  return sorted(packages.map(({ name, version }) => `${name.split(':')[0]} ${version}`)) as string[];
}
