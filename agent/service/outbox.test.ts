import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { keepAcknowledgedMs } from '../../shared/protocol/limits.ts';
import { Outbox, OutboxInUse } from './outbox.ts';

describe('the outbox', () => {
  let now = 1_000_000;
  const outboxes: Outbox[] = [];
  const folders: string[] = [];
  const anOutbox = (options: { path?: string; maxBytes?: number } = {}) => {
    const outbox = new Outbox({ path: ':memory:', now: () => now, ...options });
    outboxes.push(outbox);
    return outbox;
  };
  const aFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'outbox-'));
    folders.push(folder);
    return folder;
  };
  const all = (outbox: Outbox) => outbox.next(0, 1000, Number.POSITIVE_INFINITY);
  const names = (outbox: Outbox) => all(outbox).map(record => JSON.parse(record.body).name);

  afterEach(() => {
    for (const outbox of outboxes.splice(0)) {
      try {
        outbox.close();
      } catch {
        // closed by the test
      }
    }
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('gives records back in order, numbered from one, until they are acknowledged', () => {
    const outbox = anOutbox();
    for (const name of ['a', 'b', 'c']) outbox.event(`test.${name}`);
    expect(all(outbox).map(record => record.seq)).to.deep.equal([1, 2, 3]);
    outbox.acknowledge([all(outbox)[1]?.id ?? '']);
    expect(names(outbox)).to.deep.equal(['test.a', 'test.c']);
    expect(outbox.waiting).to.equal(2);
  });

  it('fits a message to the bytes it may have, and never gives none when one waits', () => {
    const outbox = anOutbox();
    for (let i = 0; i < 5; i++) outbox.event('test.long', { text: 'x'.repeat(250) });
    expect(outbox.next(0, 100, 900)).to.have.length(2);
    expect(outbox.next(0, 100, 1)).to.have.length(1);
    expect(outbox.next(0, 3, 100_000)).to.have.length(3);
  });

  it('is readable by its owner alone, and so is its log', () => {
    const path = join(aFolder(), 'outbox.db');
    anOutbox({ path }).event('test.saved');
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).to.equal(0o600);
  });

  it('keeps everything that was saved when its process is killed', async () => {
    const path = join(aFolder(), 'outbox.db');
    const source = `
      import { Outbox } from ${JSON.stringify(new URL('./outbox.ts', import.meta.url).href)};
      const outbox = new Outbox({ path: ${JSON.stringify(path)}, now: Date.now });
      for (let i = 1; ; i++) { outbox.event('test.saved', { i }); process.stdout.write(i + '\\n'); }
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source]);
    let told = 0;
    for await (const line of createInterface(child.stdout)) {
      told = Number(line);
      if (told === 50) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const outbox = anOutbox({ path });
    const saved = outbox.next(0, 100_000, Number.POSITIVE_INFINITY);
    expect(told).to.be.at.least(50);
    expect(saved.length).to.be.at.least(told);
    expect(saved.map(record => record.seq)).to.deep.equal(saved.map((_, i) => i + 1));
    expect(outbox.highestSeq).to.equal(saved.length);
  });

  it('belongs to one process at a time', () => {
    const path = join(aFolder(), 'outbox.db');
    anOutbox({ path });
    expect(() => anOutbox({ path })).to.throw(OutboxInUse);
  });

  it('undoes a transaction that failed, counts included, and tells of new records only after it is saved', () => {
    const outbox = anOutbox();
    let told = 0;
    outbox.onWaiting = () => {
      told = outbox.waiting;
    };
    const failing = () =>
      outbox.transaction(() => {
        outbox.event('test.lost');
        expect(told).to.equal(0);
        throw new Error('no');
      });
    expect(failing).to.throw('no');
    expect([outbox.waiting, outbox.highestSeq, told]).to.deep.equal([0, 0, 0]);
    outbox.event('test.kept');
    expect(told).to.equal(1);
  });

  it('sends again what a restored console lost, for seven days after it was acknowledged', () => {
    const outbox = anOutbox();
    for (const name of ['a', 'b', 'c']) outbox.event(`test.${name}`);
    outbox.acknowledge(all(outbox).map(record => record.id));
    now += keepAcknowledgedMs - 1;
    outbox.prune();
    outbox.resume(1);
    expect(names(outbox)).to.deep.equal(['test.b', 'test.c']);
    outbox.acknowledge(all(outbox).map(record => record.id));
    now += keepAcknowledgedMs + 1;
    outbox.prune();
    outbox.resume(0);
    expect(outbox.waiting).to.equal(0);
    expect(outbox.highestSeq).to.equal(3);
  });

  it('numbers on from above what the console holds, with the same ids', () => {
    const outbox = anOutbox();
    for (const name of ['a', 'b']) outbox.event(`test.${name}`);
    const ids = all(outbox).map(record => record.id);
    outbox.resume(500);
    outbox.event('test.c');
    const seqs = all(outbox).map(record => record.seq);
    expect(seqs).to.deep.equal([501, 502, 503]);
    expect(all(outbox).map(record => JSON.parse(record.body).seq)).to.deep.equal(seqs);
    expect(
      all(outbox)
        .slice(0, 2)
        .map(record => record.id),
    ).to.deep.equal(ids);
  });

  it('stays within its bound: acknowledged copies go first, then inventory, events last, and the loss is told', () => {
    const outbox = anOutbox({ maxBytes: 20_000 });
    const long = 'x'.repeat(290);
    const inventory = () =>
      outbox.add({ type: 'software', hash: 'h'.repeat(43), base: null, put: [], removed: [long] });
    outbox.event('test.acknowledged', { long });
    outbox.acknowledge(all(outbox).map(record => record.id));
    for (let i = 0; i < 20; i++) inventory();
    for (let i = 0; i < 35; i++) outbox.event('test.event', { i, long });
    const left = all(outbox).map(record => JSON.parse(record.body));
    expect(left.reduce((sum, record) => sum + JSON.stringify(record).length, 0)).to.be.below(20_000);
    expect(left.filter(record => record.type === 'event')).to.have.length(35);
    const lost = 20 - left.filter(record => record.type === 'software').length;
    expect(lost).to.be.above(0);
    outbox.resume(0);
    const told = all(outbox)
      .map(record => JSON.parse(record.body))
      .at(-1);
    expect(told).to.deep.include({ name: 'outbox.dropped', facts: { records: lost } });
  });
});
