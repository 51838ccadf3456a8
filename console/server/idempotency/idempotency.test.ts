import { createHash, randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { canonicalJson } from '../../../shared/json.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { mostKeys, once, readKey } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('a request with a key', () => {
    let context: TestContext;
    let made = 0;
    let number = 0;
    const make = async () => {
      made += 1;
      return { id: made };
    };
    const send = (key: string, more: { body?: object; shownOnce?: boolean; as?: string } = {}) => {
      const request = { path: '/assets', body: more.body ?? {} };
      const by = { ...context.by, id: more.as ?? 'token:1' };
      return once(context, by, { key, request, shownOnce: more.shownOnce ?? false }, make);
    };
    const aKey = () => {
      number += 1;
      return `key-${number}-of-mine`;
    };

    before(async () => {
      context = await aContext(await open());
    });
    beforeEach(() => {
      made = 0;
    });

    it('is done once however often it is sent, and answers alike', async () => {
      const key = aKey();
      expect(await send(key)).to.deep.equal({ answer: { id: 1 }, again: false });
      expect(await send(key)).to.deep.equal({ answer: { id: 1 }, again: true });
      expect(made).to.equal(1);
    });

    it('is done once when ten come at a moment', async () => {
      const key = aKey();
      const sent = await Promise.allSettled(Array.from({ length: 10 }, () => send(key)));
      expect(made).to.equal(1);
      for (const one of sent)
        if (one.status === 'fulfilled') expect(one.value.answer).to.deep.equal({ id: 1 });
        else expect(one.reason.code).to.equal('idempotency.unfinished');
      expect(sent.filter(one => one.status === 'fulfilled' && !one.value.again)).to.have.length(1);
      expect(await send(key)).to.deep.equal({ answer: { id: 1 }, again: true });
    });

    it('is refused for something else, and is another’s own', async () => {
      const key = aKey();
      await send(key);
      expect((await refusal(send(key, { body: { tag: 'X' } }))).code).to.equal('idempotency.other_request');
      expect((await send(key, { as: 'token:2' })).again).to.equal(false);
    });

    it('can be sent again after it failed', async () => {
      const key = aKey();
      const by = { ...context.by, id: 'token:1' };
      const wish = { key, request: { path: '/assets', body: {} }, shownOnce: false };
      const failed = once(context, by, wish, () => Promise.reject(new Error('no')));
      expect(await failed.catch(error => error.message)).to.equal('no');
      expect((await send(key)).again).to.equal(false);
    });

    it('is not done again because its answer could not be kept', async () => {
      const by = { ...context.by, id: 'token:1' };
      const wish = { key: aKey(), request: {}, shownOnce: false };
      const work = async () => ({ id: BigInt((await make()).id) });
      expect((await once(context, by, wish, work)).again).to.equal(false);
      expect((await refusal(once(context, by, wish, work))).code).to.equal('idempotency.unfinished');
      expect(made).to.equal(1);
    });

    it('leaves nothing by which a password in it could be guessed', async () => {
      const key = aKey();
      const request = { path: '/assets', body: { password: 'x' } };
      await once(context, { ...context.by, id: 'token:1' }, { key, request, shownOnce: false }, make);
      const { request_hash: kept } = await context.db
        .selectFrom('idempotency')
        .select('request_hash')
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      const plain = createHash('sha256').update(canonicalJson(request)).digest('base64url');
      expect(kept)
        .to.match(/^[\w-]{43}$/)
        .and.not.equal(plain);
    });

    it('is one of so many in a day', async () => {
      const row = { school_id: context.schoolId, caller: 'token:9', request_hash: 'x', answer: null };
      const all = Array.from({ length: mostKeys }, (_, i) => ({
        ...{ ...row, id: randomUUIDv7(), key: `many-${i}`, created_at: context.now(), done_at: null },
      }));
      for (let at = 0; at < all.length; at += 1000)
        await context.db
          .insertInto('idempotency')
          .values(all.slice(at, at + 1000))
          .execute();
      expect((await refusal(send(aKey(), { as: 'token:9' }))).status).to.equal(429);
      expect((await refusal(send('many-1', { as: 'token:9' }))).status).to.equal(409);
      expect((await send(aKey())).again).to.equal(false);
    });

    it('keeps no secret: its second answer says so', async () => {
      const key = aKey();
      await send(key, { shownOnce: true });
      expect((await refusal(send(key, { shownOnce: true }))).code).to.equal('idempotency.shown_once');
      const rows = await context.db
        .selectFrom('idempotency')
        .select('answer')
        .where('key', '=', key)
        .execute();
      expect(rows).to.deep.equal([{ answer: null }]);
    });

    it('is forgotten after a day', async () => {
      const key = aKey();
      await send(key);
      context.clock.at += 24 * 3600_000 - 60_000;
      expect((await send(key)).again).to.equal(true);
      context.clock.at += 60_001;
      expect(await send(key)).to.deep.equal({ answer: { id: 2 }, again: false });
    });
  });
});

describe('an idempotency key', () => {
  it('is 8 to 200 characters without spaces', () => {
    expect(readKey(undefined)).to.equal(undefined);
    expect(readKey('b1946ac9-2492')).to.equal('b1946ac9-2492');
    for (const bad of ['', 'short', 'with a space in it', 'ü'.repeat(9), 'x'.repeat(201)])
      expect(() => readKey(bad), bad).to.throw();
  });
});
