import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readView, writeView } from './main-view.ts';

const view = (waiting: number) => ({ link: null, findings: [], policyNumber: 3, waiting, restraint: null });

describe('what is kept for whoever sits at the device', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-view-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is written whole, beside the one before', () => {
    expect(writeView(folder, view(1), 1000)).to.equal(true);
    expect(readView(folder)).to.include({ at: 1000, waiting: 1 });
  });

  it('is written over the one before where there is no room for another, and never throws', () => {
    writeView(folder, view(123_456), 1_000_000);
    // Nothing can be made beside it, as on a full disk.
    mkdirSync(join(folder, 'status.json.new'));
    expect(writeView(folder, view(7), 2)).to.equal(true);
    expect(readView(folder)).to.include({ at: 2, waiting: 7 });
    rmSync(folder, { recursive: true });
    expect(writeView(folder, view(7), 3)).to.equal(false);
  });
});
