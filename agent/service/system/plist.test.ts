import { expect } from 'chai';
import { build } from 'plist';
import * as z from 'zod';
import { ended, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { parsePlist, plistFile, plistFileOrNull } from './plist.ts';

const schema = z.object({ On: z.boolean() });
const never = new AbortController().signal;
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    value => value,
    error => error.reason,
  );

describe('a property list', () => {
  it('is read when it is whole and of its shape', async () => {
    expect(await parsePlist(build({ On: true, Name: 'x' }), schema, 'a test')).to.deep.equal({ On: true });
  });

  it('is refused when it is cut, binary, in the old form, or of another shape', async () => {
    const whole = build({ On: true });
    for (const text of [
      whole.slice(0, -12),
      'bplist00',
      '{ On = 1; }',
      '',
      build({ On: 'yes' }),
      build(['x']),
    ])
      expect(await reasonOf(parsePlist(text, schema, 'a test')), text).to.equal('unrecognised_output');
  });

  it('in a file is told apart: not there, not readable, not understood', async () => {
    const machine = (code: string) => scriptedMachine({ elsewhere: { code } });
    expect(await plistFile(machine('ENOENT'), '/a', schema, never)).to.equal(undefined);
    expect(await reasonOf(plistFile(machine('EACCES'), '/a', schema, never))).to.equal('no_privilege');
    const there = scriptedMachine({ modified: { '/a': 1 }, commands: { plutil: ended('nothing') } });
    expect(await plistFileOrNull(there, '/a', schema, never)).to.equal(null);
  });
});
