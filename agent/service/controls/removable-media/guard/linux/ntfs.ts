/** Which stick may need `ntfs-3g`, by what udev read of each part when it came: no superblock is read for this. */
import type { Machine } from '../../../control.ts';

/** True also where udev does not tell of a part: a scan that was given too little would refuse the stick. */
export async function mayHoldNtfs(machine: Pick<Machine, 'run'>, nodes: readonly string[]): Promise<boolean> {
  for (const node of nodes) {
    const asked = ['info', '--query=property', `--name=${node}`];
    const { exit, stdout } = await machine.run('udevadm', asked, { timeoutMs: 5000 });
    const found = exit === 0 ? /^ID_FS_TYPE=(.+)$/m.exec(stdout)?.[1] : undefined;
    const isDivided = exit === 0 && /^ID_PART_TABLE_TYPE=./m.test(stdout);
    if (found === 'ntfs' || (found === undefined && !isDivided)) return true;
  }
  return false;
}
