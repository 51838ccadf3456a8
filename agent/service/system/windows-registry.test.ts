import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { placesOf } from '../enforcement/places/index.ts';
import { readRegistry, writeRegistry } from './windows-registry.ts';

const folders = { add: () => {}, all: () => [], remove: () => {} };
const inactivity = {
  key: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System',
  name: 'InactivityTimeoutSecs',
};

/** PowerShell that says this, and keeps what it was asked. */
function machineSaying(answer: unknown, asked: string[] = []) {
  const stdout = JSON.stringify({ language: 'FullLanguage', answer });
  return scriptedMachine({
    commands: {
      powershell: args => {
        asked.push(args.at(-1) ?? '');
        return ended(stdout);
      },
    },
  });
}

describe('the Windows registry', () => {
  it('is read by type, absent values and keys told from refused ones', async () => {
    const rows = [
      { code: 0, type: 4, data: 1200 },
      { code: 0, type: 1, data: '1' },
      { code: 0, type: 7, data: ['a', 'b'] },
      { code: 0, type: 0, data: null },
      { code: 2, type: 0, data: null },
      { code: 0, type: 3, data: null },
      { code: 5, type: 0, data: null },
    ];
    const found = await readRegistry(
      machineSaying({ rows }),
      rows.map(() => inactivity),
    );
    expect(found).to.deep.equal([
      { kind: 'value', value: { kind: 'registry', type: 'dword', data: 1200 } },
      { kind: 'value', value: { kind: 'registry', type: 'sz', data: '1' } },
      { kind: 'value', value: { kind: 'registry', type: 'multi', data: ['a', 'b'] } },
      { kind: 'absent' },
      { kind: 'absent' },
      { kind: 'other' },
      { kind: 'failed', code: 5 },
    ]);
  });

  it('asks for many values at once, and for no more than a command line holds', async () => {
    const asked: string[] = [];
    const rows = Array.from({ length: 40 }, () => ({ code: 2, type: 0, data: null }));
    const names = Array.from({ length: 80 }, (_, i) => ({ ...inactivity, name: `${i}` }));
    expect(await readRegistry(machineSaying({ rows }, asked), names)).to.have.length(80);
    expect(asked).to.have.length(2);
    expect(Math.max(...asked.map(text => text.length))).to.be.below(30_000);
  });

  it('keeps data from becoming a command', async () => {
    const asked: string[] = [];
    const nasty = { type: 'sz', kind: 'registry', data: "x'; Remove-Item C:\\ ; ’" } as const;
    expect(await writeRegistry(machineSaying({ code: 0 }, asked), inactivity, nasty)).to.equal(0);
    expect(asked[0]).to.contain("x''; Remove-Item C:\\\\ ; ’’");
  });

  it('writes with the method of the type, and takes a value away that is gone already', async () => {
    const asked: string[] = [];
    await writeRegistry(machineSaying({ code: 0 }, asked), inactivity, {
      kind: 'registry',
      type: 'dword',
      data: 1200,
    });
    expect(asked[0]).to.contain('SetDWORDValue').and.to.contain('2147483650');
    expect(await writeRegistry(machineSaying({ code: 2 }, asked), inactivity, null)).to.equal(0);
    expect(asked[1]).to.contain('DeleteValue').and.to.not.contain('CreateKey');
  });

  it('says so when PowerShell does not answer or is not understood', async () => {
    for (const stdout of [
      '',
      'Zugriff verweigert',
      JSON.stringify({ language: 'ConstrainedLanguage', error: '0x80131501' }),
    ]) {
      const machine = scriptedMachine({ commands: { powershell: ended(stdout) } });
      expect(await readRegistry(machine, [inactivity]).catch(error => error.name)).to.equal('Error');
    }
  });

  it('overwrites nothing that could not be put back', async () => {
    const places = placesOf(machineSaying({ rows: [{ code: 0, type: 3, data: null }] }), folders);
    const error = await places.read([{ kind: 'registry', ...inactivity }]).catch(error => error);
    expect(error).to.include({ reason: 'not_restorable' });
  });
});
