import { expect } from 'chai';
import { evaluate } from './evaluate.ts';
import type { Observation, Product } from './observation.ts';
import { policy } from './policy.ts';

const now = Date.UTC(2026, 10, 21, 12);
const dayMs = 24 * 3600_000;
const aged = (days: number): Product['signatures'] => ({
  kind: 'dated',
  at: now - days * dayMs,
  version: '1',
});
const aProduct = (over: Partial<Product> = {}): Product => ({
  name: 'ClamAV',
  running: true,
  realTime: false,
  version: '1.4.6',
  signatures: aged(1),
  detail: null,
  ...over,
});
const seen = (products: Product[], over: Partial<Observation> = {}): Observation => ({
  products,
  searchedAll: true,
  realTimeUsual: false,
  ...over,
});
const judged = (observation: Observation, over = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(over), now);
  return [state, reason];
};

describe('virus protection, judged', () => {
  it('is met by a running program with a recent list', () =>
    expect(judged(seen([aProduct()]))).to.deep.equal(['met', 'protected']));

  it('is not met where a whole search found nothing, and unknown where the search was not whole', () => {
    expect(judged(seen([]))).to.deep.equal(['not_met', 'no_antivirus']);
    expect(judged(seen([], { searchedAll: false }))).to.deep.equal(['unknown', 'search_incomplete']);
  });

  it('is not met by a list older than the school allows, to the day', () => {
    expect(judged(seen([aProduct({ signatures: aged(7) })]))[0]).to.equal('met');
    expect(judged(seen([aProduct({ signatures: aged(7.01) })]))).to.deep.equal(['not_met', 'signatures_old']);
    expect(judged(seen([aProduct({ signatures: aged(7.01) })]), { maxSignatureAgeDays: 8 })[0]).to.equal(
      'met',
    );
  });

  it('does not believe a list from the future', () => {
    expect(judged(seen([aProduct({ signatures: aged(-3) })]))).to.deep.equal([
      'unknown',
      'signatures_from_future',
    ]);
  });

  it('takes a program’s own word for its list where no date is told', () => {
    const reported = (current: boolean) => seen([aProduct({ signatures: { kind: 'reported', current } })]);
    expect(judged(reported(true))).to.deep.equal(['met', 'protected']);
    expect(judged(reported(false))).to.deep.equal(['not_met', 'signatures_reported_old']);
  });

  it('does not know whether a list is the newest when nobody has asked for longer than allowed', () => {
    const checked = (days: number) =>
      seen([aProduct({ signatures: { kind: 'checked', at: now - days * dayMs, version: '5346' } })]);
    expect(judged(checked(6))).to.deep.equal(['met', 'protected']);
    expect(judged(checked(8))).to.deep.equal(['unknown', 'signatures_not_checked']);
    expect(judged(checked(-3))).to.deep.equal(['unknown', 'signatures_from_future']);
  });

  it('carries the last scan and the protection against tampering only where they are told', () => {
    const facts = (product: Product) =>
      evaluate(seen([product]), policy.parse({}), now).evidence?.parts?.[0]?.facts;
    expect(facts(aProduct({ tamperProtected: true, lastScanAt: 5 }))).to.deep.include({
      tamperProtected: true,
      lastScanAt: 5,
    });
    expect(facts(aProduct())).to.not.have.any.keys('tamperProtected', 'lastScanAt');
  });

  it('calls a program without any list unprotected', () => {
    expect(judged(seen([aProduct({ signatures: { kind: 'none' } })]))).to.deep.equal([
      'not_met',
      'no_signatures',
    ]);
  });

  it('asks for real-time protection where it is usual, always, or never, as the school says', () => {
    const windows = seen([aProduct()], { realTimeUsual: true });
    expect(judged(windows)).to.deep.equal(['not_met', 'real_time_off']);
    expect(judged(windows, { realTime: 'never' })[0]).to.equal('met');
    expect(judged(seen([aProduct()]), { realTime: 'always' })).to.deep.equal(['not_met', 'real_time_off']);
  });

  it('needs only one good program', () => {
    const off = aProduct({ name: 'Other', running: false });
    expect(judged(seen([off, aProduct()]))).to.deep.equal(['met', 'protected']);
  });

  it('says why a program is not running where the system says so', () => {
    const expired = evaluate(seen([aProduct({ running: false, off: 'expired' })]), policy.parse({}), now)
      .evidence?.parts?.[0];
    expect(expired?.facts.off).to.equal('expired');
  });

  it('does not know when the only program that could be good does not answer', () => {
    const silent = aProduct({ name: 'Other', running: null });
    expect(judged(seen([silent, aProduct({ running: false })]))).to.deep.equal(['unknown', 'not_answering']);
  });
});
