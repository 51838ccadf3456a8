import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { frameFromConsole, parseFromConsole } from '../../../shared/protocol/device.ts';
import type { SignedSupportTable } from '../../../shared/support-ends/signed.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { aTableMaker } from '../../../test/support/support-tables.ts';
import type { AgentOptions } from '../agent-options.ts';
import { folderMemory } from './memory.ts';
import { supportEndsOf, supportTableHere } from './support-ends.ts';

describe('the table of ends of support of a device', () => {
  const maker = aTableMaker();
  const released = 1;

  function aDevice() {
    const folder = join(scratchFolder('support-ends'), 'memory');
    const said: unknown[] = [];
    let looks = 0;
    const machine = { ...scriptedMachine({}), memory: folderMemory(folder) };
    const log: AgentOptions['log'] = (_event, facts) => said.push(facts?.reason ?? facts);
    const ends = supportEndsOf({ machine, supportKey: maker.key, log } as AgentOptions, () => {
      looks += 1;
    });
    return { ends, said, folder, looks: () => looks, file: join(folder, 'support-ends.json') };
  }

  it('is the one that its version came with until a newer one comes, which a new start still has', async () => {
    const { ends, folder, looks, said } = aDevice();
    expect(await ends.number()).to.equal(released);
    await ends.receive(maker.table(7, { 'Debian:99': '2031-06-30' }).signed);
    expect([await ends.number(), looks(), said]).to.deep.equal([7, 1, []]);
    const after = await supportTableHere(folderMemory(folder), maker.key);
    expect(after.systems.map(row => [row.release, row.endsOn])).to.deep.equal([['Debian:99', '2031-06-30']]);
  });

  it('is never replaced by an older one, nor by another of its number', async () => {
    const { ends, looks, said } = aDevice();
    // Both at once: whichever is written last, the newer one stays.
    await Promise.all([8, 7].map(number => ends.receive(maker.table(number).signed)));
    await ends.receive(maker.table(8, { 'Debian:99': '2020-01-01' }).signed);
    await ends.receive(maker.table(released).signed);
    expect([await ends.number(), looks()]).to.deep.equal([8, 1]);
    expect(said).to.deep.equal(['older', 'older', 'older']);
  });

  it('is refused when another key signed it, when it was changed, and when it is no table', async () => {
    const { ends, looks, said } = aDevice();
    const good = maker.table(7, { 'Debian:99': '2031-06-30' }).signed;
    const changed = { ...good, payload: good.payload.replace('2031', '2041') };
    for (const signed of [aTableMaker().table(7).signed, changed, { ...good, signature: '' }])
      await ends.receive(signed);
    expect([await ends.number(), looks()]).to.deep.equal([released, 0]);
    expect(said).to.deep.equal(['bad_signature', 'bad_signature', 'bad_signature']);
  });

  it('is not read off the line when it is longer than a table may be', () => {
    const { signed } = maker.table(7);
    const frame = (given: SignedSupportTable) => parseFromConsole(frameFromConsole('support_ends', given));
    expect(frame(signed).ok).to.equal(true);
    const long = frame({ ...signed, payload: signed.payload.padEnd(128_001) });
    expect(long).to.include({ ok: false, why: 'malformed' });
  });

  it('is the version’s own again when the kept one is damaged, or believed by no key, until it comes again', async () => {
    const { ends, file, folder } = aDevice();
    const { signed } = maker.table(7);
    await ends.receive(signed);
    const whole = readFileSync(file, 'utf8');
    const damage = [
      () => truncateSync(file, 40),
      () => writeFileSync(file, ''),
      () => writeFileSync(file, '{"payload":7}'),
      () => writeFileSync(file, whole.replace('\\"number\\":7', '\\"number\\":9')),
    ];
    for (const harm of damage) {
      harm();
      expect(await ends.number(), String(harm)).to.equal(released);
      await ends.receive(signed);
      expect(await ends.number()).to.equal(7);
    }
    expect((await supportTableHere(folderMemory(folder))).number, 'by the releases’ key').to.equal(released);
  });
});
