import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { Plan, Value } from '../../controls/plan.ts';
import { Enforcement } from '../enforcement.ts';
import type { Held } from '../held.ts';
import { Ledger } from '../ledger.ts';
import { type MadeFolders, prepareFile, readHeldFile } from './file.ts';
import { placesOf } from './index.ts';
import { PlaceRefused } from './place.ts';

const root = process.getuid?.() === 0;
const posix = process.getuid !== undefined;

function remembered(): MadeFolders {
  const held = new Set<string>();
  return { add: path => void held.add(path), all: () => [...held], remove: path => void held.delete(path) };
}

const aFile = (text: string, mode = 0o644): Held => ({ kind: 'file', text, base64: null, mode, owner: null });

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PlaceRefused) return error.reason;
    throw error;
  }
  return 'not refused';
}

describe('files as settings', () => {
  let folder: string;
  before(function () {
    if (!posix) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-places-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);

  it('are read byte for byte, whether or not they are text', () => {
    writeFileSync(at('text'), 'Grüße\n');
    writeFileSync(at('bytes'), Buffer.from([0xff, 0xfe, 0x00]));
    expect(readHeldFile(at('text'))).to.include({ text: 'Grüße\n', base64: null });
    expect(readHeldFile(at('bytes'))).to.include({ text: null, base64: '//4A' });
    expect(readHeldFile(at('nothing'))).to.equal(null);
  });

  it('are not touched until everything that may fail was done', async () => {
    writeFileSync(at('rules'), 'before');
    const prepared = prepareFile(at('rules'), aFile('after', 0o600), remembered());
    expect(readFileSync(at('rules'), 'utf8')).to.equal('before');
    await prepared.commit();
    expect(readFileSync(at('rules'), 'utf8')).to.equal('after');
    expect(statSync(at('rules')).mode & 0o777).to.equal(0o600);
    expect(readdirSync(folder)).to.deep.equal(['rules']);
  });

  it('leave nothing behind when they are given up', () => {
    const folders = remembered();
    prepareFile(at('new/deep/rules'), aFile('x'), folders).discard();
    expect(readdirSync(folder)).to.deep.equal([]);
    expect(folders.all()).to.deep.equal([]);
  });

  it('bring their folders, open to whoever must read them, and take away those that stay empty', async () => {
    const folders = remembered();
    const mask = process.umask(0o077);
    try {
      await prepareFile(at('new/deep/rules'), aFile('x'), folders).commit();
    } finally {
      process.umask(mask);
    }
    expect(statSync(at('new')).mode & 0o777).to.equal(0o755);
    await prepareFile(at('new/other'), aFile('y'), folders).commit();
    await prepareFile(at('new/deep/rules'), null, folders).commit();
    expect(readdirSync(at('new'))).to.deep.equal(['other']);
    await prepareFile(at('new/other'), null, folders).commit();
    expect(existsSync(at('new'))).to.equal(false);
  });

  it('keep their owner', async function () {
    if (!root) this.skip();
    writeFileSync(at('rules'), 'before');
    chownSync(at('rules'), 7, 12);
    const before = readHeldFile(at('rules'));
    expect(before).to.deep.include({ owner: { uid: 7, gid: 12 } });
    await prepareFile(at('rules'), { ...(before as object), text: 'after' } as Held, remembered()).commit();
    expect(statSync(at('rules'))).to.include({ uid: 7, gid: 12 });
  });

  it('are never written through a link', async () => {
    writeFileSync(at('target'), 'theirs');
    symlinkSync(at('target'), at('rules'));
    expect(await refusal(() => readHeldFile(at('rules')))).to.equal('unsafe_path');
    expect(readFileSync(at('target'), 'utf8')).to.equal('theirs');
  });

  it('are never written below a folder that a person owns or anybody may write in', async function () {
    if (!root) this.skip();
    mkdirSync(at('open'));
    chmodSync(at('open'), 0o777);
    mkdirSync(at('home'));
    chownSync(at('home'), 1000, 1000);
    mkdirSync(at('mine'));
    symlinkSync(at('home'), at('mine/link'));
    for (const path of ['open/rules', 'home/rules', 'home/deep/rules', 'mine/link/rules'])
      expect(await refusal(() => prepareFile(at(path), aFile('x'), remembered())), path).to.equal(
        'unsafe_path',
      );
  });

  it('say in words that the disk is read-only or closed', async () => {
    expect(await refusal(() => prepareFile('/proc/caretaker/rules', aFile('x'), remembered()))).to.be.oneOf([
      'read_only',
      'no_access',
      'write_failed',
    ]);
  });

  it('are as before after everything was put back', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 20 }), mode), { maxLength: 5 }),
        fc.array(fc.tuple(name, fc.option(fc.string({ maxLength: 20 })), mode), {
          minLength: 1,
          maxLength: 5,
        }),
        async (present, wanted) => {
          const base = mkdtempSync(join(folder, 'case-'));
          for (const [path, bytes, bits] of present) {
            try {
              mkdirSync(join(base, path, '..'), { recursive: true });
              writeFileSync(join(base, path), bytes);
              chmodSync(join(base, path), bits);
            } catch {
              // One path lies below another, which is a file.
            }
          }
          const before = snapshot(base);
          const ledger = new Ledger(':memory:');
          const machine = scriptedMachine({ commands: { systemctl: ended('') } });
          const hands = new Enforcement({
            ledger,
            places: placesOf(machine, ledger.folders),
            machine,
            candidates: join(folder, 'candidates'),
            beforeWriting: () => {},
            tell: () => {},
          });
          const unique = new Map(wanted.map(([path, text, bits]) => [path, [text, bits] as const]));
          const plan: Plan = {
            how: 'enforced',
            wanted: [...unique].map(([path, [text, bits]]) => ({
              setting: { kind: 'file', path: join(base, path) },
              value: text === null ? null : ({ kind: 'file', text, mode: bits } satisfies Value),
            })),
          };
          const brought = await hands.bring('control', plan, 1);
          if (brought.kind === 'kept') expect(snapshot(base)).to.deep.equal(before);
          await hands.releaseAll();
          expect(snapshot(base)).to.deep.equal(before);
          ledger.close();
        },
      ),
      { numRuns: 60 },
    ));
});

const name = fc.constantFrom('one.rules', 'two.rules', 'sub/one.rules', 'sub/deep/two.rules', 'sub');
const mode = fc.constantFrom(0o600, 0o644, 0o755);

/** Path, mode and bytes of everything below. */
function snapshot(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? readFileSync(path).toString('hex') : '';
      return `${path} ${(statSync(path).mode & 0o7777).toString(8)} ${bytes}`;
    })
    .toSorted();
}
