import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../../../shared/controls/removable-media/evaluate.ts';
import { removableMedia } from '../../../../shared/controls/removable-media/index.ts';
import type { Observation } from '../../../../shared/controls/removable-media/observation.ts';
import { type Policy, policy, rules } from '../../../../shared/controls/removable-media/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { disk, keyboard, seen, stick, stickId, text } from '../../../../test/support/windows-media.ts';
import { observe } from '../observe.ts';
import { PlanRefused } from '../plan.ts';
import { identityOf, observed, parseWindows } from './windows/parse-windows.ts';
import { afterPlan, isDenied } from './windows/try-out.ts';
import { edition } from './windows/windows-edition.ts';
import {
  encryptionKey,
  portableDevices,
  removableDisks,
  restrictionsKey,
  storageKey,
} from './windows/windows-keys.ts';
import { windowsPlan } from './windows/windows-plan.ts';
import { windows } from './windows.ts';

const blocking = {
  [restrictionsKey]: { AllowDenyLayered: 1, DenyDeviceIDs: 1, DenyDeviceIDsRetroactive: 1 },
  [`${restrictionsKey}\\DenyDeviceIDs`]: { '1': 'USB\\Class_08' },
};
const floor = (rights: object) => ({ [`${storageKey}\\${removableDisks}`]: rights });
const ruled = (over: object = {}): Policy => policy.parse({ mode: 'enforce', ...over });
const verdict = (observation: Observation, over: object = {}) => {
  const { state, reason, how } = evaluate(observation, ruled(over));
  return [state, reason, ...(how ? [how] : [])].join(' ');
};

describe('removable media on Windows, observed', () => {
  it('is met where storage is denied and an unlisted stick is seen to be kept out', () => {
    expect(verdict(seen({ keys: blocking }))).to.equal('met blocked');
    expect(verdict(seen({ keys: blocking }), { rule: 'allow_scanned' })).to.equal('met scanned_first');
    const out = seen({ keys: blocking, nodes: { rows: [keyboard, { ...stick, problem: 28 }] } });
    expect(verdict(out)).to.equal('met blocked');
    expect(out.media[0]).to.include({ admitted: false, readable: false });
  });

  it('is not met where the policy is set and a stick is open all the same', () => {
    const open = seen({ keys: blocking, nodes: { rows: [stick] }, disks: { rows: [disk] } });
    expect(open.media[0]).to.include({ standing: null, mounted: true });
    const known = { approved: [], lost: [], curriculum: [], serialKey: null, granted: [] };
    const unlisted = observed(
      parseWindows(text({ keys: blocking, nodes: { rows: [stick] }, disks: { rows: [disk] } })),
      known,
      true,
    );
    expect(verdict(unlisted)).to.equal('not_met medium_open');
  });

  it('has nothing to judge where Windows knows of no USB at all', () =>
    expect(verdict(seen({ controllers: { rows: [] }, nodes: { rows: [] } }))).to.equal(
      'not_applicable no_usb',
    ));

  it('believes no policy on an edition that does not read it', () => {
    for (const over of [{ edition: 'Core' }, { build: 19045, revision: 1000 }, { build: 17763 }])
      expect(verdict(seen({ keys: blocking, ...over })), JSON.stringify(over)).to.equal(
        'not_met nothing_stops_media',
      );
  });

  it('counts the class floor only after a restart', () => {
    const keys = floor({ Deny_Write: 1, Deny_Execute: 1 });
    expect(verdict(seen({ keys }, null, true), { rule: 'read_only' })).to.equal('met read_only best_effort');
    expect(verdict(seen({ keys }, null, null), { rule: 'read_only' })).to.equal('unknown barrier_not_seen');
    const waiting = seen({ keys }, null, false);
    expect(waiting.weaknesses).to.deep.equal(['restart_needed']);
    expect(verdict(waiting, { rule: 'read_only' })).to.match(/^not_met .* pending_reboot$/);
  });

  it('sees the restart by itself, and starts over when the floor changes', async () => {
    let answer = text({ keys: floor({ Deny_Write: 1 }) });
    const machine = scriptedMachine({ commands: { powershell: () => ended(answer) } });
    const look = async () => {
      const one = await observe(removableMedia, windows, machine);
      return one.ok ? (one.value as Observation).weaknesses : one.reason;
    };
    expect(await look()).to.deep.equal(['restart_needed']);
    expect(await look()).to.deep.equal(['restart_needed']);
    answer = text({ keys: floor({ Deny_Write: 1 }), startedAt: '2026-11-21T07:00:00Z' });
    expect(await look()).to.deep.equal([]);
    answer = text({ keys: floor({ Deny_Write: 1, Deny_Read: 1 }), startedAt: '2026-11-21T07:00:00Z' });
    expect(await look()).to.deep.equal(['restart_needed']);
  });

  it('takes E-3 for set aside where E-1 denies writing', () => {
    const both = { [encryptionKey]: { RDVDenyWriteAccess: 1 }, ...floor({ Deny_Write: 1 }) };
    const barriers = seen({ keys: both }).barriers;
    expect(barriers.find(({ name }) => name.startsWith('BitLocker'))?.effect).to.equal('none');
    expect(
      verdict(seen({ keys: { [encryptionKey]: { RDVDenyWriteAccess: 1 } } }), { rule: 'encrypted_only' }),
    ).to.equal('met encrypted_only best_effort');
  });

  it('knows BitLocker on a stick by protection, on or locked', () => {
    const media = (locks: number[]) =>
      seen({ nodes: { rows: [stick] }, disks: { rows: [{ ...disk, locks }] } }).media[0];
    expect(media([1])?.encrypted).to.equal('bitlocker');
    expect(media([2])?.encrypted).to.equal('bitlocker');
    expect(media([0])?.encrypted).to.equal('no');
    expect(media([])?.encrypted).to.equal(null);
  });

  it('leaves out the disk that Windows runs from', () => {
    const boot = { nodes: { rows: [stick] }, disks: { rows: [{ ...disk, system: true }] } };
    expect(seen(boot).media).to.deep.equal([]);
  });

  it('tells a serial of the stick from one that Windows made up', () => {
    expect(identityOf(stickId)?.serial).to.equal('4C530001');
    expect(identityOf('USB\\VID_0781&PID_5567\\6&2a3b&0&2')?.serial).to.equal(null);
    expect(identityOf('USB\\VID_0781&PID_5567&MI_00\\7&1&0&0000')).to.include({ serial: null, part: true });
    expect(identityOf('USBSTOR\\DISK&VEN_X\\1')).to.equal(null);
  });

  it('is not fooled by a device that is a stick and a keyboard', () => {
    const whole = { id: stickId, class: 'USB', problem: 0, compatible: ['USB\\COMPOSITE'] };
    const part = (number: number, compatible: string[]) => ({
      id: `USB\\VID_0781&PID_5567&MI_0${number}\\7&1&0&000${number}`,
      class: 'USB',
      problem: 0,
      compatible,
    });
    const both = [whole, part(0, ['USB\\Class_08']), part(1, ['USB\\Class_03'])];
    const [medium, ...rest] = seen({ nodes: { rows: both } }).media;
    expect(rest).to.deep.equal([]);
    expect(medium).to.include({ alsoInput: true, ownSerial: true, kind: 'storage' });
  });

  it('sees that device management holds these settings', () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\DeviceInstallation';
    expect(
      verdict(seen({ keys: { [key]: { PreventInstallationOfMatchingDeviceIDs: '<enabled/>' } } })),
    ).to.match(/managed_elsewhere$/);
    expect(verdict(seen({ keys: { [restrictionsKey]: { DenyUnspecified: 1 } } }))).to.match(
      /managed_elsewhere$/,
    );
  });

  it('reports a mobile modem that is in use, and no adapter for a cable', () => {
    const adapter = { id: 'USB\\VID_12D1&PID_1F01\\1', medium: 8, up: 1 };
    expect(seen({ adapters: { rows: [adapter] } }).tethering).to.have.length(1);
    expect(seen({ adapters: { rows: [{ ...adapter, medium: 14 }] } }).tethering).to.deep.equal([]);
    expect(seen({ adapters: { error: '0x80041010' } }).tethering).to.equal(null);
  });

  it('is unknown, with the reason, where Windows refused or answered otherwise', async () => {
    for (const [stdout, reason] of [
      [JSON.stringify({ language: 'ConstrainedLanguage', error: '0x80131501' }), 'probe_failed'],
      [JSON.stringify({ language: 'FullLanguage', error: '0x80070005' }), 'no_privilege'],
      [text({ nodes: { error: '0x80041003' } }), 'no_privilege'],
      ['Mae’r gwasanaeth yn rhedeg', 'unrecognised_output'],
    ] as const) {
      const looked = await observe(
        removableMedia,
        windows,
        scriptedMachine({ commands: { powershell: ended(stdout) } }),
      );
      expect(looked).to.deep.include({ ok: false, reason });
    }
  });

  it('is never met by an answer that was cut off', () =>
    neverMetWhenCut(text({ keys: blocking }), async sample =>
      verdict(observed(parseWindows(sample), null, true)),
    ));
});

type Golden = [name: string, value: number | string];
const golden = (rule: Policy, over: object = {}): Golden[] =>
  windowsPlan(parseWindows(text(over)), rule).wanted.map(({ setting, value }) => [
    setting.kind === 'registry' ? `${setting.key}\\${setting.name}` : '',
    value?.kind === 'registry' && !Array.isArray(value.data) ? value.data : '',
  ]);
const office = { label: 'Office 4', vendorId: '0781', productId: '5581', serial: '4C53 00' };

describe('removable media on Windows, planned', () => {
  it('E-2: denies storage by kind and allows single devices, in layers', () =>
    expect(golden(ruled({ approved: [office], scanBeforeUse: false }))).to.deep.equal([
      [`${restrictionsKey}\\AllowDenyLayered`, 1],
      [`${restrictionsKey}\\DenyDeviceIDs`, 1],
      [`${restrictionsKey}\\DenyDeviceIDsRetroactive`, 1],
      [`${restrictionsKey}\\DenyDeviceIDs\\1`, 'USB\\Class_08'],
      [`${restrictionsKey}\\DenyDeviceIDs\\2`, 'USB\\Class_06&SubClass_01'],
      [`${restrictionsKey}\\DenyDeviceIDs\\3`, 'USB\\MS_COMP_MTP'],
      [`${restrictionsKey}\\AllowInstanceIDs`, 1],
      [`${restrictionsKey}\\AllowInstanceIDs\\1`, 'USB\\VID_0781&PID_5581\\4C53_00'],
    ]));

  it('E-2: lets nothing in by itself that is scanned first, and whatever the guard lets in then', () => {
    const reader = { ...office, label: 'Reader', serial: 'READER', kind: 'card_reader', access: 'read_only' };
    const camera = { ...reader, label: 'Camera', serial: 'CAMERA', kind: 'camera' };
    const policy = ruled({ approved: [office], curriculum: [reader, camera] });
    const list = `${restrictionsKey}\\AllowInstanceIDs`;
    expect(golden(policy).filter(([name]) => name.startsWith(list))).to.deep.equal([
      [list, 1],
      [`${list}\\1`, 'USB\\VID_0781&PID_5581\\CAMERA'],
    ]);
    const stick = { instance: 'USB\\VID_0781&PID_5581\\4C53_00', ids: ['USB\\Class_08'] };
    for (const rule of [policy, ruled()]) {
      const { keys } = parseWindows(text());
      const after = afterPlan(keys, windowsPlan(parseWindows(text()), rule).wanted);
      expect(isDenied(after, stick), 'by itself').to.equal(true);
      const admitted = { ...after, [list]: { ...after[list], 'caretaker-1': stick.instance } };
      expect(isDenied(admitted, stick), 'let in').to.equal(false);
    }
  });

  it('E-1: takes writing from everybody, and from phones everything', () =>
    expect(golden(ruled({ rule: 'read_only' }))).to.deep.equal([
      [`${storageKey}\\${removableDisks}\\Deny_Write`, 1],
      [`${storageKey}\\${removableDisks}\\Deny_Execute`, 1],
      ...portableDevices.flatMap((guid): Golden[] => [
        [`${storageKey}\\${guid}\\Deny_Read`, 1],
        [`${storageKey}\\${guid}\\Deny_Write`, 1],
      ]),
    ]));

  it('E-3: never together with E-1’s denial of writing', () => {
    const wanted = golden(ruled({ rule: 'encrypted_only', phones: 'allow' }));
    expect(wanted).to.deep.equal([[`${encryptionKey}\\RDVDenyWriteAccess`, 1]]);
    const withPhones = golden(ruled({ rule: 'encrypted_only' })).map(([name]) => name);
    expect(withPhones.filter(name => name.includes(removableDisks))).to.deep.equal([]);
  });

  it('E-3: never where a key of the computer lies on a stick, nor where that was not seen', () => {
    const volumes = (...keys: (number | null)[]) => ({
      encryption: { rows: keys.map(keysOnSticks => ({ seen: true, keysOnSticks })) },
    });
    const plan = (over: object) => () =>
      windowsPlan(parseWindows(text(over)), ruled({ rule: 'encrypted_only' }));
    expect(plan(volumes(0, 0))().wanted).to.not.be.empty;
    expect(plan(volumes(1, 0))).to.throw(PlanRefused, /startup or recovery key.*Use the TPM/);
    const unseen = [volumes(0, null), volumes(), { encryption: { error: '0x80041003' } }];
    for (const over of unseen) expect(plan(over)).to.throw(PlanRefused, /could not be seen/);
    expect(golden(ruled(), volumes(1)), 'another rule').to.not.be.empty;
  });

  it('on Home, blocks everything where nothing is registered, and only reports where something is', () => {
    const home = { edition: 'CoreCountrySpecific' };
    const plain = windowsPlan(parseWindows(text(home)), ruled());
    expect(plain.how).to.equal('best_effort');
    expect(golden(ruled({ phones: 'allow' }), home).map(([name]) => name.split('\\').at(-1))).to.deep.equal([
      'Deny_Read',
      'Deny_Write',
      'Deny_Execute',
    ]);
    const listed = windowsPlan(parseWindows(text(home)), ruled({ approved: [office] }));
    expect([listed.how, listed.wanted.length]).to.deep.equal(['detective', 0]);
  });

  it('says which of the school’s media it cannot allow', () => {
    const { detail } = windowsPlan(parseWindows(text()), ruled({ approved: [{ ...office, serial: null }] }));
    expect(detail).to.contain('1 of the school’s media');
  });

  it('does not allow what was lost', () =>
    expect(
      golden(ruled({ approved: [office], lost: [office], scanBeforeUse: false })).map(([name]) => name),
    ).to.not.include(`${restrictionsKey}\\AllowInstanceIDs\\1`));

  it('says that read-only waits for a restart, until Windows was started with it', () => {
    const rule = ruled({ rule: 'read_only' });
    expect(windowsPlan(parseWindows(text()), rule, true).how).to.equal('pending_reboot');
    expect(windowsPlan(parseWindows(text({ keys: floor({ Deny_Write: 1 }) })), rule, true).how).to.equal(
      'enforced',
    );
  });

  it('refuses where others manage this, and where Windows runs from USB or that was not seen', () => {
    const plan = (over: object) => () => windowsPlan(parseWindows(text(over)), ruled());
    expect(plan({ keys: { [restrictionsKey]: { DenyRemovableDevices: 1 } } }))
      .to.throw(PlanRefused)
      .with.property('reason', 'managed_elsewhere');
    const older = { [restrictionsKey]: { DenyDeviceIDs: 1 } };
    expect(plan({ keys: older }))
      .to.throw(PlanRefused)
      .with.property('reason', 'managed_elsewhere');
    expect(plan({ keys: blocking })).to.not.throw();
    expect(plan({ disks: { rows: [{ ...disk, system: true }] } }))
      .to.throw(PlanRefused)
      .with.property('reason', 'would_deny_input');
    expect(plan({ disks: { error: '0x80041003' } })).to.throw(PlanRefused);
  });

  it('whatever the policy: denies nothing but storage and pictures, by none of the ways that reach a keyboard', () => {
    const id = fc.integer({ min: 0, max: 0xffff }).map(number => number.toString(16).padStart(4, '0'));
    const one = fc
      .record({
        label: fc.constant('x'),
        vendorId: id,
        productId: id,
        serial: fc.constantFrom('3&1', 'A1', 'HID'),
      })
      .map(entry => ({ ...entry, serial: entry.serial.replace('&', '') }));
    const any = fc.record({
      rule: fc.constantFrom(...rules),
      phones: fc.constantFrom('block', 'allow'),
      badUsb: fc.boolean(),
      approved: fc.array(one, { maxLength: 4 }),
      lost: fc.array(one, { maxLength: 4 }),
      curriculum: fc.array(one, { maxLength: 3 }),
    });
    const allowed = new Set(['USB\\Class_08', 'USB\\Class_06&SubClass_01', 'USB\\MS_COMP_MTP']);
    const classes = [removableDisks, ...portableDevices];
    fc.assert(
      fc.property(any, fc.constantFrom('Education', 'Core'), (raw, name) => {
        for (const [setting, value] of golden(ruled(raw), { edition: name })) {
          expect(setting).to.not.match(
            /DenyUnspecified|DenyRemovableDevices|DenyDeviceClasses|DenyInstanceIDs|Deny_All/,
          );
          if (setting.includes('DenyDeviceIDs\\')) expect(allowed.has(String(value))).to.equal(true);
          if (setting.includes('Deny_')) expect(classes.some(guid => setting.includes(guid))).to.equal(true);
        }
      }),
    );
  });

  it('knows which builds read the layered policy', () => {
    expect(edition('Professional', 19045, 4000).layered).to.equal(true);
    expect(edition('Professional', 19041, 1150).layered).to.equal(false);
    expect(edition('CoreSingleLanguage', 26100, 1).layered).to.equal(false);
    expect(edition('Education', 26100, 1).layered).to.equal(true);
  });
});
