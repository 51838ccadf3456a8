import { expect } from 'chai';
import { backOffMs, concerns } from './live.ts';

describe('the browser feed', () => {
  it('refetches the lists and figures that read devices when a device changed', () => {
    const message = { topics: ['devices' as const], deviceIds: ['a'] };
    expect(concerns(message, ['devices', '/devices', {}])).to.equal(true);
    expect(concerns(message, ['promises'])).to.equal(true);
    expect(concerns(message, ['audit', '/audit-log', {}])).to.equal(false);
  });

  it('leaves another device’s page alone', () => {
    const message = { topics: ['device' as const], deviceIds: ['a'] };
    expect(concerns(message, ['device', 'a'])).to.equal(true);
    expect(concerns(message, ['device', '/devices/a/software', {}])).to.equal(true);
    expect(concerns(message, ['device', 'b'])).to.equal(false);
  });

  it('refetches every device page when nobody is named', () => {
    expect(concerns({ topics: ['device'], deviceIds: [] }, ['device', 'b'])).to.equal(true);
  });

  it('waits longer with each failure, never beyond 15 seconds, and never in step with others', () => {
    expect(backOffMs(1, 0)).to.equal(250);
    expect(backOffMs(1, 1)).to.equal(500);
    expect(backOffMs(20, 1)).to.equal(15_000);
    expect(backOffMs(20, 0)).to.equal(7_500);
  });
});
