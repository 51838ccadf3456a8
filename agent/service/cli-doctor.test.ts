import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../shared/finding.ts';
import type { AgentView } from './agent-options.ts';
import { checkedLines, examineDevice } from './cli-doctor.ts';
import type { LinkStatus } from './console-link/link.ts';
import { scanHints, usualPlaces } from './controls/removable-media/guard/scan/scan.ts';
import { makeKey } from './identity.ts';
import { writeView } from './main-view.ts';
import { Outbox } from './outbox.ts';
import { type Identity, openState } from './state.ts';

const now = Date.UTC(2026, 10, 22, 9);
const link: LinkStatus = {
  state: 'connected',
  since: now,
  trouble: null,
  nextTryAt: null,
  intercepted: null,
  clockOffsetMs: 0,
};
const finding: Finding = {
  control: 'firewall',
  state: 'met',
  reason: 'incoming_blocked',
  how: 'enforced',
  evidence: { facts: {}, parts: [] },
  source: 'nft',
  observedAt: now,
  observedBy: 'caretaker test',
};

describe('the doctor of a device', () => {
  let data: string;
  let outbox: Outbox | undefined;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'caretaker-doctor-'));
    // A running agent holds its outbox.
    outbox = new Outbox({ path: join(data, 'outbox.db'), now: () => now });
  });
  afterEach(() => {
    outbox?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const enrolled = (over: Partial<Identity> = {}) =>
    openState(data).identity.write({
      ...{ key: makeKey(), url: 'wss://console.example', status: 'approved', deviceId: 'one', code: null },
      ...{ pin: { fingerprint: '', key: null }, previous: null },
      ...over,
    });
  const said = (over: Partial<AgentView> = {}) =>
    writeView(
      data,
      { link, findings: [finding], policyNumber: 3, waiting: 0, restraint: null, ...over },
      now,
    );
  const examined = () =>
    examineDevice({ data, name: undefined, proxy: undefined, platform: process.platform }, now);
  const troubles = async () => (await examined()).filter(one => !one.well).map(one => one.words);

  it('finds nothing wrong where all is well', async () => {
    enrolled();
    said();
    expect(await troubles()).to.deep.equal([]);
  });

  it('says that the agent does not run, and how to start it', async () => {
    enrolled();
    said();
    outbox?.close();
    outbox = undefined;
    const [only] = await troubles();
    expect(only).to.match(/^The agent does not run.*systemctl start caretaker-agent$/);
    const config = { data, name: undefined, proxy: undefined };
    for (const platform of ['win32', 'darwin'] as const)
      expect(JSON.stringify(await examineDevice({ ...config, platform }))).to.not.match(
        /systemctl|timedatectl/,
      );
  });

  it('says by how much the clock is wrong, and who inspects the connection', async () => {
    enrolled();
    said({ link: { ...link, clockOffsetMs: 3 * 3600_000, intercepted: 'School Filter' } });
    const [clock, filter] = await troubles();
    expect(clock).to.contain('The clock of this computer is 3 hours slow');
    expect(filter).to.contain('inspected by School Filter');
  });

  it('says what stands between this device and its console', async () => {
    enrolled({ status: 'waiting' });
    said({ link: { ...link, state: 'offline', trouble: 'Nothing listens at the console’s address.' } });
    const [waits, offline] = await troubles();
    expect(waits).to.contain('Approve it in the console');
    expect(offline).to.contain('Nothing listens at the console’s address. The last policy stays in force');
  });

  it('says that everything is suspended, and that no policy has come', async () => {
    enrolled();
    const restraint = { reason: 'suspended', detail: 'Suspended until then.', until: now } as const;
    said({ restraint, policyNumber: 0 });
    expect(await troubles()).to.deep.equal([
      'Suspended until then.',
      'No policy has come yet, so everything only watches. It comes with the first connection to the console.',
    ]);
  });

  it('says why a policy could not be carried out', async () => {
    enrolled();
    const facts = { enforcement: 'tool_missing', enforcementDetail: 'usbguard is not installed' };
    said({ findings: [{ ...finding, how: 'detective', evidence: { facts, parts: [] } }] });
    const [only] = await troubles();
    expect(only)
      .to.contain('asked to be enforced, but only noticed')
      .and.to.contain('usbguard is not installed');
  });

  it('says of what is well why it is not enforced yet, where it is new on this computer', async () => {
    enrolled();
    const facts = { enforcement: 'watching_first', enforcementDetail: 'Watched for an hour first.' };
    said({ findings: [{ ...finding, how: 'watching', evidence: { facts, parts: [] } }] });
    const lines = checkedLines(await examined()).join('\n');
    expect(lines).to.contain('(watched)').and.to.contain('Enforcing: Watched for an hour first.');
    expect(await troubles()).to.deep.equal([]);
  });

  it('says what a control that acts here is known to lack, and nothing of one that only watches', async () => {
    if (process.platform !== 'linux') return;
    enrolled();
    const ofSticks = async (how: Finding['how']) => {
      said({ findings: [{ ...finding, control: 'removable-media', how }] });
      return (await troubles()).filter(words => words.includes('Where sticks are scanned first'));
    };
    expect(await ofSticks('watching')).to.deep.equal([]);
    const hands = await scanHints(usualPlaces);
    expect(await ofSticks('enforced')).to.deep.equal(hands.map(words => `Removable media: ${words}`));
  });
});
