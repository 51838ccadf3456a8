import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Lost } from './index.ts';

const minuteMs = 60_000;
const lostId = randomUUID();
const message = 'Please hand it in at the school office.';
const mode = { kind: 'lost_mode' as const, lostId, message };
const release = { kind: 'lost_release' as const, lostId };

/** A computer, and what its controls were asked. */
function aComputer(lockAnswers: OrderOutcome = { outcome: 'done', detail: '' }) {
  const clock = new SettableClock();
  const cell = memoryCell<unknown>();
  const asked: string[] = [];
  const state = {
    suspended: false,
    media: { outcome: 'done', detail: 'Permissions for sticks ended: 1.' } as OrderOutcome,
  };
  const made = () => {
    const one = new Lost({
      ...{ cell, clock, log: () => {}, changed: () => {}, suspended: () => state.suspended },
      async obey(control: string, order: Order) {
        asked.push(`${control} ${order.kind}`);
        return control === 'idle-lock' ? lockAnswers : state.media;
      },
    });
    one.start();
    return one;
  };
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= minuteMs) {
      clock.pass(Math.min(minuteMs, left));
      await clock.settled();
    }
  };
  return { clock, cell, asked, state, made, pass, lost: made() };
}

describe('a computer that was reported lost', () => {
  it('locks, ends permissions and shows the message, again after a restart, until it is released', async () => {
    const { lost, made, asked, pass, cell } = aComputer();
    expect(lost.scenes()).to.deep.equal([]);
    expect(await lost.obey(mode)).to.deep.equal({
      ...{ outcome: 'done', detail: 'It locks. Permissions for sticks ended: 1.' },
    });
    expect(asked).to.deep.equal(['removable-media lost_mode', 'idle-lock lock']);
    expect(lost.scenes()).to.deep.equal([{ kind: 'lost', message, step: 1 }]);
    await pass(4 * minuteMs);
    expect(asked).to.have.length(4);
    lost.stop();
    const again = made();
    await pass(minuteMs);
    expect(asked).to.have.length(5);
    expect((await again.obey(release)).outcome).to.equal('done');
    expect(again.scenes()).to.deep.equal([]);
    expect(cell.read()).to.equal(undefined);
    await pass(10 * minuteMs);
    expect(asked).to.have.length(5);
  });

  it('is not released by the release of another time, and says when it was not lost', async () => {
    const { lost } = aComputer();
    expect((await lost.obey(release)).detail).to.equal('It was not in lost mode.');
    await lost.obey(mode);
    expect((await lost.obey({ ...release, lostId: randomUUID() })).outcome).to.equal('refused');
    expect(lost.isOn).to.equal(true);
  });

  it('does not lock while somebody who may has suspended enforcement there, and goes on afterwards', async () => {
    const { lost, asked, state, pass } = aComputer();
    state.suspended = true;
    expect((await lost.obey(mode)).detail).to.include('suspended');
    await pass(30 * minuteMs);
    expect(asked).to.deep.equal(['removable-media lost_mode']);
    state.suspended = false;
    await pass(2 * minuteMs);
    expect(asked).to.have.length(2);
  });

  it('says where the end of a permission could not be kept, and not that there are no sticks here', async () => {
    const { lost, state } = aComputer();
    state.media = { outcome: 'failed', detail: 'Its end could not be kept.' };
    expect((await lost.obey(mode)).detail).to.equal('It locks. Its end could not be kept.');
    state.media = { outcome: 'not_possible', detail: 'There is no guard.' };
    expect((await lost.obey(mode)).detail).to.equal('It locks.');
  });

  it('says where nothing could be locked, and tries that more seldom', async () => {
    const { lost, asked, pass } = aComputer({ outcome: 'failed', detail: 'The screen stayed open.' });
    expect((await lost.obey(mode)).detail).to.include('It could not lock: The screen stayed open.');
    await pass(20 * minuteMs);
    expect(asked).to.have.length(2);
  });

  it('is nothing of the kind for another record of the console', async () => {
    const { lost, made } = aComputer();
    await lost.obey(mode);
    lost.forget();
    expect(made().isOn).to.equal(false);
  });
});
