import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { itWhen } from '../../test/support/recorded.ts';
import { dpkgOrder } from './dpkg-order.ts';
import { rpmOrder } from './rpm-order.ts';

const program = '/usr/bin/dpkg';
const noDpkg = existsSync(program) ? null : `${program} is not on this machine`;

/** What dpkg itself says of each pair: one shell asks for them all. */
function realOrders(pairs: readonly (readonly [string, string])[]): number[] {
  const script = `while read -r a b; do
    if ${program} --compare-versions "$a" lt "$b" 2>/dev/null; then echo -1
    elif ${program} --compare-versions "$a" gt "$b" 2>/dev/null; then echo 1
    else echo 0; fi; done`;
  const input = pairs.map(pair => `${pair.join(' ')}\n`).join('');
  return execFileSync('sh', ['-c', script], { input, encoding: 'utf8' }).trim().split('\n').map(Number);
}

/** Texts as packagers write them, with everything that has a meaning. */
const piece = fc.stringMatching(/^[A-Za-z0-9.+~]{0,6}$/);
const debianVersion = fc
  .tuple(fc.option(fc.nat(12)), fc.nat(120), piece, fc.option(fc.stringMatching(/^[A-Za-z0-9.+~]{1,6}$/)))
  .map(([epoch, first, rest, revision]) => {
    const upstream = `${first}${rest}`;
    return `${epoch === null ? '' : `${epoch}:`}${upstream}${revision === null ? '' : `-${revision}`}`;
  });
const near = debianVersion.chain(one =>
  fc.tuple(
    fc.constant(one),
    fc.constantFrom('', '~', '+b1', '~deb12u1', '0', 'a', '.1', '+dfsg').map(end => one + end),
  ),
);

const sign = (order: number | undefined) => (order === undefined ? undefined : Math.sign(order));

describe('versions of Debian packages', function () {
  this.timeout(60_000);

  itWhen(noDpkg, 'are ordered as dpkg itself orders them, whatever the texts', () => {
    const pairs = fc.sample(fc.oneof(near, fc.tuple(debianVersion, debianVersion)), 400);
    const orders = realOrders(pairs);
    expect(orders).to.have.length(pairs.length);
    for (const [at, real] of orders.entries()) {
      const [a = '', b = ''] = pairs[at] ?? [];
      expect(sign(dpkgOrder(a, b)), `${a} ${b}`).to.equal(real);
    }
  });

  it('are ordered: what is before is not after, and of three the outer two agree', () => {
    fc.assert(
      fc.property(debianVersion, debianVersion, debianVersion, (a, b, c) => {
        const order = (x: string, y: string) => dpkgOrder(x, y) ?? Number.NaN;
        expect(Math.sign(order(a, b))).to.equal(0 - Math.sign(order(b, a)) + 0);
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).to.be.at.most(0);
      }),
    );
  });

  it('put security updates of a release where their makers mean them', () => {
    const rising = [
      '1.0~rc1-1',
      '1.0-1',
      '1.0-1+b2',
      '1.0-1+deb12u1',
      '1.0-1.1',
      '1.0-2~bpo12+1',
      '1.0-2',
      '1:0.1-1',
    ];
    for (const [at, version] of rising.entries())
      if (at > 0) expect(dpkgOrder(rising[at - 1] ?? '', version), version).to.be.below(0);
  });

  it('are not compared where one is no version', () => {
    expect(dpkgOrder('unknown', '1.0')).to.equal(undefined);
    expect(dpkgOrder('1.0', '')).to.equal(undefined);
    expect(dpkgOrder('1.0-', '1.0')).to.equal(undefined);
  });
});

describe('versions of rpm packages', () => {
  it('are ordered after rpmvercmp', () => {
    const rising = [
      '1.0~rc1-1',
      '1.0-1',
      '1.0^git1-1',
      '1.0a-1',
      '1.0.1-1',
      '1.05-1',
      '1.10-1.el9',
      '1.10-2.el9',
      '2-1',
    ];
    for (const [at, version] of rising.entries())
      if (at > 0) expect(rpmOrder(rising[at - 1] ?? '', version), version).to.be.below(0);
    expect(rpmOrder('1.0.0_1-1', '1.0.0.1-1')).to.equal(0);
    expect(rpmOrder('1.0-3.el9', '1.0')).to.equal(0);
  });

  it('are not compared where only one tells an epoch, unless it is 0', () => {
    expect(rpmOrder('1.9-1', '1:1.2-1')).to.equal(undefined);
    expect(rpmOrder('1.9-1', '0:2.0-1')).to.be.below(0);
    expect(rpmOrder('2:1.0-1', '1:9.0-1')).to.be.above(0);
  });

  it('never fail, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [one, other] = [rpmOrder(a, b), rpmOrder(b, a)];
        expect(sign(one) === undefined ? undefined : Math.sign(one ?? 0) + Math.sign(other ?? 0)).to.be.oneOf(
          [0, undefined],
        );
      }),
    );
  });
});
