import { expect } from 'chai';
import { Admission } from './admission.ts';
import { Bucket } from './bucket.ts';
import { ClockOffset } from './clock-offset.ts';
import { paceFor } from './pace.ts';

describe('what paces devices', () => {
  it('says how long a debt takes to be paid, and pays it', () => {
    const bucket = new Bucket({ burst: 10, perSecond: 5 }, 0);
    expect(bucket.take(10, 0)).to.equal(0);
    expect(bucket.take(5, 0)).to.equal(1000);
    expect(bucket.take(0, 1000)).to.equal(0);
  });

  it('slows newcomers of an address where many failed, lets them through one by one, and forgets', () => {
    const admission = new Admission();
    for (let i = 0; i < 100; i++) admission.failed('school', 0);
    expect(admission.delay('elsewhere', 0)).to.equal(0);
    expect([
      admission.delay('school', 0),
      admission.delay('school', 0),
      admission.delay('school', 0),
    ]).to.deep.equal([0, 100, 200]);
    for (let i = 0; i < 200; i++) admission.delay('school', 0);
    expect(admission.delay('school', 0)).to.equal(undefined);
    expect(admission.delay('school', 60_000)).to.equal(0);
    expect(admission.delay('school', 60_000)).to.equal(0);
  });

  it('takes all the addresses of one IPv6 network for one', () => {
    const admission = new Admission();
    for (let i = 0; i < 100; i++) admission.failed(`2001:db8:0:7::${i.toString(16)}`, 0);
    admission.delay('2001:db8:0:7:1:2:3:4', 0);
    expect(admission.delay('2001:db8::7:9:9:9:9', 0)).to.equal(100);
    expect(admission.delay('2001:db8:0:8::1', 0)).to.equal(0);
    expect(admission.delay('::1', 0)).to.equal(0);
  });

  it('does not take a slow network for a wrong clock, nor a late pulse', () => {
    const clock = new ClockOffset(null);
    clock.fromHello(11_000, 10_000, 12_000);
    expect(clock.value).to.equal(0);
    clock.fromPulse(20_000, 29_000);
    clock.fromPulse(30_000, 30_100);
    clock.fromPulse(40_000, 52_000);
    expect(clock.value).to.equal(0);
    for (let at = 60_000; at < 90_000; at += 10_000) clock.fromPulse(at - 3 * 3600_000, at);
    expect(clock.value).to.equal(-3 * 3600_000);
  });

  it('brings a thousand devices back within ten seconds', () => {
    expect(paceFor(1000).reconnectSpreadMs).to.be.at.most(6000);
    expect(paceFor(10).heartbeatMs).to.be.lessThan(paceFor(10_000).heartbeatMs);
  });
});
