import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { type PlacedText, readWipeCertificate } from '../../../shared/disposals/nwipe-certificate.ts';
import { readWipeLog, type WipeLog } from '../../../shared/disposals/nwipe-log.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisk, aDisposalWorld, aPdf, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import type { AppError } from '../errors.ts';
import { readPdfPage } from '../pdf/index.ts';

/**
 * Printed by nwipe 0.42 itself, built from its source, on loop devices here; a stand-in for smartctl gave them serials.
 * First pages only, their pictures made one pixel small.
 */
const recorded = (name: string) =>
  readFileSync(new URL(`../../../shared/disposals/fixtures/nwipe-0.42.${name}`, import.meta.url));
const pageOf = async (name: string) => (await readPdfPage(recorded(`${name}.pdf`))) ?? [];
const read = (page: readonly PlacedText[]) => readWipeCertificate(page) as WipeLog;

describe('the certificate of nwipe', function () {
  this.timeout(60_000);
  let erased: PlacedText[];
  before(async () => {
    erased = await pageOf('erased');
  });
  /** The page with what stands beside a label written anew. */
  const with_ = (label: string, text: string) => {
    const own = erased.find(one => one.text.trim() === `${label}:`);
    const beside = erased
      .filter(one => own !== undefined && Math.abs(one.y - own.y) < 3 && one.x > own.x)
      .sort((a, b) => a.x - b.x)[0];
    expect(beside, label).to.not.equal(undefined);
    return erased.map(one => (one === beside ? { ...one, text } : one));
  };

  it('says what was done to an erased drive, with version, method, rounds and verification', () => {
    expect(read(erased)).to.deep.equal({
      tool: 'nwipe',
      version: '0.42',
      method: 'DoD Short',
      rounds: 1,
      verification: 'full',
      startedAt: '2026-11-22 21:37:00',
      endedAt: '2026-11-22 21:37:00',
      problems: [],
      drives: [
        {
          device: 'disk',
          model: 'Loopback device',
          serial: 'S4EVNX0M123456',
          sizeBytes: 25_165_824,
          result: 'passed',
          trouble: '',
          hidden: 'unknown',
        },
      ],
    });
  });

  it('never takes one that failed, was stopped or has no serial for more than it is', async () => {
    const [failed] = read(await pageOf('failed')).drives;
    expect(failed).to.include({ result: 'failed', serial: 'FAIL-5W5XQZ1' });
    expect(failed?.trouble).to.match(/pass errors: 2; 0 of 1 rounds were completed; 33.33% was erased/);
    const [aborted] = read(await pageOf('aborted')).drives;
    expect(aborted).to.include({ result: 'aborted', serial: 'ZZ9PLURAL00Z' });
    expect(read(await pageOf('no-serial')).drives[0]).to.include({ result: 'passed', serial: null });
  });

  it('counts nothing as passed beside an error, a missing round or part, hidden sectors or a mere look', () => {
    const of = (label: string, text: string) => read(with_(label, text)).drives[0];
    expect(of('Errors(pass/sync/verify/retries)', '0/0/3/0')).to.include({ result: 'failed' });
    expect(of('Rounds(completed/requested)', '1/3')).to.include({ result: 'failed' });
    expect(of('Status', 'SPLENDID')).to.include({ result: 'failed' });
    expect(of('Method', 'Verify Zeros (0x00)')).to.include({ result: 'failed' });
    expect(of('*Bytes Erased', '100, (99.98%)')).to.include({ result: 'passed_with_warning' });
    const warned = (text: string) => read([...erased, { text, x: 200, y: 170 }]).drives[0];
    expect(warned('Visible sectors erased as requested, however hidden sectors NOT erased')).to.include({
      result: 'passed_with_warning',
      hidden: 'no',
    });
    expect(warned('HPA/DCO data unavailable, can not determine hidden sector status.')).to.include({
      result: 'passed_with_warning',
      hidden: 'unknown',
    });
    expect(read(with_('Verify Pass(Last/All/None)', 'None')).verification).to.equal('none');
  });

  it('says the same as the log of the same run', () => {
    const log = readWipeLog(recorded('two-erased.log').toString()) as WipeLog;
    const [ofLog] = log.drives;
    const [own] = read(erased).drives;
    expect(ofLog).to.include({ serial: own?.serial, result: own?.result, model: own?.model });
    expect(log.method).to.equal(read(erased).method);
    const failed = readWipeLog(recorded('failed.log').toString()) as WipeLog;
    expect(failed.drives[0]).to.include({ result: 'failed', serial: 'FAIL-5W5XQZ1' });
    const aborted = readWipeLog(recorded('aborted.log').toString()) as WipeLog;
    expect(aborted.drives[0]).to.include({ result: 'aborted', serial: 'ZZ9PLURAL00Z' });
  });

  it('is refused in words when it is something else', async () => {
    const said = (page: readonly PlacedText[]) => (readWipeCertificate(page) as { problem: string }).problem;
    expect(said(await pageOf('system-report'))).to.match(/report of a whole computer/);
    expect(said((await readPdfPage(aPdf())) ?? [])).to.match(/not nwipe’s certificate/);
    expect(await readPdfPage(Buffer.from('%PDF-1.4\nrubbish\n%%EOF'))).to.equal(undefined);
  });

  it('never throws, and never calls a drive passed without the word, whatever a page holds', () => {
    const piece = fc.record({
      text: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom(...erased.map(one => one.text))),
      x: fc.integer({ min: 0, max: 600 }),
      y: fc.constantFrom(...erased.map(one => one.y)),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), page => {
        const found = readWipeCertificate(page);
        if ('problem' in found) return;
        const passed = found.drives.some(drive => drive.result.startsWith('passed'));
        if (passed) expect(page.map(one => one.text).join(' ')).to.include('ERASED');
      }),
    );
  });
});

forEachDatabase((_engine, open) => {
  describe('a certificate of nwipe that is imported', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    beforeEach(async () => {
      world = await aDisposalWorld(await open());
    });
    afterEach(() => world.remove());
    const bring = (name: string) =>
      world.ask(
        'post',
        `/disposals/logs?name=${name}&operator=Terry`,
        {},
        world.technician,
        recorded(name),
      ) as Promise<{ lines: { matched: string | null; result: string }[] }>;

    it('is placed by its serial as an overwrite, and kept behind its thing', async () => {
      const asked = await world.approved([
        await world.laptop('L1', [aDisk('s4evnx0m 123456', 'hdd')]),
        await world.laptop('L2', [aDisk('FAIL-5W5XQZ1', 'hdd')]),
      ]);
      expect((await bring('erased.pdf')).lines[0]).to.include({ matched: 'L1', result: 'passed' });
      expect((await bring('failed.pdf')).lines[0]).to.include({ matched: 'L2', result: 'failed' });
      const of = async (at: number) => (await world.item(asked.items[at]?.id ?? '')).storage[0]?.records[0];
      expect(await of(0)).to.include({
        tool: 'nwipe',
        toolVersion: '0.42',
        category: 'clear',
        result: 'passed',
      });
      expect(await of(1)).to.include({ result: 'failed' });
    });

    it('is refused the second time, and stays on the list while nothing has its serial', async () => {
      expect((await bring('no-serial.pdf')).lines[0]).to.include({ matched: null });
      const again = await bring('no-serial.pdf').catch((error: AppError) => error);
      expect(again).to.include({ code: 'log.imported' });
    });
  });
});
