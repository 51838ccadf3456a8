import { expect } from 'chai';
import fc from 'fast-check';
import type { Finding } from '../finding.ts';
import {
  challengeText,
  codeMacText,
  enrolText,
  helloText,
  orderText,
  policyText,
  previousText,
  recoveryText,
  sealingText,
  sealText,
  softwareText,
  statesText,
} from './transcript.ts';

const nonces = { deviceNonce: 'd', consoleNonce: 'c', certificate: 'x' };

describe('what is signed', () => {
  it('says first what it is for, so that no signature can serve as another', () => {
    const texts = [
      challengeText(nonces, 1),
      enrolText(nonces, 'k'),
      codeMacText(nonces, 'k'),
      previousText(nonces, 'k', 'id'),
      helloText(nonces, 'id', null),
      policyText('{}'),
      orderText('{}'),
      sealingText(nonces, 'id', 'k', 1),
      recoveryText(nonces, 'id', { epoch: 1, key: 'k', box: 'b' }),
      sealText('id', 1, 'k', 'p'),
    ];
    expect(new Set(texts.map(text => text.split('\n')[0])).size).to.equal(texts.length);
  });

  it('covers both nonces and the certificate', () => {
    const texts = [
      (n: typeof nonces) => helloText(n, 'id', null),
      (n: typeof nonces) => sealingText(n, 'id', 'k', 1),
      (n: typeof nonces) => recoveryText(n, 'id', { epoch: 1, key: 'k', box: 'b' }),
    ];
    for (const text of texts) {
      const change = (field: keyof typeof nonces) => text({ ...nonces, [field]: 'other' });
      const all = [text(nonces), ...(Object.keys(nonces) as (keyof typeof nonces)[]).map(change)];
      expect(new Set(all).size).to.equal(4);
    }
  });
});

describe('the hash of what is known', () => {
  const aFinding = (control: string, observedAt: number): Finding => ({
    control,
    state: 'met',
    reason: 'ok',
    how: 'watching',
    evidence: { facts: { b: 1, a: 2 }, parts: [] },
    source: 's',
    observedAt,
    observedBy: 'v',
  });

  it('does not depend on order or age of findings', () => {
    const one = [aFinding('aa', 1), aFinding('bb', 2)];
    const other = [aFinding('bb', 9), aFinding('aa', 8)];
    expect(statesText(one)).to.equal(statesText(other));
    expect(statesText(one)).to.not.equal(statesText([aFinding('aa', 1)]));
  });

  it('does not depend on the order of a software list, and does on every version in it', () => {
    const item = fc.record({
      name: fc.string({ minLength: 1 }),
      version: fc.string(),
      publisher: fc.option(fc.string()),
      source: fc.constantFrom('dpkg', 'snap'),
    });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), list => {
        expect(softwareText([...list].reverse())).to.equal(softwareText(list));
        const [first, ...rest] = list;
        if (first === undefined) return;
        expect(softwareText([{ ...first, version: `${first.version}+` }, ...rest])).to.not.equal(
          softwareText(list),
        );
        const origin = { name: 'source', version: '1' };
        expect(softwareText([{ ...first, origin }, ...rest])).to.not.equal(softwareText(list));
      }),
    );
  });
});
