/** Real LUKS volumes, opened by the kernel's own device mapper. */
import { expect } from 'chai';
import type { Finding } from '../../shared/finding.ts';
import { lookAt } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

const partNamed = (seen: Finding, name: string) => seen.evidence.parts.find(part => part.name === name);

/** A cheap key derivation: this is about seeing the volume, not about guessing its passphrase. */
const formatted = (device: string, name: string) => `
  set -e
  printf secret >/run/key
  cryptsetup luksFormat -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 ${device} /run/key
  cryptsetup open --key-file /run/key ${device} ${name}
  mkfs.ext4 -q /dev/mapper/${name}`;

describeLabWithAgent('disk encryption on a real machine', guest => {
  let plain: Finding;
  let mounted: Finding;
  let disk: string;

  const look = () => lookAt(guest(), agentOnce, 'disk-encryption');

  before(async () => {
    plain = await look();
    disk = await guest().plugEmptyDisk(24);
    await guest().must(formatted(disk, 'people'));
    await guest().must('mount /dev/mapper/people /home');
    await guest().must(
      `truncate -s 24M /var/vault; ${formatted('/var/vault', 'vault')}; mount /dev/mapper/vault /srv`,
    );
    mounted = await look();
  });

  it('sees a plain disk as not encrypted, and says which', () => {
    expect(plain).to.include({ state: 'not_met', reason: 'not_encrypted' });
    expect(partNamed(plain, '/')).to.include({ state: 'not_met', reason: 'not_encrypted' });
  });

  it('sees /home on LUKS as encrypted and names its cipher', async () => {
    expect(await guest().must('lsblk -no TYPE "$(findmnt -no SOURCE /home)"')).to.equal('crypt');
    const home = partNamed(mounted, '/home');
    expect(home).to.include({ state: 'met', reason: 'encrypted' });
    expect(home?.facts.method).to.equal('LUKS2 aes-xts-plain64');
  });

  it('does not let one encrypted volume speak for the plain one beside it', () => {
    expect(mounted).to.include({ state: 'not_met', reason: 'not_encrypted' });
    expect(partNamed(mounted, '/')?.state).to.equal('not_met');
  });

  it('does not call a disk encrypted while LUKS writes it anew, and does again when that is over', async () => {
    await guest().must(`cryptsetup reencrypt --init-only --batch-mode --key-file /run/key ${disk}`);
    expect(partNamed(await look(), '/home')).to.include({ state: 'not_met', reason: 'encrypting' });
    await guest().must(
      `cryptsetup reencrypt --resume-only --batch-mode --key-file /run/key ${disk}`,
      120_000,
    );
    expect(partNamed(await look(), '/home')).to.include({ state: 'met', reason: 'encrypted' });
  });

  it('calls a disk suspended whose key lies on the boot partition, where whoever has the disk finds it', async () => {
    const boot = await guest().plugEmptyDisk(16);
    await guest().must(`
      set -e
      mkfs.ext4 -q ${boot}; mount ${boot} /boot; cp /run/key /boot/people.key
      cryptsetup open --test-passphrase --key-file /boot/people.key ${disk}
      echo "people ${disk} /boot/people.key luks" >/etc/crypttab`);
    const home = partNamed(await look(), '/home');
    expect(home).to.include({ state: 'not_met', reason: 'suspended' });
    expect(home?.facts.detail).to.contain('boot partition');
  });

  it('does not call a vault in a file on an open disk safe', () => {
    expect(partNamed(mounted, '/srv')?.state).to.not.equal('met');
  });
});
