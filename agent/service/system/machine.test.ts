import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, missing, scriptedMachine, timedOut } from '../../../test/support/scripted-machine.ts';
import { commandOutput } from './command-output.ts';
import { thisMachine } from './machine.ts';
import { folderMemory } from './memory.ts';
import { namesIn, textOf } from './presence.ts';

describe('the machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-machine-'));
  after(() => rmSync(folder, { recursive: true }));

  it('starts only commands that are listed', async () => {
    const asked = thisMachine()
      .run('curl', [])
      .catch(error => error.message);
    expect(await asked).to.contain('does not list “curl”');
    const followed = thisMachine()
      .follow('curl', [], () => {}, new AbortController().signal)
      .catch(error => error.message);
    expect(await followed).to.contain('does not list “curl”');
  });

  it('reads no more of a file than it is asked for', async () => {
    writeFileSync(join(folder, 'long'), 'a'.repeat(10_000));
    expect(await thisMachine().readFile(join(folder, 'long'), 512)).to.have.length(512);
  });

  it('tells what is not there from what could not be looked at', async () => {
    const machine = scriptedMachine({ files: { '/a': { code: 'EACCES' }, '/b': { code: 'EACCES' } } });
    expect([await textOf(machine, '/a'), await textOf(machine, '/c')]).to.deep.equal([null, undefined]);
    expect([await namesIn(machine, '/b'), await namesIn(machine, '/c')]).to.deep.equal([null, []]);
  });

  it('remembers across starts, privately, and takes a broken name for a mistake', async () => {
    await folderMemory(join(folder, 'memory')).set('os-updates', 'a');
    await folderMemory(join(folder, 'memory')).set('os-updates', 'b');
    expect(await folderMemory(join(folder, 'memory')).get('os-updates')).to.equal('b');
    expect(await folderMemory(join(folder, 'memory')).get('never')).to.equal(null);
    expect(readdirSync(join(folder, 'memory'))).to.deep.equal(['os-updates.json']);
    expect(() => folderMemory(folder).get('../x')).to.throw('not a name');
  });
});

describe('a command’s output', () => {
  const reasonOf = (result: Parameters<typeof ended>[1] & object, stdout = '') =>
    commandOutput(scriptedMachine({ commands: { lsblk: ended(stdout, result) } }), 'lsblk', []).then(
      text => text,
      error => `${error.reason}: ${error.message}`,
    );

  it('is its text when it ended well', async () => expect(await reasonOf({}, '{}')).to.equal('{}'));

  it('is otherwise the reason, with the tool’s name', async () => {
    expect(await reasonOf(missing)).to.equal('tool_missing: lsblk is not installed');
    expect(await reasonOf(timedOut)).to.equal('probe_timed_out: lsblk did not answer in time');
    expect(await reasonOf({ exit: 32, stderr: 'no permission\nmore' })).to.equal(
      'probe_failed: lsblk: exit 32: no permission',
    );
    expect(await reasonOf({ exit: null, signal: 'SIGSEGV' })).to.equal(
      'probe_failed: lsblk: ended by SIGSEGV',
    );
    expect(await reasonOf({}, ' \n')).to.equal('unrecognised_output: lsblk printed nothing');
  });
});
