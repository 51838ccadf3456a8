/** Answers are composed after the script's own shape; the script itself has never run on a machine. */
import { expect } from 'chai';
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { fleetingMemory } from '../../system/memory.ts';
import { PlanRefused, type Wanted } from '../plan.ts';
import { planWindows } from './windows-plan.ts';
import { windowsPlanScript } from './windows-plan-script.ts';

const now = Date.UTC(2026, 10, 21, 12);
const hourMs = 3600_000;
const sid = 'S-1-5-21-1-2-3-1001';
const free = { groupPolicy: false, management: false };
const never = new AbortController().signal;

const answer = (over: object = {}, startedAt = now - hourMs) =>
  JSON.stringify({
    language: 'FullLanguage',
    answer: {
      started: { rows: [{ at: `${new Date(startedAt).toISOString().slice(0, 19)}Z` }] },
      computer: { rows: [{}] },
      limit: { rows: [free] },
      wake: { rows: [free] },
      hives: { rows: [{ person: false }, { person: true }] },
      people: { rows: [{ sid, groupPolicy: false }] },
      ...over,
    },
  });

function planned(stdout: string, memory = fleetingMemory(), at = now) {
  const machine = { ...scriptedMachine({ now: at, commands: { powershell: ended(stdout) } }), memory };
  return planWindows(machine, { mode: 'enforce', afterMinutes: 15 } as ControlPolicy, never);
}

const shown = (wanted: readonly Wanted[]) =>
  wanted.map(({ setting, value }) =>
    setting.kind === 'registry' && value?.kind === 'registry'
      ? `${setting.key}\\${setting.name} = ${value.type} ${value.data}`
      : 'not the registry',
  );

describe('what is set on Windows', () => {
  it('is the computer’s limit, the password after sleep and the screen saver of each who is signed in', async () => {
    const { wanted } = await planned(answer());
    const wake =
      'HKLM\\SOFTWARE\\Policies\\Microsoft\\Power\\PowerSettings\\0e796bdb-100d-47d6-a2d5-f7d2daa51f51';
    const desktop = `HKU\\${sid}\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop`;
    expect(shown(wanted)).to.deep.equal([
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\InactivityTimeoutSecs = dword 900',
      `${wake}\\ACSettingIndex = dword 1`,
      `${wake}\\DCSettingIndex = dword 1`,
      `${desktop}\\ScreenSaveActive = sz 1`,
      `${desktop}\\ScreenSaverIsSecure = sz 1`,
      `${desktop}\\ScreenSaveTimeOut = sz 900`,
      `${desktop}\\SCRNSAVE.EXE = sz scrnsave.scr`,
    ]);
  });

  it('waits for a restart, and is enforced after one', async () => {
    const memory = fleetingMemory();
    const set = { computer: { rows: [{ InactivityTimeoutSecs: 900 }] } };
    expect((await planned(answer(), memory)).how).to.equal('pending_reboot');
    expect((await planned(answer(set), memory, now + hourMs)).how).to.equal('pending_reboot');
    const later = now + 3 * hourMs;
    expect((await planned(answer(set, later - hourMs), memory, later)).how).to.equal('enforced');
  });

  it('leaves to Group Policy and Intune what they hold', async () => {
    const byGroupPolicy = { limit: { rows: [{ groupPolicy: true, management: false }] } };
    const some = await planned(answer(byGroupPolicy));
    expect(some.how).to.equal('managed_elsewhere');
    expect(shown(some.wanted).join()).to.not.contain('InactivityTimeoutSecs');
    const all = {
      limit: { rows: [{ groupPolicy: null, management: true }] },
      wake: { rows: [{ groupPolicy: true, management: false }] },
      people: { rows: [{ sid, groupPolicy: true }] },
    };
    const refused = await planned(answer(all)).catch(error => error);
    expect(refused).to.be.instanceOf(PlanRefused).and.to.have.property('reason', 'managed_elsewhere');
  });

  it('sets nothing while it cannot be seen whose settings are loaded, or Windows refuses', async () => {
    const given = [
      answer({ hives: { rows: [] }, people: { rows: [] } }),
      answer({ people: { error: '0x80070005' } }),
      answer({ limit: { rows: [] } }),
      answer({ people: { rows: [{ sid: 'S-1-5-21-1\\..\\x', groupPolicy: false }] } }),
      JSON.stringify({ language: 'ConstrainedLanguage', error: '0x80131501' }),
      '',
    ];
    for (const stdout of given)
      expect(await planned(stdout).catch(error => error.name), stdout).to.be.a('string');
  });

  it('lives through any cut of the answer, and never names a place outside its own', async () => {
    const own =
      /^(HKLM\\SOFTWARE\\(Microsoft\\Windows\\CurrentVersion\\Policies\\System|Policies\\Microsoft\\Power\\)|HKU\\S-1-5-21-[0-9-]+\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop)/;
    await onMutations(answer(), async text => {
      const plan = await planned(text).catch(() => ({ wanted: [] }));
      for (const line of shown(plan.wanted)) expect(line).to.match(own);
    });
  });

  it('is asked without leaving ConstrainedLanguage', () =>
    expect(windowsPlanScript).to.not.match(/Add-Type|\[Console\]|New-Object/));
});
