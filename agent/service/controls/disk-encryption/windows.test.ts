/** Rows marked composed are written by hand after what the interface documents; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { diskEncryption } from '../../../../shared/controls/disk-encryption/index.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { parseWindows, type RawVolume, volumeFrom } from './parse-windows.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const aRow = (over: Partial<RawVolume> = {}): RawVolume => ({
  deviceId: '\\\\?\\Volume{1}\\',
  driveLetter: 'C:',
  volumeType: 0,
  conversionResult: 0,
  conversionStatus: 1,
  protectionResult: 0,
  protectionStatus: 1,
  methodResult: 0,
  encryptionMethod: 6,
  protectorsResult: 0,
  recoveryProtectors: 1,
  suspendCount: 0,
  ...over,
});

const answering = (answer: unknown) =>
  observe(
    diskEncryption,
    windows,
    scriptedMachine({
      commands: { powershell: ended(typeof answer === 'string' ? answer : JSON.stringify(answer)) },
    }),
  );

/** `Name=Value` lines as `wmic … /format:list` wrote them, one row to each block. */
function wmicRows(text: string): Record<string, string>[] {
  return text
    .split(/(?:\r?\r?\n){2,}/)
    .map(block =>
      Object.fromEntries([...block.matchAll(/^(\w+)=(.*?)\r*$/gm)].map(([, name, value]) => [name, value])),
    )
    .filter(row => Object.keys(row).length > 0);
}

describe('disk encryption on Windows', () => {
  it('is on only when converted and protected', () => {
    expect(volumeFrom(aRow())).to.deep.include({
      protection: 'on',
      method: 'XTS-AES 128',
      recoveryKey: true,
    });
  });

  it('tells a suspended volume from an open one', () => {
    expect(volumeFrom(aRow({ protectionStatus: 0, suspendCount: 1 })).protection).to.equal('suspended');
    expect(
      volumeFrom(aRow({ conversionStatus: 0, protectionStatus: 0, encryptionMethod: 0 })).protection,
    ).to.equal('off');
  });

  it('tells a volume on its way from one that has arrived', () => {
    const states = [2, 3, 4, 5].map(conversionStatus => volumeFrom(aRow({ conversionStatus })).protection);
    expect(states).to.deep.equal(['encrypting', 'decrypting', 'encrypting', 'decrypting']);
  });

  it('does not judge a locked volume, an unknown method, or a drive’s own encryption', () => {
    expect(volumeFrom(aRow({ protectionStatus: 2 })).protection).to.equal('locked');
    expect(volumeFrom(aRow({ encryptionMethod: 99 })).protection).to.equal('not_understood');
    expect(volumeFrom(aRow({ encryptionMethod: 5 })).protection).to.equal('not_understood');
    expect(volumeFrom(aRow({ conversionResult: 5 })).protection).to.equal('not_understood');
  });

  it('says of a whole answer what became of the volume', async () => {
    const found = async (over: Partial<RawVolume>) => {
      const seen = await answering({ language: 'FullLanguage', answer: { volumes: [aRow(over)] } });
      const asked = diskEncryption.policy.parse({ recoveryKey: true });
      const { state, reason } = judge(diskEncryption, seen, asked, 'caretaker test');
      return `${state} ${reason}`;
    };
    expect(await found({})).to.equal('met encrypted');
    expect(await found({ protectionStatus: 0, suspendCount: 1 })).to.equal('not_met suspended');
    expect(await found({ conversionStatus: 2 })).to.equal('not_met encrypting');
    expect(await found({ conversionStatus: 3 })).to.equal('not_met decrypting');
    expect(await found({ recoveryProtectors: 0 })).to.equal('not_met no_recovery_key');
    for (const over of [{ protectorsResult: 4294967295 }, { protectorsResult: null }])
      expect(await found({ ...over, recoveryProtectors: 0 })).to.equal('unknown recovery_key_not_seen');
    for (const methodResult of [4294967295, null])
      expect(await found({ methodResult })).to.equal('unknown not_understood');
    expect(await found({ protectionStatus: 2 })).to.equal('unknown locked');
    expect(await found({ volumeType: 1, driveLetter: 'D:' })).to.equal('unknown system_volume_not_seen');
  });

  it('says that no recovery key exists only when Windows could count them', () => {
    expect(volumeFrom(aRow({ recoveryProtectors: 0 })).recoveryKey).to.equal(false);
    expect(volumeFrom(aRow({ recoveryProtectors: null, protectorsResult: 5 })).recoveryKey).to.equal(
      'not_seen',
    );
  });

  it('does not know when PowerShell is in ConstrainedLanguage and refused', async () => {
    const seen = await answering({ language: 'ConstrainedLanguage', error: '0x80131501' });
    expect(seen).to.deep.include({ ok: false, reason: 'probe_failed' });
    if (!seen.ok) expect(seen.detail).to.contain('ConstrainedLanguage');
  });

  it('still reads a ConstrainedLanguage machine that did answer', async () => {
    expect((await answering({ language: 'ConstrainedLanguage', answer: { volumes: [aRow()] } })).ok).to.equal(
      true,
    );
  });

  it('tells missing rights from a missing BitLocker, by number and never by sentence', async () => {
    const reasonOf = async (error: string) => {
      const seen = await answering({ language: 'FullLanguage', error });
      return seen.ok ? 'ok' : seen.reason;
    };
    expect(await reasonOf('0x80041003')).to.equal('no_privilege');
    expect(await reasonOf('0x8004100e')).to.equal('unsupported');
    expect(await reasonOf('0x80004005')).to.equal('probe_failed');
  });

  it('takes no volume at all for no answer', async () => {
    expect(await answering({ language: 'FullLanguage', answer: { volumes: [] } })).to.deep.include({
      ok: false,
      reason: 'unrecognised_output',
    });
  });

  it('never asks for a recovery password', () => {
    expect(windowsScript).to.not.match(
      /GetKeyProtectorNumericalPassword|Get-BitLockerVolume|RecoveryPassword/,
    );
  });

  itOnRecorded(
    'reads a recorded volume of Windows 10 as encrypted, and it is that machine’s boot volume',
    () => {
      const [row = {}] = wmicRows(
        recorded('windows/win32-encryptablevolume/win10-c-encrypted-xtsaes128-on.txt'),
      );
      const seen = volumeFrom(
        aRow({
          deviceId: row.DeviceID ?? '',
          driveLetter: row.DriveLetter ?? null,
          volumeType: Number(row.VolumeType),
          conversionStatus: Number(row.ConversionStatus),
          protectionStatus: Number(row.ProtectionStatus),
          encryptionMethod: Number(row.EncryptionMethod),
        }),
      );
      expect(seen).to.deep.include({ name: 'C:', role: 'system', protection: 'on', method: 'AES 256' });
      const boot = wmicRows(recorded('windows/win32-volume/win10-crypt.txt')).find(
        one => one.BootVolume === 'TRUE',
      );
      expect(row.DeviceID).to.equal(boot?.DeviceID);
    },
  );

  itOnRecorded(
    'lives through any cut and any other number of it: on only by these very numbers',
    async () => {
      const text = recorded('windows/win32-encryptablevolume/win10-c-encrypted-xtsaes128-on.txt');
      const numberOf = (value: string | undefined) => (/^\d+$/.test(value ?? '') ? Number(value) : null);
      await onMutations(text, mutated => {
        const [row = {}] = wmicRows(mutated);
        const seen = volumeFrom(
          aRow({
            conversionStatus: numberOf(row.ConversionStatus),
            protectionStatus: numberOf(row.ProtectionStatus),
            encryptionMethod: numberOf(row.EncryptionMethod),
          }),
        );
        const truly =
          row.ConversionStatus === '1' &&
          row.ProtectionStatus === '1' &&
          /^[1-467]$/.test(row.EncryptionMethod ?? '');
        if (!truly) expect(seen.protection).to.not.equal('on');
      });
    },
  );

  it('lives through any cut and any other number of an answer', async () => {
    const open = {
      ...aRow({ protectionStatus: 0, conversionStatus: 0, encryptionMethod: 0, recoveryProtectors: 0 }),
    };
    const judged = async (text: string) =>
      judge(diskEncryption, await answering(text), diskEncryption.policy.parse({}), 'caretaker test').state;
    const text = JSON.stringify({
      language: 'FullLanguage',
      answer: { volumes: [open, aRow({ driveLetter: 'D:', volumeType: 1 })] },
    });
    await onMutations(text, async one => expect(await judged(one)).to.not.equal('met'));
  });

  itOnRecorded('does not read the sentences of manage-bde, in any language', () => {
    for (const name of ['en-data-volume-decrypted.txt', 'en-win11-26100-encrypting-99.txt'])
      expect(() => parseWindows(recorded(`windows/manage-bde-status/${name}`))).to.throw('not the JSON');
  });
});
