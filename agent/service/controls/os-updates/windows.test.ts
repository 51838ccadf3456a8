/** Answers are composed after the documented fields of the Windows Update Agent. */
import { expect } from 'chai';
import { judge } from '../../../../shared/controls/judge.ts';
import { osUpdates } from '../../../../shared/controls/os-updates/index.ts';
import { policy } from '../../../../shared/controls/os-updates/policy.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { aTableMaker } from '../../../../test/support/support-tables.ts';
import { fleetingMemory } from '../../system/memory.ts';
import type { Machine, Memory } from '../control.ts';
import { observe } from '../observe.ts';
import { isSecurity, parseWindows, systemName } from './parse-windows.ts';
import { windows, windowsBelieving } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const dayMs = 24 * 3600_000;
const start = Date.UTC(2026, 10, 21, 12);
const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

const fix = (over = {}) => ({
  title: '2026-11 Cumulative Update for Windows 11 Version 25H2 for x64-based Systems (KB5099001)',
  severity: '',
  optional: false,
  publishedAt: iso(start - 4 * dayMs),
  articles: ['5099001'],
  categories: ['0fa1201d-4330-4fa8-8ae9-b877473b6441'],
  ...over,
});
const definition = fix({
  title: 'Security Intelligence Update for Microsoft Defender Antivirus',
  categories: ['e0789628-ce08-4437-be74-2495b842f43b'],
});

interface Given {
  updates?: unknown[];
  result?: number;
  searchedAt?: string | null;
  restart?: object;
  restartPart?: object;
  rules?: object;
  search?: object;
  startedAt?: number;
  build?: object;
}

const noRestart = { agent: false, update: false, servicing: false };
const noRules = {
  ownServer: null,
  deferred: null,
  deferredDays: null,
  deviceDays: null,
  devicePaused: null,
  pausedUntil: '',
};

function answerOf(given: Given, now = start, language = 'FullLanguage'): string {
  const { updates = [], result = 2, searchedAt = iso(now - dayMs / 2), startedAt = now - 3 * dayMs } = given;
  const build = {
    number: '26200',
    revision: 7171,
    kind: 'Client',
    startedAt: iso(startedAt),
    ...given.build,
  };
  return JSON.stringify({
    language,
    answer: {
      build: { rows: [build] },
      restart: given.restartPart ?? { rows: [{ ...noRestart, ...given.restart }] },
      rules: { rows: [{ ...noRules, ...given.rules }] },
      results: { rows: [{ searchedAt }] },
      search: given.search ?? { rows: [{ result, updates }] },
    },
  });
}

const machineOf = (stdout: string, now: number, memory: Memory): Machine => ({
  ...scriptedMachine({ now, commands: { powershell: ended(stdout) } }),
  memory,
});

async function look(stdout: string, now = start, memory = fleetingMemory(), hands = windows) {
  const seen = await observe(osUpdates, hands, machineOf(stdout, now, memory));
  return judge(osUpdates, seen, policy.parse({}), 'caretaker test');
}
async function verdict(given: Given, now = start, memory = fleetingMemory()) {
  const { state, reason } = await look(answerOf(given, now), now, memory);
  return `${state} ${reason}`;
}

describe('system updates on Windows', () => {
  it('are met when a recent search left nothing waiting, and tell the build', async () => {
    const finding = await look(answerOf({ updates: [definition] }));
    expect(`${finding.state} ${finding.reason}`).to.equal('met up_to_date');
    expect(finding.evidence.facts).to.deep.include({
      system: 'Windows 11, build 26200.7171',
      otherUpdates: 1,
    });
  });

  it('count security by category or by Microsoft’s rating, but no preview and no virus list', () => {
    const read = (over: object) => isSecurity({ ...fix(over), publishedAt: null });
    expect(read({})).to.equal(true);
    expect(read({ categories: ['E6CF1350-C01B-414D-A61F-263D14D133B4'] })).to.equal(true);
    expect(read({ categories: [], severity: 'Important' })).to.equal(true);
    expect(read({ optional: true })).to.equal(false);
    expect(isSecurity({ ...definition, publishedAt: null })).to.equal(false);
  });

  it('are not met by a fix that was published longer ago than allowed, at the first look', async () => {
    expect(await verdict({ updates: [fix({ publishedAt: iso(start - 15 * dayMs) })] })).to.equal(
      'not_met updates_overdue',
    );
  });

  it('do not call a fix young before this device was seen without it', async () => {
    expect(await verdict({ updates: [fix()] })).to.equal('unknown update_age_not_known');
    const memory = fleetingMemory();
    expect(await verdict({}, start - 5 * dayMs, memory)).to.equal('met up_to_date');
    expect(await verdict({ updates: [fix()] }, start, memory)).to.equal('met within_time');
  });

  it('keep the clock of a fix when next month’s takes its place', async () => {
    const memory = fleetingMemory();
    await verdict({}, start, memory);
    await verdict({ updates: [fix({ publishedAt: iso(start) })] }, start + dayMs, memory);
    const later = start + 20 * dayMs;
    const next = fix({
      title: '2026-12 Cumulative Update for Windows 11 Version 25H2 for x64-based Systems (KB5100002)',
      publishedAt: iso(later - dayMs),
    });
    expect(await verdict({ updates: [next] }, later, memory)).to.equal('not_met updates_overdue');
  });

  it('are unknown by an old search, one without a date, and one from the future', async () => {
    expect(await verdict({ searchedAt: iso(start - 9 * dayMs) })).to.equal('unknown list_old');
    expect(await verdict({ searchedAt: null })).to.equal('unknown list_age_not_known');
    expect(await verdict({ searchedAt: '1899-12-30T00:00:00Z' })).to.equal('unknown list_age_not_known');
    expect(await verdict({ searchedAt: iso(start + 3 * dayMs) })).to.equal('unknown list_from_future');
  });

  it('are unknown when the search ended with errors or could not reach its server', async () => {
    expect(await verdict({ result: 3 })).to.equal('unknown probe_failed');
    expect(await verdict({ search: { error: '0x8024402c' } })).to.equal('unknown probe_failed');
    expect(await verdict({ search: { error: '0x80070005' } })).to.equal('unknown no_privilege');
    expect(await verdict({ search: { rows: [] } })).to.equal('unknown unrecognised_output');
  });

  it('are unknown in ConstrainedLanguage, which refuses the Windows Update Agent', async () => {
    const finding = await look(answerOf({ search: { error: '0x80131501' } }, start, 'ConstrainedLanguage'));
    expect(`${finding.state} ${finding.reason}`).to.equal('unknown probe_failed');
    expect(finding.evidence.facts.detail).to.match(/ConstrainedLanguage/);
  });

  it('are not met by a release that Microsoft has given up, although nothing waits', async () => {
    const of = (number: string, edition: string, revision = 1, kind = 'Client') =>
      verdict({ build: { number, edition, revision, kind } });
    expect(await of('22631', 'Education')).to.equal('not_met system_unsupported');
    expect(await of('26100', 'Professional')).to.equal('not_met system_unsupported');
    expect(await of('26100', 'ProfessionalEducation')).to.equal('not_met system_unsupported');
    expect(await of('26100', 'Education')).to.equal('met up_to_date');
    expect(await of('19045', 'Enterprise', 6456)).to.equal('not_met system_unsupported');
    expect(await of('19044', 'EnterpriseS')).to.equal('met up_to_date');
    expect(await of('17763', 'ServerStandard', 1, 'Server')).to.equal('met up_to_date');
    expect(await of('9600', 'ServerStandard', 1, 'Server')).to.equal('not_met system_unsupported');
    // A newer one than this program knows, and one whose edition is not told.
    expect(await of('30000', 'Education')).to.equal('met up_to_date');
    expect(await of('26100', '')).to.equal('met up_to_date');
  });

  it('are judged by a newer signed table before what this program knows', async () => {
    const maker = aTableMaker();
    const memory = fleetingMemory();
    const ends = { 'Windows:22631:education': '2027-11-09', 'Windows:30000:home': '2026-11-01' };
    await memory.set('support-ends', maker.table(7, ends).text);
    const of = async (number: string, edition: string, revision = 1) => {
      const stdout = answerOf({ build: { number, edition, revision, kind: 'Client' } });
      const { reason, evidence } = await look(stdout, start, memory, windowsBelieving(maker.key));
      return [reason, evidence.facts.supportTable];
    };
    expect(await of('22631', 'Education')).to.deep.equal(['up_to_date', 7]);
    expect(await of('30000', 'Professional')).to.deep.equal(['system_unsupported', 7]);
    // Not named by it.
    expect(await of('30000', 'Education')).to.deep.equal(['up_to_date', undefined]);
    expect(await of('26100', 'Professional')).to.deep.equal(['system_unsupported', undefined]);
  });

  it('are unknown on a Windows 10 that was once given extended updates: whether this year’s are paid is not told', async () => {
    expect(await verdict({ build: { number: '19045', edition: 'Education', revision: 6809 } })).to.equal(
      'unknown no_security_source',
    );
  });

  it('are unknown while paused or held back for longer than allowed, but not after a pause', async () => {
    expect(await verdict({ rules: { pausedUntil: iso(start + dayMs) } })).to.equal(
      'unknown updates_held_back',
    );
    expect(await verdict({ rules: { pausedUntil: 'soon' } })).to.equal('unknown updates_held_back');
    expect(await verdict({ rules: { devicePaused: 1 } })).to.equal('unknown updates_held_back');
    expect(await verdict({ rules: { deferred: 1, deferredDays: 30 } })).to.equal('unknown updates_held_back');
    expect(await verdict({ rules: { deviceDays: 21 } })).to.equal('unknown updates_held_back');
    expect(await verdict({ rules: { pausedUntil: iso(start - dayMs) } })).to.equal('met up_to_date');
    expect(await verdict({ rules: { deferred: 1, deferredDays: 7 } })).to.equal('met up_to_date');
  });

  it('are unknown where Windows did not tell whether a restart is due', async () => {
    for (const restartPart of [{ error: '0x80070002' }, { rows: [] }])
      expect(await verdict({ restartPart })).to.match(/^unknown (probe_failed|unrecognised_output)$/);
  });

  it('count a restart from when it was first seen due, and begin anew after one was made', async () => {
    const memory = fleetingMemory();
    const due = { restart: { servicing: true } };
    expect(await verdict(due, start, memory)).to.equal('met up_to_date');
    const later = start + 15 * dayMs;
    expect(await verdict({ ...due, startedAt: start - dayMs }, later, memory)).to.equal(
      'not_met restart_overdue',
    );
    expect(await verdict({ ...due, startedAt: later - dayMs }, later, memory)).to.equal('met up_to_date');
  });

  it('say when the school’s own server decides what is offered', async () => {
    const { evidence } = await look(answerOf({ rules: { ownServer: 1 } }));
    expect(evidence.facts.manager).to.match(/school’s server/);
  });

  it('search nothing anew, and install nothing', () => {
    expect(windowsScript).to.match(/Online = \$false/);
    expect(windowsScript).to.not.match(
      /CreateUpdateInstaller|CreateUpdateDownloader|DetectNow|Set-ItemProperty/,
    );
  });

  it('live through any cut and any other number: never up to date where they were not', async () => {
    const late = fix({ publishedAt: iso(start - 30 * dayMs) });
    const overdue = answerOf({ updates: [late], searchedAt: iso(start - 9 * dayMs), result: 4 });
    await onMutations(overdue, async text => expect((await look(text)).state).to.not.equal('met'));
    await onMutations(answerOf({}), async text => {
      if (!text.endsWith('}]}}}')) expect((await look(text)).state).to.equal('unknown');
    });
  });

  itOnRecorded('name a recorded system by its build, and read none of its sentences', () => {
    const build = (text: string) => /Build (\d+)/.exec(text)?.[1] ?? '';
    const nameOf = (file: string, kind: string) =>
      systemName({
        number: build(recorded(`windows/systeminfo/${file}`)),
        revision: 746,
        kind,
        startedAt: null,
      });
    expect(nameOf('windows-10-systeminfo.txt', 'Client')).to.equal('Windows 10, build 19042.746');
    expect(nameOf('windows-10-systeminfo-hyperv-utc.txt', 'Client')).to.equal('Windows 10, build 17134.746');
    expect(nameOf('windows-2012r2-systeminfo.txt', 'Server')).to.equal('Windows Server, build 9600.746');
    expect(() => parseWindows(recorded('windows/systeminfo/windows-10-systeminfo.txt'), start)).to.throw(
      'not the JSON',
    );
  });
});
