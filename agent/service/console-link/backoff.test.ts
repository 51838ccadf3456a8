import { expect } from 'chai';
import { Backoff, type Outcome } from './backoff.ts';

const failed: Outcome = { kind: 'failed' };
const dropped = (upMs: number, clean: boolean, spreadMs = 0): Outcome => ({
  kind: 'dropped',
  upMs,
  clean,
  spreadMs,
});
/** The longest and the shortest wait that chance could give. */
const longest = () => new Backoff(() => 0.999999);
const shortest = () => new Backoff(() => 0);

describe('the back-off', () => {
  it('doubles up to a low ceiling, so that a console is full again within a minute', () => {
    const backoff = longest();
    const waits = Array.from({ length: 9 }, () => Math.round(backoff.next(failed) / 1000));
    expect(waits).to.deep.equal([2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('spreads over the whole interval, and never tries without any pause', () => {
    const backoff = shortest();
    for (let i = 0; i < 9; i++) expect(backoff.next(failed)).to.equal(500);
  });

  it('begins anew only after a session that stayed up for a minute', () => {
    const backoff = longest();
    for (let i = 0; i < 6; i++) backoff.next(failed);
    backoff.next(dropped(59_000, false));
    expect(Math.round(backoff.next(failed) / 1000)).to.equal(16);
    backoff.next(dropped(60_000, false));
    expect(Math.round(backoff.next(failed) / 1000)).to.equal(2);
  });

  it('does not let a console that welcomes and dies be asked without pause', () => {
    const backoff = shortest();
    for (let i = 0; i < 20; i++) expect(backoff.next(dropped(100, false))).to.be.at.least(500);
    const late = longest();
    for (let i = 0; i < 20; i++) late.next(dropped(100, false));
    expect(late.next(dropped(100, false))).to.be.within(4000, 9000);
  });

  it('comes back within the span that the console dictated when it went away on purpose, after it had time to restart', () => {
    expect(longest().next(dropped(5000, true, 30_000))).to.be.closeTo(31_500, 1);
    expect(shortest().next(dropped(5000, true, 30_000))).to.equal(2000);
  });

  it('waits as long as it was told and spreads a little, and about a quarter of an hour when a person must act', () => {
    expect(shortest().next({ kind: 'told', retryAfterMs: 10_000 })).to.equal(10_500);
    expect(longest().next({ kind: 'told', retryAfterMs: 10_000 })).to.be.closeTo(15_000, 1);
    expect(shortest().next({ kind: 'told', retryAfterMs: null })).to.be.above(600_000);
  });
});
