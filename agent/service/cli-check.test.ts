import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../shared/finding.ts';
import { whyNoMachine } from '../../test/support/own-machine.ts';
import { itWhen } from '../../test/support/recorded.ts';
import { scriptedMachine } from '../../test/support/scripted-machine.ts';
import { check } from './cli-check.ts';
import { openSafety, Safety } from './enforcement/index.ts';
import { writeView } from './main-view.ts';
import { Outbox } from './outbox.ts';
import { systemClock } from './system/clock.ts';

const config = (data: string) => ({ data, name: undefined, proxy: undefined, platform: process.platform });
const finding = (control: string, observedAt: number): Finding => ({
  ...{ control, state: 'met', reason: 'incoming_blocked', how: 'watching', observedAt },
  ...{ evidence: { facts: { product: 'nftables' }, parts: [] }, source: 'nft', observedBy: 'caretaker test' },
});

describe('having the running agent look now', () => {
  before(function () {
    if (process.getuid?.() !== 0) this.skip();
  });
  let data: string;
  let safety: Safety;
  let outbox: Outbox | undefined;
  const asked: string[][] = [];
  beforeEach(() => {
    asked.length = 0;
    data = mkdtempSync(join(tmpdir(), 'caretaker-check-'));
    outbox = new Outbox({ path: join(data, 'outbox.db'), now: Date.now });
    const edges = { clock: systemClock, machine: scriptedMachine({}), bootId: 'one', tell: () => {} };
    safety = new Safety({ files: openSafety(data), ...edges });
    const nothing = { inTouch: () => false, policyNumber: () => 0, enforced: () => '', enforcing: () => [] };
    safety.start({
      ...{ ...nothing, onWatched: () => {}, onChange: () => {} },
      onLook: controls => {
        asked.push(controls);
        // What was found before must not count as an answer; the look itself takes its time.
        setTimeout(() => found(controls, Date.now()), 400);
      },
    });
    found(['firewall', 'antivirus'], Date.now() - 1000);
  });
  afterEach(() => {
    safety?.stop();
    outbox?.close();
    rmSync(data, { recursive: true, force: true });
  });
  const found = (controls: string[], at: number) => {
    const findings = controls.map(one => finding(one, at));
    writeView(data, { link: null, findings, policyNumber: 1, waiting: 0, restraint: null }, at);
  };

  it('asks for these controls alone, once, and says in words what was found since', async () => {
    const lines = await check(config(data), ['firewall']);
    expect(asked).to.deep.equal([['firewall']]);
    expect(lines.join('\n')).to.match(/^✓ Firewall: /);
    safety.reread();
    expect(asked, 'asked once').to.have.length(1);
  });

  itWhen(whyNoMachine(), 'asks for everything on a full disk, which takes an empty file and no word', () => {
    const disk = join(data, 'full');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'full', disk]);
    try {
      const { look } = openSafety(disk);
      writeFileSync(join(disk, 'fills'), Buffer.alloc(4096));
      expect(() => writeFileSync(join(disk, 'more'), 'more')).to.throw('ENOSPC');
      look.ask(['firewall']);
      expect([look.take(), look.take()]).to.deep.equal([[], null]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('says which controls there are, and that nobody would look where no agent runs', async () => {
    const said = (keys: string[]) => check(config(data), keys).catch((error: Error) => error.message);
    expect(await said(['firewal'])).to.match(/no control “firewal”.*firewall/);
    outbox?.close();
    outbox = undefined;
    expect(await said(['firewall'])).to.match(/does not run here.*--once/);
    expect(asked).to.deep.equal([]);
  });
});
