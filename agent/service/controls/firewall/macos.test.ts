/** Lines are composed after what socketfilterfw prints. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/firewall/evaluate.ts';
import { firewall } from '../../../../shared/controls/firewall/index.ts';
import { policy } from '../../../../shared/controls/firewall/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { CommandResult } from '../control.ts';
import { observe } from '../observe.ts';
import { macos } from './macos.ts';

const never = new AbortController().signal;
async function verdictOf(stdout: string): Promise<string> {
  const machine = scriptedMachine({ commands: { socketfilterfw: ended(stdout) } });
  const { state, reason } = evaluate(await macos.observe(machine, never), policy.parse({}));
  return `${state} ${reason}`;
}

describe('the firewall of a Mac', () => {
  it('is judged by the digit, whatever the sentence says', async () => {
    expect(await verdictOf('Firewall is enabled. (State = 1)\n')).to.equal('met turns_away');
    expect(
      await verdictOf('Firewall is set to block all non-essential incoming connections. (State = 2)\n'),
    ).to.equal('met turns_away');
    expect(await verdictOf('Mae’r mur cadarn wedi’i ddiffodd. (State = 0)\n')).to.equal(
      'not_met firewall_off',
    );
  });

  it('is not met by a line that is cut, or by another digit', () =>
    neverMetWhenCut('Firewall is enabled. (State = 1)', verdictOf));

  it('is not known where its tool is missing, refuses, or says something new', async () => {
    const reasonOf = async (socketfilterfw: CommandResult) => {
      const seen = await observe(firewall, macos, scriptedMachine({ commands: { socketfilterfw } }));
      return seen.ok ? 'seen' : seen.reason;
    };
    expect(await reasonOf(missing)).to.equal('tool_missing');
    expect(await reasonOf(ended('', { exit: 1, stderr: 'x' }))).to.equal('probe_failed');
    expect(await reasonOf(ended('Firewall is enabled. (State = 7)\n'))).to.equal('unrecognised_output');
  });
});
