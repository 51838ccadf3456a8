import { expect } from 'chai';
import fc from 'fast-check';
import { chainSecret, judgeLink } from './chain.ts';

const secret = chainSecret({ sign: text => `signed ${text}` });
const fresh = { id: 'a', public_key: 'k', chain: null, chain_before: null };

describe('the rolling chain', () => {
  function session(
    row: typeof fresh | { id: string; public_key: string; chain: string | null; chain_before: string | null },
    presented: string | null,
  ) {
    const judged = judgeLink(secret, row, presented);
    return judged.ok
      ? { row: { ...row, chain: judged.next, chain_before: judged.before }, link: judged.next }
      : undefined;
  }

  it('never takes one device for two, whatever answers are lost', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), arrivals => {
        let row: Parameters<typeof session>[0] = fresh;
        let link: string | null = null;
        for (const arrived of arrivals) {
          const next = session(row, link);
          expect(next).to.not.equal(undefined);
          if (next === undefined) return;
          row = next.row;
          if (arrived) link = next.link;
        }
      }),
    );
  });

  it('tells two that use one disk apart within three sessions', () => {
    const first = session(fresh, null);
    const copied = first?.link ?? '';
    const original = session(first?.row ?? fresh, copied);
    const clone = session(original?.row ?? fresh, copied);
    expect(session(clone?.row ?? fresh, original?.link ?? '')).to.equal(undefined);
  });

  it('knows a newer link after its own record was restored, and no link of another device, key or console', () => {
    let row: Parameters<typeof session>[0] = fresh;
    let link: string | null = null;
    for (let i = 0; i < 5; i++) {
      const next = session(row, link);
      row = next?.row ?? row;
      link = next?.link ?? link;
    }
    const old = session(fresh, null)?.row ?? fresh;
    expect(judgeLink(secret, old, link)).to.include({ ok: true, restored: true });
    expect(judgeLink(secret, { ...old, id: 'b' }, link).ok).to.equal(false);
    expect(judgeLink(secret, { ...old, public_key: 'other' }, link).ok).to.equal(false);
    expect(judgeLink(chainSecret({ sign: () => 'another console' }), old, link).ok).to.equal(false);
  });
});
