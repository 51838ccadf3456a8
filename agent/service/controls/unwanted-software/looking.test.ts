import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/unwanted-software/evaluate.ts';
import { unwantedSoftware as meaning } from '../../../../shared/controls/unwanted-software/index.ts';
import { type Policy, policy } from '../../../../shared/controls/unwanted-software/policy.ts';
import { controlContract } from '../../../../test/support/control-contract.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { linux } from './linux.ts';
import { windows } from './windows.ts';

const never = new AbortController().signal;

const packages = (...names: string[]) =>
  ended(
    names.map(name => `${name}\tamd64\t1.0\t1\tnet\tinstall ok installed\tMaker <m@example.org>\n`).join(''),
  );

const proc = (...names: string[]): Script['files'] => ({
  '/proc': ['self', ...names.map((_, i) => String(i + 1))],
  ...Object.fromEntries(names.map((name, i) => [`/proc/${i + 1}/comm`, `${name}\n`])),
});

async function verdictOf(script: Script, over: Partial<Policy> = {}): Promise<string> {
  const seen = await linux.observe(scriptedMachine(script), never);
  const { state, reason } = evaluate(seen, policy.parse(over));
  return `${state} ${reason}`;
}

describe('unwanted software on Linux', () => {
  it('is met when nothing of the catalogue is there', async () =>
    expect(await verdictOf({ commands: { 'dpkg-query': packages('bash') }, files: proc('bash') })).to.equal(
      'met none_there',
    ));

  it('sees what is installed, and what runs without being installed', async () => {
    const installed = { commands: { 'dpkg-query': packages('bash', 'dropbox') }, files: proc('bash') };
    expect(await verdictOf(installed)).to.equal('not_met not_agreed_installed');
    const carried = { commands: { 'dpkg-query': packages('bash') }, files: proc('bash', 'AnyDesk') };
    expect(await verdictOf(carried)).to.equal('not_met not_agreed_running');
  });

  it('knows a process by the fifteen characters that the kernel keeps', async () =>
    expect(
      await verdictOf({
        commands: { 'dpkg-query': packages('bash') },
        files: proc('bash', 'teamviewer_serv'),
      }),
    ).to.equal('not_met not_agreed_running'));

  it('lets be what a leader agreed to, and only that', async () => {
    const both = { commands: { 'dpkg-query': packages('dropbox', 'teamviewer') }, files: proc('bash') };
    const agreed = [{ tool: 'dropbox', agreedBy: 'Headteacher', purpose: '' }];
    expect(await verdictOf(both, { agreed })).to.equal('not_met not_agreed_installed');
    expect(await verdictOf(both, { agreed, remoteAccess: false })).to.equal('met only_agreed_there');
  });

  it('is not known while processes cannot be read, unless something bad was seen already', async () => {
    const commands = { 'dpkg-query': packages('bash') };
    expect(await verdictOf({ commands })).to.equal('unknown processes_not_read');
    expect(await verdictOf({ commands: { 'dpkg-query': packages('dropbox') } })).to.equal(
      'not_met not_agreed_installed',
    );
  });

  it('names no program but those of its catalogue', async () => {
    const files = proc('bash', 'secret-diary', 'anydesk');
    const machine = scriptedMachine({ commands: { 'dpkg-query': packages('bash') }, files });
    expect(JSON.stringify(await linux.observe(machine, never))).to.not.match(/diary|bash/);
  });

  controlContract({
    meaning,
    backend: linux,
    tool: /dpkg|rpm|snap|flatpak|programs/,
    files: { '/proc': ['1'], '/proc/1/comm': 'init\n' },
  });
});

describe('unwanted software on Windows', () => {
  /** Composed after the documented registry values; not seen on a live machine. */
  const told = (answer: object) => ended(JSON.stringify({ language: 'FullLanguage', answer }));
  const title = (name: string, publisher = '') => ({ name, version: '1.0', publisher });

  it('knows a title by how it begins, also with its version behind it', async () => {
    const machine = scriptedMachine({
      commands: {
        powershell: args =>
          args.at(-1)?.includes('Get-Process')
            ? told({ names: { rows: ['explorer', 'GoogleDriveFS'] } })
            : told({
                everybody: {
                  rows: [title('Dropbox 208.4.5824'), title('Dropboxing Day Quiz'), title('Edge')],
                },
                people: { rows: [] },
                apps: { rows: [] },
              }),
      },
    });
    const { found } = await windows.observe(machine, never);
    expect(found.map(one => [one.tool, one.installed, one.running])).to.deep.equal([
      ['dropbox', true, false],
      ['google-drive', false, true],
    ]);
  });
});
