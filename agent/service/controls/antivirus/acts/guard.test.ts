import { expect } from 'chai';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import type { GuardEdges } from '../../control.ts';
import { type Performer, together } from './act.ts';
import { AntivirusGuard } from './guard.ts';

const update: Order = { kind: 'update_virus_list', control: 'antivirus' };
const scan = (extent: 'quick' | 'full'): Order => ({
  kind: 'scan_for_viruses',
  control: 'antivirus',
  extent,
});

describe('orders to virus protection', () => {
  /** A product that ends when it is told to, or when it is stopped. */
  function aGuard(privileged = true) {
    const clock = new SettableClock();
    let end = (_: OrderOutcome) => {};
    const slow: Performer = {
      product: 'Slow',
      update: async () => ({ outcome: 'done', detail: '' }),
      scan: (_extent, { signal, said }) =>
        new Promise(resolve => {
          end = resolve;
          for (let i = 0; i < 5; i++) said(`${i}`);
          signal.addEventListener('abort', () => resolve({ outcome: 'failed', detail: 'ended' }));
        }),
    };
    const machine = scriptedMachine({ privileged });
    const edges = { machine, clock, lookAgain() {} } as unknown as GuardEdges;
    const guard = new AntivirusGuard(edges, { performers: async () => [slow] });
    const said: string[] = [];
    const obey = (order: Order) => guard.obey(order, detail => void said.push(detail));
    return { clock, edges, guard, obey, said, end: (outcome: OrderOutcome) => end(outcome) };
  }

  it('are carried out one at a time, and a chatty product is heard once a minute', async () => {
    const { obey, said, end } = aGuard();
    const first = obey(scan('full'));
    await new Promise(setImmediate);
    expect((await obey(update)).outcome).to.equal('refused');
    end({ outcome: 'done', detail: 'ok' });
    expect(await first).to.deep.equal({ outcome: 'done', detail: 'ok' });
    expect(said).to.deep.equal(['0']);
    expect((await obey(update)).outcome).to.equal('done');
  });

  it('end at their deadline, and when the service stops', async () => {
    const late = aGuard();
    const scanning = late.obey(scan('quick'));
    await new Promise(setImmediate);
    await late.clock.pass(2 * 3600_000);
    expect((await scanning).outcome).to.equal('failed');
    const stopped = aGuard();
    const second = stopped.obey(scan('quick'));
    await new Promise(setImmediate);
    await stopped.guard.stop();
    expect(await second).to.deep.include({ outcome: 'failed' });
  });

  it('are not possible without the rights for it, or where nothing can be asked', async () => {
    expect((await aGuard(false).obey(update)).outcome).to.equal('not_possible');
    const none = new AntivirusGuard(aGuard().edges, { performers: async () => [] });
    expect((await none.obey(update, () => {})).outcome).to.equal('not_possible');
  });

  it('to several products are done when one did it and none failed', () => {
    const done = { outcome: 'done', detail: 'a' } as const;
    const cannot = { outcome: 'not_possible', detail: 'b' } as const;
    expect(together([done, cannot])).to.deep.equal({ outcome: 'done', detail: 'a b' });
    expect(together([done, { outcome: 'failed', detail: 'c' }]).outcome).to.equal('failed');
    expect(together([cannot]).outcome).to.equal('not_possible');
  });
});
