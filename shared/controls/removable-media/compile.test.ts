import { expect } from 'chai';
import fc from 'fast-check';
import { catalogue, portableDevices, preciousDevices, strangerStick } from './catalogue.ts';
import { badUsbLabel, compile, harms, isAdapter, isInput, isProtected, isStorage } from './compile.ts';
import { encryptedFormats, type Policy, policy, rules } from './policy.ts';
import { type Device, simulate } from './simulate.ts';

const ruled = (over: object = {}): Policy => policy.parse(over);
const fate = (rule: Policy, device: Device) => simulate(compile(rule), device)?.target;
const ofSchool = { label: 'Office 4', vendorId: '0781', productId: '5581', serial: '4C53' };
const stick = (over: Partial<Device> = {}): Device => ({ ...strangerStick, ...over });
const office = stick({ vendorId: '0781', productId: '5581', serial: '4C53' });

describe('the compiler of the media policy', () => {
  it('blocks every portable device of the catalogue, and nothing else of it', () => {
    for (const device of portableDevices) expect(fate(ruled(), device), device.name).to.equal('block');
    for (const device of catalogue.filter(one => !portableDevices.includes(one)))
      expect(fate(ruled(), device), device.name).to.equal('allow');
  });

  it('allows a registered stick by its serial, and refuses another of the same model', () => {
    const rule = ruled({ approved: [ofSchool] });
    expect(fate(rule, office)).to.equal('allow');
    expect(fate(rule, { ...office, serial: '4C54' })).to.equal('block');
    expect(fate(rule, { ...office, serial: null })).to.equal('block');
  });

  it('allows nothing beyond storage in the name of a registered stick', () => {
    const rule = ruled({ approved: [ofSchool] });
    expect(fate(rule, { ...office, interfaces: ['08:06:50', 'ff:00:00'] })).to.equal('block');
  });

  it('allows a model where no serial is given, and a lost one of it no more', () => {
    const byModel = { ...ofSchool, serial: null };
    expect(fate(ruled({ approved: [byModel] }), office)).to.equal('allow');
    const lost = [{ ...ofSchool, label: 'lost' }];
    expect(fate(ruled({ approved: [byModel], lost }), office)).to.equal('block');
    expect(fate(ruled({ approved: [byModel], lost }), { ...office, serial: '9' })).to.equal('allow');
  });

  it('stops a lost stick though unlisted ones may be read', () => {
    const rule = ruled({ rule: 'read_only', lost: [ofSchool] });
    expect(fate(rule, office)).to.equal('block');
    expect(fate(rule, strangerStick)).to.equal('allow');
  });

  it('keeps phones’ files closed unless they are allowed or named for lessons', () => {
    const phone = portableDevices.find(({ name }) => name.includes('MTP')) ?? strangerStick;
    expect(fate(ruled({ rule: 'read_only' }), phone)).to.equal('block');
    expect(fate(ruled({ rule: 'read_only', phones: 'allow' }), phone)).to.equal('allow');
    const { vendorId, productId } = phone;
    expect(fate(ruled({ curriculum: [{ label: 'Reception camera', vendorId, productId }] }), phone)).to.equal(
      'allow',
    );
  });

  it('turns a stick that types away only where the school asks for it, and never the last keyboard', () => {
    const typist = stick({ interfaces: ['08:06:50', '03:01:01'] });
    expect(fate(ruled(), typist)).to.equal('allow');
    expect(fate(ruled({ badUsb: true }), typist)).to.equal('reject');
    const last = { ...typist, lastInput: true };
    expect(simulate(compile(ruled({ badUsb: true }), [last]), last)?.target).to.equal('allow');
  });

  it('exempts a network adapter that brings its own storage', () => {
    const modem = stick({ interfaces: ['ff:ff:00', '08:06:50'], network: true, serial: null });
    expect(simulate(compile(ruled(), [modem]), modem)?.target).to.equal('allow');
    expect(fate(ruled(), { ...modem, network: false })).to.equal('block');
  });

  it('finds the harm in rules that would deny what must not be denied', () => {
    const harmful = harms([{ target: 'block', label: null }], preciousDevices);
    expect(harmful.map(({ device }) => device.name)).to.deep.equal(preciousDevices.map(({ name }) => name));
    const boot = stick({ bootDisk: true });
    expect(harms(compile(ruled(), [boot]), [boot])[0]?.what).to.contain('runs from');
    expect(harms(compile(ruled({ rule: 'read_only' }), [boot]), [boot])).to.deep.equal([]);
  });

  it('takes a rule that cannot be judged for harm', () => {
    const odd = { target: 'allow', label: null, partly: true } as const;
    expect(harms([odd], preciousDevices)).to.have.length(preciousDevices.length);
  });
});

const hex = (length: number) =>
  fc.integer({ min: 0, max: 16 ** length - 1 }).map(number => number.toString(16).padStart(length, '0'));
const serial = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:#+=-]{0,20}$/);
const numbers = { label: fc.constant('one'), vendorId: hex(4), productId: hex(4) };
const anyPolicy = fc.record({
  mode: fc.constant('enforce' as const),
  rule: fc.constantFrom(...rules),
  approved: fc.array(
    fc.record({
      ...numbers,
      serial: fc.option(serial),
      access: fc.constantFrom('read_only', 'read_write'),
      hardwareEncrypted: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  lost: fc.array(fc.record({ ...numbers, serial, serialHash: fc.constant(null) }), { maxLength: 4 }),
  curriculum: fc.array(
    fc.record({ ...numbers, kind: fc.constantFrom('camera', 'card_reader'), serial: fc.option(serial) }),
    { maxLength: 3 },
  ),
  phones: fc.constantFrom('block', 'allow'),
  encryptedFormats: fc.subarray([...encryptedFormats]),
  badUsb: fc.boolean(),
});
const interfaceOf = fc.tuple(
  fc.constantFrom('03', '09', 'e0', '02', '0a', '08', '06', 'ff', '01', '0e', '07'),
  fc.constantFrom('00', '01', '06'),
  fc.constantFrom('00', '01', '02', '50', '62'),
);
const anyDevice: fc.Arbitrary<Device> = fc.record({
  name: fc.constant('a device'),
  vendorId: hex(4),
  productId: hex(4),
  serial: fc.option(serial),
  interfaces: fc.array(
    interfaceOf.map(parts => parts.join(':')),
    { minLength: 1, maxLength: 5 },
  ),
  connection: fc.constantFrom('hotplug', 'hardwired', 'unknown'),
  lastInput: fc.boolean(),
  network: fc.boolean(),
});

describe('any media policy whatever', () => {
  /** The policies under test name the devices under test as often as not. */
  const aimed = fc.tuple(anyPolicy, anyDevice, fc.boolean()).map(([raw, device, aim]) => {
    const { vendorId, productId } = device;
    const target = { vendorId, productId, serial: device.serial };
    const lost = raw.lost.map(one => ({ ...one, ...target, serial: target.serial ?? one.serial }));
    const rule = policy.parse(
      aim ? { ...raw, lost, approved: raw.approved.map(one => ({ ...one, ...target })) } : raw,
    );
    return { rule, device };
  });

  it('yields no rule that touches an input device, a hub, a wireless or network adapter or a built-in device', () =>
    fc.assert(
      fc.property(aimed, ({ rule, device }) => {
        const compiled = compile(rule, [device]);
        const decision = simulate(compiled, device);
        const precious = isProtected(device) || isAdapter(device) || device.connection === 'hardwired';
        if (!precious || decision?.target === 'allow') return;
        expect(rule.badUsb).to.equal(true);
        expect(decision?.rule?.label).to.equal(badUsbLabel);
        expect([isStorage(device), isInput(device), device.lastInput]).to.deep.equal([true, true, false]);
      }),
      { numRuns: 2000 },
    ));

  it('never denies a device of the catalogue that must not be denied', () =>
    fc.assert(
      fc.property(anyPolicy, raw => {
        expect(harms(compile(policy.parse(raw), preciousDevices), preciousDevices)).to.deep.equal([]);
      }),
    ));
});
