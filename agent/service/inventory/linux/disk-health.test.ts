/** Composed after smartctl's own documentation of its JSON: no machine here has a disk that speaks of itself. */
import { expect } from 'chai';
import { wearOf } from '../../../../shared/protocol/wear.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { parseHealth, withHealth } from './disk-health.ts';

const disk = (name: string, kind: 'ssd' | 'virtual' = 'ssd') => ({
  ...{ name, model: null, serial: `S-${name}`, sizeBytes: 1, kind },
});
const said = (passed: boolean) =>
  JSON.stringify({
    json_format_version: [1, 0],
    smartctl: { exit_status: passed ? 0 : 8 },
    smart_status: { passed },
  });

describe('what disks say of themselves', () => {
  const machineThat = (answers: (disk: string) => string) => {
    const asked: string[] = [];
    let now = 1_000_000_000_000;
    const machine = scriptedMachine({
      privileged: true,
      modified: { '/usr/sbin/smartctl': 1 },
      commands: {
        smartctl: args => {
          asked.push(args.at(-1) ?? '');
          return ended(answers(args.at(-1) ?? ''), { exit: 8 });
        },
      },
    });
    machine.now = () => now;
    return { asked, machine, pass: (ms: number) => (now += ms) };
  };

  it('is asked once a day, kept in between, and not asked of the disks of virtual machines', async () => {
    const { asked, machine, pass } = machineThat(path => said(path !== '/dev/sdb'));
    const look = async () =>
      (await withHealth(machine, [disk('sda'), disk('sdb'), disk('vda', 'virtual')])).map(
        ({ health }) => health,
      );
    expect(await look()).to.deep.equal(['ok', 'failing', null]);
    expect(await look()).to.deep.equal(['ok', 'failing', null]);
    expect(asked).to.deep.equal(['/dev/sda', '/dev/sdb']);
    pass(25 * 3600_000);
    await look();
    expect(asked).to.have.length(4);
  });

  it('keeps the last word of a disk that sleeps now, and nothing of one that was taken out', async () => {
    let asleep = false;
    const { machine, pass } = machineThat(() => (asleep ? '{"smartctl":{"exit_status":2}}' : said(false)));
    await withHealth(machine, [disk('sda')]);
    [asleep] = [true];
    pass(25 * 3600_000);
    const [kept] = await withHealth(machine, [disk('sda')]);
    expect(kept?.health).to.equal('failing');
    const [other] = await withHealth(machine, [{ ...disk('sda'), serial: 'another' }]);
    expect(other?.health).to.equal(null);
  });

  it('takes nothing but a plain word for an answer', () => {
    expect([said(true), said(false)].map(parseHealth)).to.deep.equal(['ok', 'failing']);
    for (const text of [
      '',
      '{}',
      '{"smart_status":{}}',
      '{"smart_status":{"passed":"true"}}',
      said(true).slice(0, -2),
    ])
      expect(parseHealth(text), text).to.equal(undefined);
  });

  it('leaves disks as they are where smartctl is not installed, or nobody may ask', async () => {
    const without = await withHealth(scriptedMachine({ privileged: true }), [disk('sda')]);
    expect(without).to.deep.equal([disk('sda')]);
  });
});

describe('what will soon be a trouble', () => {
  const hardware = { disks: [], battery: null } as unknown as Parameters<typeof wearOf>[0];
  it('is only what was told', () => {
    expect(wearOf(hardware)).to.deep.equal([]);
    expect(
      wearOf({
        ...hardware,
        disks: [{ ...disk('sda'), health: 'failing' }],
        volumes: [{ name: '/', sizeBytes: 1, freePercent: 9 }],
        battery: { healthPercent: 59, cycles: null },
      }),
    ).to.deep.equal(['failing_disk', 'nearly_full', 'worn_battery']);
    expect(wearOf({ ...hardware, volumes: null, battery: { healthPercent: null, cycles: 1 } })).to.deep.equal(
      [],
    );
  });
});
