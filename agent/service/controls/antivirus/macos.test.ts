/** Property lists and lines are composed after what macOS documents or the field shows, unless called recorded. */
import { expect } from 'chai';
import { build, type PlistValue } from 'plist';
import { antivirus } from '../../../../shared/controls/antivirus/index.ts';
import { policy } from '../../../../shared/controls/antivirus/policy.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { controlContract } from '../../../../test/support/control-contract.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { macos } from './macos.ts';
import { parseGatekeeper, parseXprotectStatus, parseXprotectVersion } from './parse-macos.ts';

const now = Date.UTC(2026, 10, 21, 12);
const daysAgo = (days: number) => new Date(now - days * 24 * 3600_000);
const settingsFile = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const managedFile = '/Library/Managed Preferences/com.apple.SoftwareUpdate.plist';
const olderBundle = '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';

const enabled = 'XProtect launch scans: enabled\nXProtect background scans: enabled\n';
const versionOf = (days: number) =>
  `Version: 5346 Installed: ${daysAgo(days).toISOString().slice(0, 19).replace('T', ' ')} +0000\n`;

interface Mac {
  system?: string;
  version?: string;
  status?: string;
  settings?: Record<string, PlistValue> | string | null;
  managed?: Record<string, PlistValue>;
  folders?: Script['files'];
  mdatp?: string;
}

function mac({ system = '26.1', version = versionOf(9), status = enabled, ...rest }: Mac = {}) {
  const settings = rest.settings === undefined ? { LastSuccessfulDate: daysAgo(1) } : rest.settings;
  const lists: Record<string, string> = { [olderBundle]: build({ CFBundleShortVersionString: '2190' }) };
  if (settings !== null) lists[settingsFile] = typeof settings === 'string' ? settings : build(settings);
  if (rest.managed) lists[managedFile] = build(rest.managed);
  return scriptedMachine({
    now,
    commands: {
      plutil: args => ended(lists[args.at(-1) ?? ''] ?? '', { exit: (args.at(-1) ?? '') in lists ? 0 : 1 }),
      xprotect: args =>
        Number.parseInt(system, 10) < 15 ? missing : ended(args[0] === 'status' ? status : version),
      spctl: ended('assessments enabled\n'),
      mdatp: rest.mdatp === undefined ? missing : ended(rest.mdatp),
    },
    files: {
      '/System/Library/CoreServices/SystemVersion.plist': build({ ProductVersion: system }),
      '/Applications': ['Safari.app'],
      '/Library/Application Support': ['Apple'],
      '/Library': ['Fonts'],
      ...rest.folders,
    },
    modified: Object.fromEntries(Object.keys(lists).map(path => [path, now])),
  });
}

async function look(given?: Mac) {
  const seen = await observe(antivirus, macos, mac(given));
  return judge(antivirus, seen, policy.parse({}), 'caretaker test');
}
const verdict = async (given?: Mac) => {
  const { state, reason } = await look(given);
  return `${state} ${reason}`;
};

describe('antivirus on macOS', () => {
  it('believes XProtect when it scans, and this Mac asked for newer data within the days allowed', async () => {
    const finding = await look();
    expect(`${finding.state} ${finding.reason}`).to.equal('met protected');
    expect(finding.evidence.parts[0]?.facts).to.deep.include({ version: '5346', realTime: true });
    expect(antivirus.words.say(finding).sentence).to.match(
      /last asked for a newer one on 20 Nov 2026\. What it finds is not told here: .+$/,
    );
  });

  it('reads an older macOS by its bundle and Gatekeeper', async () =>
    expect(await verdict({ system: '14.7' })).to.equal('met protected'));

  it('does not know when the Mac has not asked for too long, or data are stuck while it asks', async () => {
    expect(await verdict({ settings: { LastSuccessfulDate: daysAgo(9) } })).to.equal(
      'unknown signatures_not_checked',
    );
    expect(await verdict({ settings: { LastSuccessfulDate: daysAgo(-3) } })).to.equal(
      'unknown signatures_from_future',
    );
    expect(await verdict({ version: versionOf(90) })).to.equal('unknown signature_age_not_known');
  });

  it('counts the day the data came when automatic updates of them are off, also by a profile', async () => {
    const off = { LastSuccessfulDate: daysAgo(1), ConfigDataInstall: false };
    expect(await verdict({ settings: off })).to.equal('not_met signatures_old');
    expect(await verdict({ settings: off, version: versionOf(2) })).to.equal('met protected');
    expect(await verdict({ managed: { ConfigDataInstall: 0 } })).to.equal('not_met signatures_old');
    expect(await verdict({ settings: off, system: '13.0' })).to.equal('unknown signature_age_not_known');
  });

  it('is not met when its scans are turned off', async () => {
    const status = enabled.replace('launch scans: enabled', 'launch scans: disabled');
    expect(await verdict({ status })).to.equal('not_met real_time_off');
  });

  it('does not know when its tool or the settings do not answer in words that are known', async () => {
    expect(await verdict({ version: 'Versión: 5346\n' })).to.equal('unknown not_answering');
    expect(await verdict({ status: 'XProtect: ok\n' })).to.equal('unknown real_time_not_known');
    expect(await verdict({ settings: null })).to.equal('unknown signature_age_not_known');
    expect(await verdict({ settings: 'bplist00' })).to.equal('unknown signature_age_not_known');
  });

  it('names a product that it cannot ask, without taking it for protection', async () => {
    const finding = await look({ folders: { '/Applications': ['Cortex XDR.app'] }, settings: null });
    expect(finding.state).to.equal('unknown');
    expect(finding.evidence.parts.map(part => part.name)).to.include('Cortex XDR');
  });

  it('reads the words of the tools, and nothing that is cut or foreign', () => {
    expect(parseXprotectVersion('Version: 5346 Installed: 2026-05-28 08:53:39 +0000\n')).to.deep.equal({
      version: '5346',
      at: Date.UTC(2026, 4, 28, 8, 53, 39),
    });
    expect(parseXprotectVersion('Version: 5346 Installed: 2026-05-28 08:53:3')).to.equal(undefined);
    expect(parseXprotectStatus('XProtect launch scans: enabled\n')).to.equal(null);
    expect(parseGatekeeper('assessments disabled\n')).to.equal(false);
    expect(parseGatekeeper('assess')).to.equal(null);
  });

  it('lives through any cut and any other number of what its tools print', async () => {
    const stale = { settings: { LastSuccessfulDate: daysAgo(9) } };
    await onMutations(versionOf(9), async version => {
      expect((await look({ ...stale, version })).state).to.not.equal('met');
      if (!parseXprotectVersion(version)) expect((await look({ version })).state).to.equal('unknown');
    });
    await onMutations(enabled, async status => {
      if (status.trim() !== enabled.trim()) expect((await look({ status })).state).to.not.equal('met');
    });
    await onMutations(
      build({ AutomaticCheckEnabled: true, LastSuccessfulDate: daysAgo(9) }),
      async settings => {
        if (!settings.includes('</plist>')) expect((await look({ settings })).state).to.not.equal('met');
      },
    );
  });
});

describe('recorded answers of antivirus products on macOS', () => {
  const health = 'macos/mdatp-health/101.98.30-real-time-on.json';
  const folders = { '/Applications': ['Microsoft Defender.app'] };
  const scansOff = 'XProtect launch scans: disabled\nXProtect background scans: disabled\n';

  itOnRecorded('Microsoft Defender is on, in real time, with a list of its day', async () => {
    const { evidence } = await look({ folders, mdatp: recorded(health), status: scansOff });
    expect(evidence.parts.find(part => part.name === 'Microsoft Defender')?.facts).to.deep.include({
      running: true,
      realTime: true,
      version: '101.98.30',
      signaturesAt: 1683092938089,
    });
  });

  itOnRecorded('Microsoft Defender lives through any cut and any other number', async () => {
    await onMutations(recorded(health), async mdatp => {
      const { evidence } = await look({ folders, mdatp, status: scansOff });
      const part = evidence.parts.find(one => one.name === 'Microsoft Defender');
      const at = part?.facts.signaturesAt;
      const fresh = typeof at === 'number' && at >= now - 7 * 86_400_000 && at <= now + 86_400_000;
      if (!fresh) expect(part?.state).to.not.equal('met');
    });
  });

  itOnRecorded(
    'what other products print is never taken for XProtect’s or Microsoft Defender’s',
    async () => {
      for (const name of ['cortex-xdr-8.2.1.47908-info', 'sentinelone-epp-24.1.2.7444-status']) {
        const text = recorded(`macos/third-party-av/${name}.txt`);
        expect((await look({ version: text })).state).to.equal('unknown');
        expect((await look({ folders, mdatp: text, settings: null })).state).to.equal('unknown');
      }
    },
  );
});

describe('antivirus on a known macOS', () =>
  controlContract({
    meaning: antivirus,
    backend: macos,
    tool: /XProtect/,
    files: {
      '/System/Library/CoreServices/SystemVersion.plist': build({ ProductVersion: '26.1' }),
      '/Applications': ['Microsoft Defender.app'],
    },
  }));
