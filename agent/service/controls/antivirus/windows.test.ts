/** Answers are composed after the interface's fields; recorded listings are put into the shape of our script. */
import { expect } from 'chai';
import { antivirus } from '../../../../shared/controls/antivirus/index.ts';
import { policy } from '../../../../shared/controls/antivirus/policy.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { listedFlag, listedMoment, listedRecords } from '../../../../test/support/recorded-lists.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { readProductState } from './parse-windows.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const now = Date.UTC(2026, 10, 21, 12);
const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const daysAgo = (days: number) => iso(now - days * 24 * 3600_000);

const others = {
  name: 'Bitdefender Antivirus',
  guid: '{BAF124F4-FA00-8560-3FDE-6C380446AEFB}',
  program: 'C:\\Program Files\\B\\b.exe',
  product: 'C:\\Program Files\\B\\w.exe',
  exists: true,
  state: 266240,
};
const mine = {
  ...others,
  name: 'Windows Defender',
  guid: '{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}',
  program: '%ProgramFiles%\\Windows Defender\\MsMpeng.exe',
  product: 'windowsdefender://',
  state: 397568,
};
const status = {
  mode: 'Normal',
  service: true,
  antivirus: true,
  realTime: true,
  version: '4.18.26100.1',
  listVersion: '1.445.12.0',
  listAt: daysAgo(1),
  listAge: 1,
  tamper: true,
  quickScanAt: daysAgo(2),
  fullScanAt: null,
};

interface Given {
  center?: (typeof others)[] | string;
  defender?: Partial<Record<keyof typeof status, unknown>> | string | null;
  type?: number;
  services?: Record<string, string>;
}

function answerOf({ center = [mine], defender = {}, type = 1, services = {} }: Given): string {
  const running = { wscsvc: 'Running', WinDefend: 'Running', ...services };
  return JSON.stringify({
    language: 'FullLanguage',
    answer: {
      system: { rows: [{ productType: type }] },
      services: { rows: Object.entries(running).map(([name, state]) => ({ name, state })) },
      center: typeof center === 'string' ? { error: center } : { rows: center },
      defender:
        typeof defender === 'string'
          ? { error: defender }
          : { rows: defender === null ? [] : [{ ...status, ...defender }] },
    },
  });
}

async function look(stdout: string, at = now) {
  const machine = scriptedMachine({ now: at, commands: { powershell: ended(stdout) } });
  const seen = await observe(antivirus, windows, machine);
  return judge(antivirus, seen, policy.parse({}), 'caretaker test');
}
async function verdict(given: Given, at = now) {
  const { state, reason } = await look(answerOf(given), at);
  return `${state} ${reason}`;
}
const sentence = async (given: Given) => antivirus.words.say(await look(answerOf(given))).sentence;

describe('the state of a product in Windows Security', () => {
  const table: [state: number, is: string, current: boolean | null][] = [
    [397568, 'on', true],
    [393472, 'off', true],
    [397584, 'on', false],
    [266240, 'on', true],
    [262144, 'off', true],
    [0x62100, 'snoozed', true],
    [0x63110, 'expired', false],
    [0x64100, 'not_known', true],
    [0x61120, 'on', null],
  ];
  for (const [state, is, current] of table)
    it(`${state} is ${is}, its list ${current === null ? 'not known' : current ? 'current' : 'out of date'}`, () =>
      expect(readProductState(state)).to.deep.equal({ is, current }));
});

describe('antivirus on Windows', () => {
  it('believes Microsoft Defender when both witnesses agree, and tells the last scan', async () => {
    const finding = await look(answerOf({}));
    expect(`${finding.state} ${finding.reason}`).to.equal('met protected');
    expect(finding.evidence.parts[0]?.facts).to.deep.include({
      tamperProtected: true,
      lastScanAt: Date.parse(daysAgo(2)),
    });
  });

  it('believes another product that is on and still on the disk, with Defender passive or stopped', async () => {
    const center = [others, { ...mine, state: 393472 }];
    expect(await verdict({ center, defender: { mode: 'Passive Mode' } })).to.equal('met protected');
    const stopped = { center, defender: '0x800106ba', services: { WinDefend: 'Stopped' } };
    expect(await verdict(stopped)).to.equal('met protected');
  });

  it('says where what another maker’s product finds is told, and that Defender’s is told here', async () => {
    const passive = { center: [others, mine], defender: { mode: 'Passive Mode' } };
    expect(await sentence(passive)).to.match(/^Bitdefender .+ What it finds is not told here: /);
    expect(await sentence({})).to.not.contain('not told here');
  });

  it('does not believe an entry whose program is gone or was not looked for', async () => {
    for (const exists of [false, null]) {
      const center = [{ ...others, exists } as typeof others, { ...mine, state: 393472 }];
      expect(await verdict({ center, defender: { mode: 'Passive Mode' } })).to.equal('unknown not_answering');
    }
  });

  it('says of a product that it is turned off, paused, expired, or out of date', async () => {
    const off = { ...mine, state: 393472 };
    const said = (state: number) =>
      sentence({ center: [{ ...others, state }, off], defender: { mode: 'Not running' } });
    expect(await said(262144)).to.match(/^Bitdefender Antivirus.* turned off\.$/);
    expect(await said(0x42000)).to.match(/^Bitdefender Antivirus.* paused/);
    expect(await said(0x43000)).to.match(/^Bitdefender Antivirus.* expired\.$/);
    const outdated = { center: [{ ...others, state: 266256 }, off], defender: { mode: 'Passive Mode' } };
    expect(await verdict(outdated)).to.match(/^not_met/);
  });

  it('takes passive mode for off, though it claims real-time protection', async () => {
    const given = {
      center: [{ ...mine, state: 393472 }],
      defender: { mode: 'Passive Mode', realTime: true },
    };
    expect(await verdict(given)).to.equal('not_met not_running');
    expect(await sentence(given)).to.match(/passive mode/);
  });

  it('does not know in EDR block mode, in a mode it has never heard of, or where the two contradict', async () => {
    expect(await verdict({ defender: { mode: 'EDR Block Mode' } })).to.equal('unknown not_answering');
    expect(await verdict({ defender: { mode: 'Modus Normal' } })).to.equal('unknown not_answering');
    expect(await verdict({ defender: { mode: 'Passive Mode' } })).to.equal('unknown not_answering');
    expect(await verdict({ center: [{ ...mine, state: 393472 }] })).to.equal('unknown not_answering');
    expect(await verdict({ center: [{ ...others, state: 262144 }] })).to.equal('unknown not_answering');
  });

  it('tells real-time protection turned off from the whole product off', async () => {
    expect(await verdict({ center: [{ ...mine, state: 393472 }], defender: { realTime: false } })).to.equal(
      'not_met real_time_off',
    );
  });

  it('reads Defender’s list: old, none, from the future, or with a date that its age belies', async () => {
    const list = (listAt: string | null, listAge: number) => verdict({ defender: { listAt, listAge } });
    expect(await list(daysAgo(20), 20)).to.equal('not_met signatures_old');
    expect(await list(null, 4294967295)).to.equal('not_met no_signatures');
    expect(await list(daysAgo(-5), 0)).to.equal('unknown signatures_from_future');
    expect(await list(daysAgo(1), 200)).to.equal('unknown signature_age_not_known');
    expect(await verdict({ center: [{ ...mine, state: 397584 }] })).to.equal(
      'unknown signature_age_not_known',
    );
  });

  it('uses Defender’s own word on Windows Server, but cannot say that nothing else protects it', async () => {
    const server = { center: '0x8004100e', type: 3, services: { wscsvc: 'Stopped' } };
    expect(await verdict(server)).to.equal('met protected');
    expect(await verdict({ ...server, defender: { listAt: daysAgo(30), listAge: 30 } })).to.equal(
      'not_met signatures_old',
    );
    expect(await verdict({ ...server, defender: '0x800106ba' })).to.equal('unknown not_answering');
    expect(await verdict({ ...server, defender: { mode: 'Passive Mode' } })).to.equal(
      'unknown not_answering',
    );
  });

  it('does not know on a workstation without its list: empty, refused, or its service not started yet', async () => {
    expect(await verdict({ center: [] })).to.equal('unknown not_answering');
    expect(await verdict({ center: '0x80041003' })).to.equal('unknown not_answering');
    expect(await verdict({ services: { wscsvc: 'Stopped' } })).to.equal('unknown not_answering');
  });

  it('does not know when Defender did not answer although its service runs', async () => {
    expect(await verdict({ defender: '0x800106ba' })).to.equal('unknown not_answering');
    expect(await verdict({ center: [{ ...mine, state: 393472 }], defender: null })).to.equal(
      'unknown not_answering',
    );
  });

  it('does not know in ConstrainedLanguage when that refused', async () => {
    const finding = await look(JSON.stringify({ language: 'ConstrainedLanguage', error: '0x80131501' }));
    expect(`${finding.state} ${finding.reason}`).to.equal('unknown probe_failed');
    expect(finding.evidence.facts.detail).to.match(/ConstrainedLanguage/);
  });

  it('reads the list that PowerShell 5.1 wraps', async () => {
    const wrapped = answerOf({}).replace(
      /"center":\{"rows":(\[.*?\])\}/,
      '"center":{"rows":{"value":$1,"Count":1}}',
    );
    expect(wrapped).to.contain('"Count":1');
    expect((await look(wrapped)).state).to.equal('met');
  });

  it('asks for fields one by one, and changes nothing', () => {
    expect(windowsScript).to.not.match(/Set-|Start-|Update-|Remove-|Add-Type|New-Object/);
  });

  it('lives through any cut and any other number: never protected where it was not', async () => {
    const passive = answerOf({ center: [{ ...mine, state: 397568 }], defender: { mode: 'Passive Mode' } });
    await onMutations(passive, async text => expect((await look(text)).state).to.not.equal('met'));
    await onMutations(answerOf({}), async text => {
      const whole = text.endsWith('}}');
      if (!whole) expect((await look(text)).state).to.equal('unknown');
    });
  });
});

/** A recorded `Get-MpComputerStatus | Format-List` as our script would have told it. */
function told(text: string) {
  const [row = {}] = listedRecords(text.replaceAll(/\n\s*\n/g, '\n'));
  return {
    mode: row.AMRunningMode ?? '',
    service: listedFlag(row.AMServiceEnabled),
    antivirus: listedFlag(row.AntivirusEnabled),
    realTime: listedFlag(row.RealTimeProtectionEnabled),
    version: row.AMProductVersion ?? '',
    listVersion: row.AntivirusSignatureVersion ?? '',
    listAt: listedMoment(row.AntivirusSignatureLastUpdated),
    listAge: /^\d+$/.test(row.AntivirusSignatureAge ?? '') ? Number(row.AntivirusSignatureAge) : null,
    tamper: listedFlag(row.IsTamperProtected),
    quickScanAt: listedMoment(row.QuickScanEndTime),
    fullScanAt: listedMoment(row.FullScanEndTime),
  };
}

/** Recorded rows of `AntiVirusProduct`; whether a program exists is not in them, so it is given. */
const centerRows = (text: string, exists: boolean) =>
  listedRecords(text).map(row => ({
    name: row.displayName ?? '',
    guid: row.instanceGuid ?? '',
    program: row.pathToSignedReportingExe ?? '',
    product: row.pathToSignedProductExe ?? '',
    exists,
    state: Number(row.productState ?? Number.NaN),
  }));

describe('recorded answers of Windows about antivirus', () => {
  const mp = 'windows/get-mpcomputerstatus';
  const old = `${mp}/win-2025-normal-signatures-278-days-old.txt`;
  const oldNow = Date.UTC(2025, 1, 8);

  itOnRecorded('another product on and Defender off: protected while its program is there', async () => {
    for (const name of [
      'bitdefender-266240-on-defender-393472-off',
      'sentinelone-266240-on-defender-393472-off',
    ]) {
      const text = recorded(`windows/securitycenter2-antivirusproduct/${name}.txt`);
      const defender = { mode: 'Passive Mode' };
      expect(await verdict({ center: centerRows(text, true), defender })).to.equal('met protected');
      expect(await verdict({ center: centerRows(text, false), defender })).to.equal('unknown not_answering');
    }
  });

  itOnRecorded('entries without a state are no answer', async () => {
    const text = recorded('windows/securitycenter2-antivirusproduct/wmic-list-format-two-products.txt');
    expect(await verdict({ center: centerRows(text, true) })).to.equal('unknown unrecognised_output');
  });

  itOnRecorded('a list of 278 days is old, whatever Windows itself thinks of it', async () => {
    expect(await verdict({ defender: told(recorded(old)) }, oldNow)).to.equal('not_met signatures_old');
  });

  itOnRecorded('not running: off when the service is, with no list', async () => {
    const defender = told(recorded(`${mp}/not-running-ages-never.txt`));
    expect(await verdict({ center: [{ ...mine, state: 393472 }], defender })).to.equal('not_met not_running');
    expect(await verdict({ defender })).to.equal('unknown not_answering');
  });

  itOnRecorded('a status that is cut off before real-time protection is not believed', async () => {
    const defender = told(recorded(`${mp}/normal-2021-signatures-1703-days-cut-off.txt`));
    const at = Date.UTC(2025, 10, 12);
    expect(await verdict({ defender }, at)).to.equal('not_met signatures_old');
    const fresh = { ...defender, listAt: iso(at - 1000), listAge: 0 };
    expect(await verdict({ defender: fresh }, at)).to.equal('unknown real_time_not_known');
  });

  itOnRecorded('an engine of 2013, current in its day', async () => {
    const defender = told(recorded(`${mp}/win81-2013-normal.txt`));
    expect(await verdict({ defender }, Date.UTC(2013, 6, 30, 20))).to.equal('met protected');
    expect(await verdict({ defender })).to.equal('unknown signature_age_not_known');
  });

  itOnRecorded('live through any cut and any other number, and never turn good by it', async () => {
    const judged = async (text: string) => (await look(answerOf({ defender: told(text) }), oldNow)).state;
    await onMutations(recorded(old), async text => {
      const { listAt, listAge } = told(text);
      const age = listAt === null ? Number.NaN : (oldNow - Date.parse(listAt)) / 86_400_000;
      const reallyFresh = age <= 7 && age >= -1 && (age < 0 || Math.abs(age - (listAge ?? -9)) <= 2);
      if (!reallyFresh) expect(await judged(text)).to.not.equal('met');
    });
    await onMutations(recorded(`${mp}/not-running-ages-never.txt`), async text =>
      expect(await judged(text)).to.not.equal('met'),
    );
    const center = recorded(
      'windows/securitycenter2-antivirusproduct/bitdefender-266240-on-defender-393472-off.txt',
    );
    await onMutations(center, async text => {
      const rows = centerRows(text, true);
      const on = rows.some(row => (row.state & 0xf0f0) === 0x1000);
      const { state } = await look(answerOf({ center: rows, defender: { mode: 'Passive Mode' } }));
      if (!on) expect(state).to.not.equal('met');
    });
  });
});
