/** Windows and macOS, on output composed from their documentation: not proved on a machine. */
import { expect } from 'chai';
import { policy as policySchema } from '../../../../../shared/controls/removable-media/policy.ts';
import { ended, type Script, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { betweenMedia, windowsScript } from '../windows/windows-script.ts';
import { MacHands } from './macos/hands.ts';
import type { Stick } from './stick.ts';
import { WindowsHands } from './windows/hands.ts';
import { admitScript, instanceId } from './windows/scripts.ts';

const id = 'USB\\VID_0781&PID_5581\\4C530001';
const stick: Stick = {
  insertion: `1/${id}`,
  place: id,
  vendorId: '0781',
  productId: '5581',
  serial: '4C530001',
  kind: 'storage',
  alsoInput: false,
  admitted: true,
  sizeBytes: null,
  unlocked: false,
};
const never = new AbortController().signal;
const limits = { withinMs: 1000, maxFiles: 10, maxBytes: 10 };

const told = (answer: object) =>
  scriptedMachine({
    commands: { powershell: ended(JSON.stringify({ language: 'FullLanguage', answer })) },
  });

describe('Windows’ hands', () => {
  const scanOf = (answer: object) => new WindowsHands(told(answer)).scan(stick, limits, () => {}, never);
  const answered = {
    exit: 0,
    found: [],
    failed: 0,
    volumes: 1,
    engine: '1.1.2',
    signaturesAt: '2026-11-20T10:00:00Z',
  };

  it('take Defender’s word: nothing found, found, or neither', async () => {
    expect(await scanOf(answered)).to.include({ verdict: 'clean', engine: 'Defender 1.1.2' });
    const found = await scanOf({ ...answered, exit: 2, found: ['Virus:DOS/EICAR_Test_File'] });
    expect(found).to.deep.include({ verdict: 'infected', detections: ['Virus:DOS/EICAR_Test_File'] });
    expect(await scanOf({ ...answered, exit: 2, failed: 1 })).to.include({ verdict: 'incomplete' });
    expect(await scanOf({ ...answered, exit: 2 })).to.include({ verdict: 'incomplete' });
    expect(await scanOf({ ...answered, volumes: 0 })).to.include({
      verdict: 'incomplete',
      reason: 'no_file_system',
    });
  });

  it('never call a scan clean that PowerShell did not answer, or answered in another shape', async () => {
    for (const output of [
      '',
      '{',
      '{"language":"ConstrainedLanguage","error":"0x1"}',
      '{"language":"FullLanguage","answer":{}}',
    ]) {
      const machine = scriptedMachine({ commands: { powershell: ended(output) } });
      const result = await new WindowsHands(machine).scan(stick, limits, () => {}, never);
      expect(result.verdict, output).to.equal('incomplete');
    }
  });

  it('call a stick shut only when Windows shows that it may not run', async () => {
    const close = (answer: object) => new WindowsHands(told(answer)).close(stick);
    expect(await close({ removed: 0, problem: 22, here: true })).to.equal('closed');
    expect(await close({ removed: 0, problem: 0, here: true })).to.equal('failed');
    expect(await close({ removed: 3010, problem: 0, here: true })).to.equal('busy');
    expect(await close({ removed: 0, problem: null, here: false })).to.equal('gone');
    expect(await close({})).to.equal('failed');
  });

  it('tell what lies in a reader from what lay there before, from the moment it is let in', async () => {
    const row = (medium: string) => ({
      ...{ parent: id, readOnly: false, system: false, open: 0, locks: [], volumes: 1, medium },
    });
    const look = (disks: object[]) => ({
      ...{ keys: {}, edition: 'Education', build: 22631, revision: 1, startedAt: '2026-11-20T07:00:00Z' },
      controllers: { rows: [{ status: 'OK' }] },
      nodes: { rows: [{ id, class: 'USB', problem: 0, compatible: ['USB\\Class_08'] }] },
      disks: { rows: disks },
      ...{ encryption: { rows: [] }, adapters: { rows: [] } },
    });
    let answer: object = { partitions: 1, medium: '1234  1000' };
    const machine = scriptedMachine({
      commands: { powershell: () => ended(JSON.stringify({ language: 'FullLanguage', answer })) },
    });
    const hands = new WindowsHands(machine);
    expect(hands.refuses(), 'before the first look').to.equal(null);
    await hands.admit(stick);
    const first = hands.medium(stick);
    for (const [disks, same] of [
      [[row('1234  1000')], true],
      [[], true],
      [[row('5678  2000')], false],
    ] as const) {
      answer = look([...disks]);
      await hands.present();
      expect(hands.medium(stick) === first).to.equal(same);
    }
    expect(hands.refuses()).to.equal(false);
    answer = look([{ ...row('1234  1000'), system: true }]);
    expect(await hands.present(), 'what the computer runs from').to.deep.equal([]);
    expect(hands.refuses()).to.equal(true);
    // A reader with two slots: all that lies in it, as both scripts put it together.
    answer = { partitions: 2, medium: '1234  1000 +   0' };
    await hands.admit(stick);
    const both = hands.medium(stick);
    for (const second of ['  0', '5678  2000']) {
      answer = look([row('1234  1000'), row(second)]);
      await hands.present();
      expect(hands.medium(stick) === both).to.equal(second === '  0');
    }
    expect(admitScript(id)).to.contain(`-join '${betweenMedia}'`);
    for (const asked of [admitScript(id), windowsScript])
      expect(asked).to.contain('Sort-Object -Property Number');
  });

  it('say which permission Windows cannot give, and why', async () => {
    const look = (edition: string) => ({
      ...{ keys: {}, edition, build: 22631, revision: 1, startedAt: '2026-11-20T07:00:00Z' },
      ...{ controllers: { rows: [] }, nodes: { rows: [] }, disks: { rows: [] } },
      ...{ encryption: { rows: [] }, adapters: { rows: [] } },
    });
    const cannot = async (edition: string, rule: string, access: 'read_only' | 'read_write') => {
      const answer = JSON.stringify({ language: 'FullLanguage', answer: look(edition) });
      const hands = new WindowsHands(scriptedMachine({ commands: { powershell: () => ended(answer) } }));
      await hands.present();
      return hands.cannotGrant(policySchema.parse({ mode: 'enforce', rule }), access);
    };
    expect(await cannot('Education', 'block', 'read_write')).to.equal(null);
    expect(await cannot('Core', 'block', 'read_only')).to.match(/only block all portable media at once/);
    expect(await cannot('Education', 'read_only', 'read_write')).to.match(/no exception for one/);
    expect(await cannot('Education', 'read_only', 'read_only')).to.equal(null);
    expect(await cannot('Education', 'encrypted_only', 'read_write')).to.match(/BitLocker/);
  });

  it('put no id into a script that could end its string', async () => {
    expect(instanceId.test(id)).to.equal(true);
    for (const bad of [
      `${id}'; calc; '`,
      'USB\\VID_0781&PID_5581\\a\nb',
      'USB\\VID_0781&PID_5581\\$(x)',
      'PCI\\VEN_1',
    ])
      expect(instanceId.test(bad), bad).to.equal(false);
    const hands = new WindowsHands(told({ partitions: 1 }));
    const refused = await hands.admit({ ...stick, place: `${id}'` }).catch((error: Error) => error.message);
    expect(refused).to.match(/cannot be handled/);
  });
});

describe('macOS’ hands', () => {
  const plist = (body: string) => `<?xml version="1.0"?><plist version="1.0">${body}</plist>`;
  const usb = plist(
    `<array><dict><key>_items</key><array><dict><key>vendor_id</key><string>0x0781</string><key>product_id</key><string>0x5581</string><key>serial_num</key><string>4C53</string><key>Media</key><array><dict><key>bsd_name</key><string>disk4</string></dict></array></dict></array></dict></array>`,
  );
  const list = (mounted: string) =>
    plist(
      `<dict><key>AllDisksAndPartitions</key><array><dict><key>DeviceIdentifier</key><string>disk4</string><key>Partitions</key><array><dict><key>DeviceIdentifier</key><string>disk4s1</string><key>MountPoint</key><string>${mounted}</string></dict></array></dict></array></dict>`,
    );
  const mac = (mounted: () => string, ran: string[]) => {
    const commands: Script['commands'] = {
      system_profiler: ended(usb),
      sysctl: ended('BOOT-1\n'),
      stat: ended('501 maria\n'),
      diskutil: args => {
        ran.push(args.join(' '));
        return ended(args[0] === 'list' ? list(mounted()) : '');
      },
    };
    return new MacHands(scriptedMachine({ commands }));
  };

  it('see a stick, and that people can reach it where it is mounted', async () => {
    const [seen] = await mac(() => '/Volumes/X', []).present();
    expect(seen).to.include({ vendorId: '0781', serial: '4C53', place: 'disk4', admitted: true });
    expect((await mac(() => '', []).present())[0]).to.include({ admitted: false });
  });

  it('tell a card from the one before by its size and its marks', async () => {
    let size = 1000;
    const disk = () =>
      `<dict><key>AllDisksAndPartitions</key><array><dict><key>DeviceIdentifier</key><string>disk4</string><key>Size</key><integer>${size}</integer><key>Partitions</key><array><dict><key>DeviceIdentifier</key><string>disk4s1</string><key>VolumeUUID</key><string>A-1</string></dict></array></dict></array></dict>`;
    const commands = {
      system_profiler: ended(usb),
      sysctl: ended('BOOT-1\n'),
      diskutil: () => ended(plist(disk())),
    };
    const hands = new MacHands(scriptedMachine({ commands }));
    const look = async () => hands.medium((await hands.present())[0] ?? stick);
    const first = await look();
    expect(await look())
      .to.equal(first)
      .and.to.contain('A-1');
    size = 2000;
    expect(await look()).to.not.equal(first);
  });

  it('open it read-only by diskutil’s own word, and call it shut only when nothing is mounted', async () => {
    const ran: string[] = [];
    let place = '';
    const hands = mac(() => place, ran);
    const [seen] = await hands.present();
    if (seen === undefined) throw new Error('no stick');
    await hands.open(seen, { access: 'read_only', user: null, withinMs: null });
    expect(ran).to.include('mount readOnly disk4s1');
    place = '/Volumes/X';
    expect(await hands.close(seen, false)).to.equal('busy');
    place = '';
    expect(await hands.close(seen, true)).to.equal('closed');
    expect(ran).to.include('unmountDisk force disk4');
    expect(await hands.sessions()).to.deep.equal([
      { id: 'maria', user: 'maria', account: '501', locked: null, away: false },
    ]);
  });
});
