import { expect } from 'chai';
import { parse } from 'plist';
import { catalogue, strangerStick } from '../../../../shared/controls/removable-media/catalogue.ts';
import { evaluate } from '../../../../shared/controls/removable-media/evaluate.ts';
import { removableMedia } from '../../../../shared/controls/removable-media/index.ts';
import type { Observation } from '../../../../shared/controls/removable-media/observation.ts';
import { policy } from '../../../../shared/controls/removable-media/policy.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { rememberMedia } from './known-media.ts';
import { declarationText, profileText } from './macos/for-mdm.ts';
import { isManaged, santaBarrier, usbReport, usbStorage } from './macos/parse-macos.ts';
import { harmsOnMac } from './macos/try-out.ts';
import { macos } from './macos.ts';

const plist = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">${body}</plist>\n`;
/** Composed after the recorded shape. */
const stick = `<dict><key>vendor_id</key><string>0x0781  (SanDisk)</string><key>product_id</key><string>0x5567</string>
<key>serial_num</key><string>4C530001</string><key>Media</key><array><dict><key>bsd_name</key><string>disk4</string></dict></array></dict>`;
const usb = (...items: string[]) =>
  plist(
    `<array><dict><key>_items</key><array><dict><key>_items</key><array>${items.join('')}</array></dict></array></dict></array>`,
  );
const disks = (mountPoint: string) =>
  plist(
    `<dict><key>AllDisksAndPartitions</key><array><dict><key>DeviceIdentifier</key><string>disk4</string><key>Partitions</key><array><dict><key>MountPoint</key><string>${mountPoint}</string></dict></array></dict></array></dict>`,
  );
const info = plist(
  '<dict><key>BusProtocol</key><string>USB</string><key>Internal</key><false/><key>WritableMedia</key><true/></dict>',
);
const inside = plist(
  '<dict><key>BusProtocol</key><string>PCI-Express</string><key>Internal</key><true/></dict>',
);
const santa = (daemon: object) => ended(JSON.stringify({ daemon: { mode: 'Monitor', ...daemon } }));

interface Mac {
  items?: string[];
  mountPoint?: string;
  santactl?: ReturnType<typeof ended>;
  /** Where the Mac runs from. */
  start?: string;
  enrolled?: string;
}

function mac({ items = [], mountPoint = '', santactl = missing, start = inside, enrolled = 'No' }: Mac = {}) {
  return scriptedMachine({
    commands: {
      system_profiler: ended(usb(...items)),
      diskutil: args => ended(args[0] === 'list' ? disks(mountPoint) : args.at(-1) === '/' ? start : info),
      santactl,
      profiles: ended(`Enrolled via DEP: No\nMDM enrollment: ${enrolled}\n`),
    },
  });
}

async function verdict(over: Mac, rule: object = {}): Promise<string> {
  const machine = mac(over);
  await rememberMedia(machine.memory, policy.parse({}), null, []);
  const seen = await observe(removableMedia, macos, machine);
  if (!seen.ok) return seen.reason;
  const { state, reason } = evaluate(seen.value as Observation, policy.parse(rule));
  return `${state} ${reason}`;
}

describe('removable media on macOS', () => {
  it('is met where Santa says that it blocks, and not where it makes them read-only', async () => {
    const blocking = { santactl: santa({ block_usb: true }) };
    expect(await verdict(blocking)).to.equal('met blocked');
    expect(await verdict(blocking, { rule: 'allow_scanned' })).to.equal('met scanned_first');
    expect(await verdict(blocking, { rule: 'encrypted_only' })).to.equal('met encrypted_only');
    const reading = santa({ block_usb: true, remount_usb_mode: 'rdonly, noexec' });
    expect(await verdict({ santactl: reading }, { rule: 'read_only' })).to.equal('met read_only');
    expect(await verdict({ santactl: reading })).to.equal('not_met not_enough_stops_media');
  });

  it('does not promise that nobody has internet by a phone, which is not looked at', async () => {
    const rule = { reportTethering: true };
    expect(await verdict({ santactl: santa({ block_usb: true }) }, rule)).to.equal(
      'unknown internet_not_seen',
    );
  });

  it('is not met on a Mac that nobody manages, and unknown where management does not tell', async () => {
    expect(await verdict({})).to.equal('not_met nothing_stops_media');
    expect(await verdict({ enrolled: 'Yes (User Approved)' })).to.equal('unknown barrier_not_seen');
    expect(await verdict({ santactl: ended('', { exit: 1 }) })).to.equal('unknown barrier_not_seen');
  });

  it('is not met while a stick is mounted, and names neither its volume nor its serial', async () => {
    const over = { items: [stick], mountPoint: '/Volumes/ANN', santactl: santa({ block_usb: true }) };
    expect(await verdict(over)).to.equal('not_met medium_open');
    const seen = await observe(removableMedia, macos, mac(over));
    expect(JSON.stringify(seen)).to.not.match(/ANN|4C530001/);
    expect(await verdict({ ...over, mountPoint: '' })).to.equal('met blocked');
  });

  it('believes no JSON of another shape, and no sentence of another language', () => {
    expect(santaBarrier('{"daemon":{}}')).to.equal(null);
    expect(santaBarrier('Mode | Lockdown')).to.equal(null);
    expect(isManaged('Inscription MDM : Oui')).to.equal(null);
  });

  it('plans files for device management, and says that it cannot do more', async () => {
    const plan = await macos.plan?.(mac(), policy.parse({ mode: 'enforce' }), new AbortController().signal);
    expect(plan?.how).to.equal('managed_elsewhere');
    expect(plan?.wanted.map(({ setting }) => setting.kind)).to.deep.equal(['file', 'file']);
    expect(plan?.detail).to.contain('device management');
  });

  it('plans nothing for a Mac that runs from a disk outside it, or where that was not seen', async () => {
    const planned = (start: string) =>
      macos.plan?.(mac({ start }), policy.parse({ mode: 'enforce' }), new AbortController().signal).then(
        () => '',
        error => error.reason,
      );
    expect(await planned(info)).to.equal('would_deny_input');
    expect(await planned(plist('<dict/>'))).to.equal('would_deny_input');
    expect(await planned('nothing')).to.equal('unrecognised_output');
    expect(await planned(inside)).to.equal('');
  });

  it('tries its files on the catalogue first: only what is about disks may stand in them', async () => {
    const profile = profileText(policy.parse({ rule: 'read_only' }));
    const declaration = declarationText(policy.parse({}));
    expect(await harmsOnMac({ profile, declaration }, catalogue)).to.deep.equal([]);
    const boot = { ...strangerStick, bootDisk: true };
    expect((await harmsOnMac({ profile, declaration }, [boot]))[0]?.what).to.contain('runs from');
    const more = profile.replace('<key>BlockUSBMount', '<key>BlockUSBInput</key><true/><key>BlockUSBMount');
    const hit = await harmsOnMac({ profile: more, declaration }, catalogue);
    expect(hit.map(({ device }) => device.name)).to.include.members(['a keyboard', 'a mouse', 'a hub']);
    const others = declaration?.replace('"ExternalStorage"', '"ExternalKeyboards"') ?? '';
    expect(await harmsOnMac({ profile, declaration: others }, catalogue)).to.not.deep.equal([]);
  });

  it('writes the declaration as Apple publishes it', () => {
    expect(JSON.parse(declarationText(policy.parse({})) ?? '')).to.deep.equal({
      Type: 'com.apple.configuration.diskmanagement.settings',
      Identifier: 'org.caretaker.removable-media',
      ServerToken: 'removable-media-Disallowed',
      Payload: { Restrictions: { ExternalStorage: 'Disallowed' } },
    });
    expect(declarationText(policy.parse({ rule: 'read_only' }))).to.contain('"ReadOnly"');
    expect(declarationText(policy.parse({ rule: 'encrypted_only' }))).to.equal(null);
  });

  it('writes a profile that is a whole property list, for Santa and for accessories', () => {
    const read = (rule: object) =>
      parse(profileText(policy.parse(rule))) as { PayloadContent: Record<string, unknown>[] };
    const [blocking, accessories] = read({}).PayloadContent;
    expect(blocking)
      .to.include({ PayloadType: 'com.northpolesec.santa', BlockUSBMount: true })
      .and.not.have.property('RemountUSBMode');
    expect(accessories).to.include({ allowUSBRestrictedMode: true });
    expect(read({ rule: 'read_only' }).PayloadContent[0]?.RemountUSBMode).to.deep.equal(['rdonly', 'noexec']);
  });

  itOnRecorded('reads a real Mac’s USB: one disk, and nothing of what is built in', () => {
    const told = (name: string) =>
      usbStorage(usbReport.parse(parse(recorded(`macos/system-profiler-usb/${name}.plist`))));
    expect(told('spusbdatatype')).to.have.length(1);
    expect(told('spusbdatatype')[0]).to.include({ vendorId: '0480', productId: 'a00c' });
    for (const name of [
      'spusbdatatype3',
      'spusbdatatype-with-inserted-dvd',
      'spusbdatatype-without-inserted-dvd',
    ])
      expect(
        told(name).every(({ disks: names }) => names.length > 0),
        name,
      ).to.equal(true);
  });

  itOnRecorded('takes no disk inside and no empty card reader of a real Mac for a medium', () => {
    for (const name of ['spcardreaderdatatype', 'spserialatadatatype']) {
      const told = parse(recorded(`macos/system-profiler-storage/${name}.plist`));
      expect(usbStorage(usbReport.parse(told)), name).to.deep.equal([]);
    }
  });

  itOnRecorded('asks of Santa what its own console would ask: the words for read-only are its words', () => {
    const told = JSON.parse(recorded('macos/santa-sync/sync-preflight-turn-on-blockusb.json'));
    const { PayloadContent } = parse(profileText(policy.parse({ rule: 'read_only' }))) as {
      PayloadContent: Record<string, unknown>[];
    };
    expect(PayloadContent[0]).to.deep.include({
      ...{ BlockUSBMount: told.block_usb_mount, RemountUSBMode: told.remount_usb_mode },
    });
    const { block_usb_mount: block_usb, remount_usb_mode } = told;
    expect(santaBarrier(JSON.stringify({ daemon: { block_usb, remount_usb_mode } }))?.effect).to.equal(
      'read_only',
    );
    const off = JSON.parse(recorded('macos/santa-sync/sync-preflight-basic.json'));
    expect(off).to.include({ client_mode: 'MONITOR' }).and.not.have.property('block_usb_mount');
  });
});
