/** Sticks whose file systems only the guest can fill: it writes them as an inner disk, before the agent has a say. */
import type { Guest } from './guest.ts';
import { type Content, stickImage } from './sticks.ts';

/** `luks` is vfat in a LUKS 2 container. */
export type Kind = 'exfat' | 'ntfs' | 'luks';

export const passphrase = 'correct-horse';

const fill: Record<Kind, (part: string) => string> = {
  exfat: part => `mount -t exfat ${part} /mnt`,
  ntfs: part => `mount -t ntfs-3g ${part} /mnt`,
  luks: part =>
    `printf ${passphrase} | cryptsetup luksFormat -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 ${part} -
     printf ${passphrase} | cryptsetup open --key-file - ${part} filling
     mkfs.vfat /dev/mapper/filling >/dev/null && mount -t vfat /dev/mapper/filling /mnt`,
};

/** An image of a stick that `plugs.stick` takes. */
export async function filledStick(guest: Guest, kind: Kind, content: Content): Promise<string> {
  const file = stickImage(kind === 'luks' ? 'vfat' : kind);
  const disk = await guest.plugs.disk(file, false);
  const part = await guest.until(`readlink -e /dev/disk/by-id/virtio-${disk.serial}-part1`);
  await guest.must(`set -e; ${fill[kind](part)}`, 60_000);
  for (const [name, text] of Object.entries(content)) await guest.write(`/mnt/${name}`, Buffer.from(text));
  await guest.must(`umount /mnt; ! test -e /dev/mapper/filling || cryptsetup close filling; sync ${part}`);
  await disk.pull();
  return file;
}
