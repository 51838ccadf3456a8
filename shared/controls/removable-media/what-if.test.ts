import { expect } from 'chai';
import type { Told } from '../control.ts';
import { evaluate } from './evaluate.ts';
import type { Medium, Observation } from './observation.ts';
import { type Policy, policy } from './policy.ts';
import { relist } from './standing.ts';
import { whatIf } from './what-if.ts';

const model = { vendorId: '0781', productId: '5567' };
const aStick = (over: Partial<Medium> = {}): Medium => ({
  ...model,
  ...{ serialHash: 'hash-of-A1', ownSerial: true, kind: 'storage', alsoInput: false },
  ...{ standing: 'unlisted', allowed: null, label: null, encrypted: 'no' },
  ...{ admitted: true, readable: true, writable: true, mounted: true },
  ...over,
});
const shut = { admitted: false, readable: false, writable: false, mounted: false } as const;
const seen = (...media: Medium[]): Observation => ({
  ...{ system: 'linux', hasUsb: true, barriers: [], weaknesses: [], managedBy: null, media, tethering: null },
});
const asks = (over: object = {}): Policy => policy.parse({ mode: 'enforce', scanBeforeUse: false, ...over });
const hash = (serial: string) => `hash-of-${serial}`;
const told = (name: string, facts: object = {}): Told => ({
  ...{ name, day: '2026-11-20' },
  facts: {
    ...{ vendor: '0781', product: '5567', serialHash: 'hash-of-B2', ownSerial: true },
    ...{ class: 'storage', alsoInput: false, sizeBytes: 8_000_000, ...facts },
  },
});
const said = (media: readonly Medium[], over: object = {}, week: readonly Told[] = []) =>
  whatIf(seen(...media), asks(over), { told: week, hash }).map(
    ({ one, names }) => `${one.replace(/plugged in .* would /, '')}: ${names.join(', ')}`,
  );
const scanned = 'stick be scanned before it opens, and stay shut where that cannot be done';

describe('what enforcing would do to what is plugged in', () => {
  it('blocks what is on no list, and says nothing of what is, or is shut already', () => {
    expect(said([aStick()])).to.deep.equal(['device be blocked: 0781:5567 hash-o']);
    expect(said([aStick({ standing: 'approved', allowed: 'read_write' })])).to.deep.equal([]);
    expect(said([aStick({ standing: null })])).to.deep.equal([]);
    expect(said([aStick(shut)])).to.deep.equal([]);
    expect(said([aStick({ standing: 'lost' })], { rule: 'read_only' })).to.have.length(1);
  });

  it('says that whatever is let in is scanned first, and may stay shut', () => {
    const scans = { scanBeforeUse: true };
    const listed = aStick({ standing: 'approved', allowed: 'read_write' });
    expect(said([listed], scans)[0]).to.match(new RegExp(`^${scanned}`));
    expect(said([aStick()], scans)[0]).to.match(/^device be blocked/);
    expect(said([aStick()], { ...scans, rule: 'read_only' })[1]).to.match(new RegExp(`^${scanned}`));
    expect(said([aStick({ standing: 'approved', kind: 'phone_or_camera' })], scans)).to.deep.equal([]);
    expect(said([aStick()], { rule: 'allow_scanned' })[0], 'and never blocks it').to.match(
      new RegExp(`^${scanned}`),
    );
  });

  it('makes read-only what may only be read, and leaves what encrypts in a way that counts', () => {
    const readOnly = /^stick become read-only:/;
    expect(said([aStick()], { rule: 'read_only' })[0]).to.match(readOnly);
    const encrypts = { rule: 'encrypted_only' };
    expect(said([aStick()], encrypts)[0]).to.match(readOnly);
    expect(said([aStick({ encrypted: 'luks' })], encrypts)).to.deep.equal([]);
    const bitlocker = { ...encrypts, encryptedFormats: ['bitlocker'] };
    expect(said([aStick({ encrypted: 'luks' })], bitlocker)[0]).to.match(readOnly);
    expect(said([aStick({ encrypted: null })], encrypts)[0]).to.match(/read-only, unless it is encrypted/);
    expect(said([aStick({ writable: false })], { rule: 'read_only' })).to.deep.equal([]);
    const listed = aStick({ standing: 'approved', allowed: 'read_only' });
    expect(said([listed], { approved: [{ ...model, label: 'A', access: 'read_only' }] })[0]).to.match(
      readOnly,
    );
    expect(said([aStick({ standing: 'approved', allowed: 'read_write' })], encrypts)[0]).to.match(readOnly);
  });

  it('keeps phones’ files shut only where the school asks for it', () => {
    const phone = { kind: 'phone_or_camera', writable: null, mounted: null } as const;
    expect(said([aStick(phone)], { rule: 'read_only' })[0]).to.match(/^device be blocked/);
    expect(said([aStick(phone)], { phones: 'allow' })).to.deep.equal([]);
  });
});

describe('what enforcing would have done to what was plugged in lately', () => {
  const attached = told('media.attached', { admitted: true });

  it('names each once, however often it came, and what is still there as it is seen now', () => {
    expect(said([], {}, [attached, attached])).to.deep.equal(['device be blocked: 0781:5567 hash-o']);
    const here = aStick({ serialHash: 'hash-of-B2', ...shut });
    expect(said([here], {}, [attached])).to.deep.equal([]);
  });

  it('goes by the draft’s own lists, and by permissions that were given', () => {
    const approved = [{ ...model, serial: 'B2', label: 'Office 4' }];
    expect(said([], { approved }, [attached])).to.deep.equal([]);
    expect(said([], { lost: approved, rule: 'read_only' }, [attached])).to.deep.equal([
      'device be blocked: Office 4 (0781:5567)',
    ]);
    const granted = told('media.would_allow', { verdict: 'would_allow', rule: 'grant' });
    expect(said([], {}, [attached, granted])).to.deep.equal([]);
  });

  it('says nothing of what was shut then, nor of an event that it cannot read', () => {
    expect(said([], {}, [told('media.attached', { admitted: false })])).to.deep.equal([]);
    expect(said([], {}, [told('media.attached', { vendor: 'Kingston' })])).to.deep.equal([]);
  });
});

describe('a stick under another policy’s lists', () => {
  const under = (medium: Medium, before: object, after: object) =>
    relist(seen(medium), { before: asks(before), after: asks(after) }, hash).media[0];
  const entry = { ...model, serial: 'A1', label: 'Office 4' };
  const listed = aStick({ standing: 'approved', allowed: 'read_write', label: 'Office 4' });

  it('is what the draft’s list says, and on none when it is taken out of one', () => {
    expect(under(aStick(), {}, { approved: [{ ...entry, hardwareEncrypted: true }] })).to.include({
      ...{ standing: 'approved', allowed: 'read_write', label: 'Office 4', encrypted: 'by_itself' },
    });
    expect(under(listed, { approved: [entry] }, {})).to.include({ standing: 'unlisted', label: null });
    expect(under(listed, { approved: [entry] }, { approved: [entry], lost: [entry] })?.standing).to.equal(
      'lost',
    );
    expect(under(aStick(), {}, { approved: [{ ...entry, serial: 'C3' }] })?.standing).to.equal('unlisted');
    expect(under(aStick(), {}, { curriculum: [{ ...entry, serial: null }] })?.allowed).to.equal('read_only');
  });

  it('is as the device said where neither policy names it, or it holds no list yet', () => {
    expect(under(listed, {}, {})).to.deep.equal(listed);
    const unknown = aStick({ standing: null });
    expect(under(unknown, {}, { approved: [entry] })).to.deep.equal(unknown);
  });

  it('is judged so before the list is in force', () => {
    const after = asks({ mode: 'watch', approved: [entry] });
    const open = seen(aStick());
    expect(evaluate(open, after).reason).to.equal('medium_open');
    expect(evaluate(relist(open, { before: asks(), after }, hash), after).reason).to.equal(
      'nothing_stops_media',
    );
  });
});
