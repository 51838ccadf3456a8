import { expect } from 'chai';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { UnitValue } from '../../controls/plan.ts';
import { PlaceRefused } from './place.ts';
import { prepareUnit, readUnit } from './unit.ts';

const shown = (load: string, file: string, active: string) =>
  ended(`LoadState=${load}\nUnitFileState=${file}\nActiveState=${active}\n`);
const unit = (enabled: boolean, active: boolean, masked = false): UnitValue => ({
  kind: 'unit',
  enabled,
  active,
  masked,
});

/** A machine with one unit that says what it is told. */
function machineWith(show: ReturnType<typeof ended>, done: string[] = [], fails?: string) {
  return scriptedMachine({
    commands: {
      systemctl: args => {
        if (args[0] === 'show') return show;
        done.push(args.filter(one => !one.startsWith('-')).join(' '));
        return args[0] === fails
          ? ended('', { exit: 1, stderr: 'Job for guard.service failed.\n' })
          : ended('');
      },
    },
  });
}

describe('units as settings', () => {
  it('are read from what systemd says, not from words', async () => {
    const read = (...state: [string, string, string]) =>
      readUnit(machineWith(shown(...state)), 'guard.service');
    expect(await read('loaded', 'enabled', 'active')).to.deep.equal(unit(true, true));
    expect(await read('loaded', 'disabled', 'inactive')).to.deep.equal(unit(false, false));
    expect(await read('loaded', 'enabled', 'activating')).to.deep.equal(unit(true, true));
    expect(await read('loaded', 'enabled', 'failed')).to.deep.equal(unit(true, false));
    expect(await read('masked', 'masked', 'inactive')).to.deep.equal(unit(false, false, true));
    expect(await read('not-found', '', 'inactive')).to.equal(null);
  });

  it('are not guessed at where systemd does not answer', async () => {
    for (const answer of [missing, ended('', { exit: 1 }), ended('')]) {
      const error = await readUnit(machineWith(answer), 'guard.service').catch(error => error);
      expect(error).to.be.instanceOf(PlaceRefused);
    }
  });

  for (const [words, from, to, steps] of [
    ['start', shown('loaded', 'disabled', 'inactive'), unit(true, true), ['enable', 'start']],
    ['stop', shown('loaded', 'enabled', 'active'), unit(false, false), ['stop', 'disable']],
    [
      'mask, with no link left behind,',
      shown('loaded', 'enabled', 'active'),
      unit(false, false, true),
      ['stop', 'disable', 'mask'],
    ],
    [
      'unmask and start',
      shown('masked', 'masked', 'inactive'),
      unit(true, true),
      ['unmask', 'enable', 'start'],
    ],
    ['leave', shown('loaded', 'enabled', 'active'), unit(true, true), []],
  ] as const) {
    it(`${words} in an order that systemd allows`, async () => {
      const done: string[] = [];
      await (await prepareUnit(machineWith(from, done), 'guard.service', to)).commit();
      expect(done).to.deep.equal(steps.map(step => `${step} guard.service`));
    });
  }

  it('say what systemd said when it refuses', async () => {
    const machine = machineWith(shown('loaded', 'disabled', 'inactive'), [], 'start');
    const prepared = await prepareUnit(machine, 'guard.service', unit(false, true));
    const error = await prepared.commit().catch(error => error);
    expect(error.message).to.equal('systemctl start guard.service failed: Job for guard.service failed.');
  });

  it('are neither made nor removed', async () => {
    const machine = machineWith(shown('not-found', '', 'inactive'));
    const prepared = await prepareUnit(machine, 'guard.service', unit(true, true));
    expect((await prepared.commit().catch(error => error)).message).to.contain('no unit guard.service');
    await (await prepareUnit(machine, 'guard.service', null)).commit();
  });
});
