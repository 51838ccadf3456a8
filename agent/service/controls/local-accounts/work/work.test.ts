/** Windows' answers are composed; du is the real one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { policy } from '../../../../../shared/controls/local-accounts/policy.ts';
import { hardware } from '../../../../../shared/protocol/inventory.ts';
import { wearOf } from '../../../../../shared/protocol/wear.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { scratchFolder } from '../../../../../test/support/scratch.ts';
import { ended, type Script, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import { thisMachine } from '../../../system/machine.ts';
import { workOf } from '../../../system/work-kept.ts';
import { WorkGuard } from './guard.ts';
import { parseSizes, workOnLinux, workOnMac } from './homes.ts';
import { parseWork, workScript } from './windows.ts';

const minuteMs = 60_000;
const mounts = (more = '') => `/dev/sda2 / ext4 rw 0 0\n${more}`;

describe('where people’s work lies', () => {
  const linuxWith = (files: Script['files'], du = '') =>
    workOnLinux(scriptedMachine({ files, commands: { du: ended(du) } }));

  it('is measured below /home, in whole gigabytes and without a name', async () => {
    const seen = await linuxWith(
      { '/proc/self/mounts': mounts(), '/home': ['a.jones', 'lost+found', 'b.smith', 'new'] },
      '300000\t/home/b.smith\n42000000\t/home/a.jones\n',
    );
    expect(seen).to.deep.equal([
      { kept: 'here', gigabytes: 43 },
      { kept: 'here', gigabytes: 0 },
      { kept: 'here', gigabytes: null },
    ]);
  });

  it('is on a server where the folder, or all of them, are mounted from one', async () => {
    const one = mounts('srv:/h/a /home/a.jones nfs4 rw 0 0\n');
    const some = await linuxWith(
      { '/proc/self/mounts': one, '/home': ['a.jones', 'a.jonesson'] },
      '9000000\t/home/a.jonesson\n',
    );
    expect(some).to.deep.equal([
      { kept: 'here', gigabytes: 9 },
      { kept: 'elsewhere', gigabytes: null },
    ]);
    const all = mounts('//srv/home /home cifs rw 0 0\n');
    expect(await linuxWith({ '/proc/self/mounts': all })).to.deep.equal([
      { kept: 'elsewhere', gigabytes: null },
    ]);
  });

  it('is not known where nothing could be measured, never nothing', async () => {
    const files = { '/proc/self/mounts': mounts(), '/home': ['a.jones'] };
    expect(await linuxWith(files).catch(error => error.reason)).to.equal('probe_failed');
    expect(await linuxWith({ '/proc/self/mounts': mounts() }).catch(error => error.code)).to.equal('ENOENT');
    const mac = scriptedMachine({ files: { '/Users': ['Shared', 'teacher'] } });
    expect(await workOnMac(mac).catch(error => error.reason)).to.equal('probe_failed');
  });

  it('is what the real du says of a folder', async () => {
    const folder = join(scratchFolder('work'), 'somebody');
    mkdirSync(folder);
    writeFileSync(join(folder, 'work'), Buffer.alloc(3_000_000, 1));
    const { stdout } = await thisMachine().run('du', ['-s', '-x', '-k', folder]);
    expect(Number(stdout.split('\t')[0])).to.be.within(2900, 3200);
    expect([...parseSizes(stdout).keys()]).to.deep.equal([folder]);
  });

  it('is told on Windows by where Documents and Desktop point to, of those who are signed in', () => {
    const say = (people: object, profiles = 3) =>
      parseWork(
        JSON.stringify({
          language: 'FullLanguage',
          answer: { profiles: { rows: Array.from({ length: profiles }, () => ({ found: true })) }, people },
        }),
      ).map(({ kept }) => kept);
    const person = (documents: string, desktop = documents) => ({ documents, desktop });
    expect(
      say({ rows: [person('server'), person('onedrive', 'server'), person('onedrive', 'here')] }),
    ).to.deep.equal(['elsewhere', 'here', 'synced']);
    expect(say({ rows: [person('other')] }, 2)).to.deep.equal(['not_known', 'not_known']);
    expect(() => say({ error: '0x80070005' })).to.throw('could not be asked');
    expect(() => say({ rows: [{ documents: 'C:\\Users\\a' }] })).to.throw('shape');
    expect(workScript).to.not.match(/Get-ChildItem[^|]*Users\\/);
  });
});

describe('the look where work lies', () => {
  function aComputer() {
    const clock = new SettableClock();
    const machine = scriptedMachine({});
    let looks = 0;
    const guard = new WorkGuard(
      {
        ...{ machine, clock, cell: memoryCells(), tell: () => {}, lookAgain: () => {} },
        ...{ device: () => null, serialKey: () => null, calendar: () => null },
      },
      async () => {
        looks += 1;
        return [{ kept: 'here', gigabytes: 12 }];
      },
    );
    const pass = async (days: number) => {
      for (let hour = 0; hour < days * 24; hour += 1) {
        clock.pass(60 * minuteMs);
        await clock.settled();
      }
    };
    const asks = (lookWhereWorkLies: boolean) => guard.follow(policy.parse({ lookWhereWorkLies }));
    return { asks, guard, machine, pass, looks: () => looks };
  }

  it('happens only while the policy asks for it, once a week, and is forgotten when it no longer does', async () => {
    const { asks, guard, machine, pass, looks } = aComputer();
    asks(false);
    await pass(1);
    expect([looks(), await workOf(machine)]).to.deep.equal([0, {}]);
    asks(true);
    await pass(6);
    expect([looks(), await workOf(machine)]).to.deep.equal([1, { work: [{ kept: 'here', gigabytes: 12 }] }]);
    await pass(2);
    expect(looks()).to.equal(2);
    asks(false);
    await pass(1);
    expect(await workOf(machine)).to.deep.equal({});
    await guard.stop();
  });

  it('puts a computer with work that lies nowhere else into the list', () => {
    const told = { disks: [], battery: null } as unknown as Parameters<typeof wearOf>[0];
    expect(wearOf({ ...told, work: [{ kept: 'here', gigabytes: 12 }] })).to.deep.equal(['work_here']);
    expect(wearOf({ ...told, work: [{ kept: 'here', gigabytes: null }] })).to.deep.equal(['work_here']);
    for (const kept of ['elsewhere', 'synced', 'not_known'] as const)
      expect(wearOf({ ...told, work: [{ kept, gigabytes: null }] })).to.deep.equal([]);
    expect(wearOf({ ...told, work: [{ kept: 'here', gigabytes: 0 }] })).to.deep.equal([]);
    expect(
      hardware.shape.work.safeParse([{ kept: 'here', gigabytes: 1, name: 'a.jones' }]).data,
    ).to.deep.equal([{ kept: 'here', gigabytes: 1 }]);
  });
});
