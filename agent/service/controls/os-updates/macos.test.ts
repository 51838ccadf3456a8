/** Property lists and lines are composed after what macOS documents, unless called recorded. */
import { expect } from 'chai';
import { build, type PlistValue } from 'plist';
import { judge } from '../../../../shared/controls/judge.ts';
import { osUpdates } from '../../../../shared/controls/os-updates/index.ts';
import { policy } from '../../../../shared/controls/os-updates/policy.ts';
import { controlContract } from '../../../../test/support/control-contract.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { aTableMaker } from '../../../../test/support/support-tables.ts';
import { fleetingMemory } from '../../system/memory.ts';
import { observe } from '../observe.ts';
import { macos, macosBelieving } from './macos.ts';
import { parseSoftwareUpdate } from './parse-macos.ts';

const dayMs = 24 * 3600_000;
const start = Date.UTC(2026, 10, 21, 12);
const banner = 'Software Update Tool\n\nFinding available software\n';
const none = ended(banner, { stderr: 'No new software available.\n' });
const list = (...lines: string[]) =>
  `${banner}Software Update found the following new or updated software:\n${lines.join('\n')}\n`;
const safari =
  '* Label: Safari27.0-27.0\n\tTitle: Safari, Version: 27.0, Size: 249465KiB, Recommended: YES, ';
const upgrade =
  '* Label: macOS 27-26A428\n\tTitle: macOS 27, Version: 27, Size: 11727573KiB, Recommended: YES, Action: restart, ';

const settingsFile = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const restrictionsFile = '/Library/Managed Preferences/com.apple.applicationaccess.plist';

interface Mac {
  list?: ReturnType<typeof ended>;
  settings?: Record<string, PlistValue> | null;
  restrictions?: Record<string, PlistValue>;
  now?: number;
  version?: string;
  memory?: ReturnType<typeof fleetingMemory>;
}

async function look({ now = start, memory = fleetingMemory(), ...given }: Mac = {}, hands = macos) {
  const { settings = { LastSuccessfulDate: new Date(now - dayMs) }, restrictions } = given;
  const lists: Record<string, string> = {};
  if (settings) lists[settingsFile] = build(settings);
  if (restrictions) lists[restrictionsFile] = build(restrictions);
  const machine = scriptedMachine({
    now,
    commands: { softwareupdate: given.list ?? none, plutil: args => ended(lists[args.at(-1) ?? ''] ?? '') },
    files: {
      '/System/Library/CoreServices/SystemVersion.plist': build({
        ProductVersion: given.version ?? '26.6',
        ProductBuildVersion: '25F80',
      }),
    },
    modified: Object.fromEntries(Object.keys(lists).map(path => [path, now])),
  });
  const seen = await observe(osUpdates, hands, { ...machine, memory });
  return judge(osUpdates, seen, policy.parse({}), 'caretaker test');
}
const verdict = async (given?: Mac) => {
  const { state, reason } = await look(given);
  return `${state} ${reason}`;
};

describe('system updates on macOS', () => {
  it('are met when a recent search left nothing waiting, which macOS says on the other channel', async () => {
    const finding = await look();
    expect(`${finding.state} ${finding.reason}`).to.equal('met up_to_date');
    expect(finding.evidence.facts.system).to.equal('macOS 26.6 (25F80)');
  });

  it('are not met by a macOS that Apple mends no more, although nothing waits', async () => {
    expect(await verdict({ version: '13.7.8' })).to.equal('not_met system_unsupported');
    expect(await verdict({ version: '10.15.7' })).to.equal('not_met system_unsupported');
    expect(await verdict({ version: '15.7' })).to.equal('met up_to_date');
  });

  it('are judged by a newer signed table before what this program knows', async () => {
    const maker = aTableMaker();
    const memory = fleetingMemory();
    await memory.set('support-ends', maker.table(7, { 'macOS:14': '2026-09-14' }).text);
    const of = async (version: string) => {
      const { reason, evidence } = await look({ version, memory }, macosBelieving(maker.key));
      return [reason, evidence.facts.supportTable];
    };
    expect(await verdict({ version: '14.8' })).to.equal('met up_to_date');
    expect(await of('14.8')).to.deep.equal(['system_unsupported', 7]);
    expect(await of('13.7.8'), 'not named by it').to.deep.equal(['system_unsupported', undefined]);
  });

  it('are unknown when macOS says neither that there is something nor that there is nothing', async () => {
    expect(await verdict({ list: ended(banner) })).to.equal('unknown unrecognised_output');
    expect(await verdict({ list: ended(list()) })).to.equal('unknown unrecognised_output');
    expect(await verdict({ list: ended('Aucune mise à jour.\n') })).to.equal('unknown unrecognised_output');
    expect(await verdict({ list: ended('', { exit: 1, stderr: 'offline' }) })).to.equal(
      'unknown probe_failed',
    );
  });

  it('are unknown by an old search or one without a date', async () => {
    const settings = { LastSuccessfulDate: new Date(start - 9 * dayMs) };
    expect(await verdict({ settings })).to.equal('unknown list_old');
    expect(await verdict({ settings: null })).to.equal('unknown list_age_not_known');
  });

  it('count every recommended update from when it was first seen here, but no newer macOS', async () => {
    const memory = fleetingMemory();
    expect(await verdict({ list: ended(list(upgrade)) })).to.equal('met up_to_date');
    expect(await verdict({ list: ended(list(safari)) })).to.equal('unknown update_age_not_known');
    await look({ memory });
    expect(await verdict({ list: ended(list(safari)), now: start + 2 * dayMs, memory })).to.equal(
      'met within_time',
    );
    expect(await verdict({ list: ended(list(safari)), now: start + 18 * dayMs, memory })).to.equal(
      'not_met updates_overdue',
    );
  });

  it('are unknown while a profile hides updates for longer than allowed', async () => {
    const asks = { forceDelayedSoftwareUpdates: true };
    expect(await verdict({ restrictions: asks })).to.equal('unknown updates_held_back');
    expect(await verdict({ restrictions: { ...asks, enforcedSoftwareUpdateDelay: 10 } })).to.equal(
      'met up_to_date',
    );
    expect(await verdict({ restrictions: { enforcedSoftwareUpdateDelay: 90 } })).to.equal('met up_to_date');
  });

  it('add the days for which a profile hid a fix to its age', async () => {
    const memory = fleetingMemory();
    const restrictions = { forceDelayedSoftwareUpdates: true, enforcedSoftwareUpdateDelay: 13 };
    await look({ memory, restrictions });
    expect(
      await verdict({ list: ended(list(safari)), now: start + 2 * dayMs, memory, restrictions }),
    ).to.equal('unknown update_age_not_known');
  });

  it('read the form of macOS 10.14 and before', () => {
    const text = list(
      '   * macOS 10.13.2 Update-10.13.2',
      '\tmacOS (10.13.2), 1624732K [recommended] [restart]',
    );
    expect(parseSoftwareUpdate(text, '')).to.deep.equal([
      { label: 'macOS 10.13.2 Update-10.13.2', title: 'macOS', version: '10.13.2', recommended: true },
    ]);
  });

  itOnRecorded('read a recorded list: three that count, and a newer macOS beside them', async () => {
    const text = recorded('macos/softwareupdate-list/tahoe-26.7-and-27-four-updates.txt');
    const { evidence } = await look({ list: ended(text) });
    expect(evidence.parts.map(part => part.name)).to.deep.equal(['Safari', 'SF Symbols', 'macOS Tahoe']);
    expect(evidence.facts.otherUpdates).to.equal(1);
  });

  itOnRecorded('live through any cut and any other number of it', async () => {
    const text = recorded('macos/softwareupdate-list/tahoe-26.7-and-27-four-updates.txt');
    await onMutations(text, async one =>
      expect((await look({ list: ended(one) })).state).to.not.equal('met'),
    );
  });
});

describe('os-updates on a known macOS', () =>
  controlContract({
    meaning: osUpdates,
    backend: macos,
    tool: /softwareupdate/,
    files: {
      '/System/Library/CoreServices/SystemVersion.plist': build({ ProductVersion: '26.1' }),
      '/Applications': ['Microsoft Defender.app'],
    },
  }));
