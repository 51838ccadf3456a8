/** Images of USB sticks, made on the host without mounting anything. Each has one partition, as bought. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type FileSystem = 'vfat' | 'exfat' | 'ext4' | 'ntfs';

/** Name to content. */
export type Content = Record<string, string | Buffer>;

const megabyte = 1024 * 1024;
const start = megabyte;
/** As in a partition table: FAT32, NTFS or exFAT, Linux. */
const types: Record<FileSystem, string> = { vfat: '0c', exfat: '07', ntfs: '07', ext4: '83' };

/** The harmless file that every scanner calls a virus; joined here so that no scanner finds it in this checkout. */
export const eicar = () =>
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-');

let folder: string | undefined;
let count = 0;

function fresh(name: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'caretaker-sticks-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return join(folder, `${++count}-${name}`);
}

/** A file of the host that `plugs.stick` takes. exFAT can be made but not filled here. */
export function stickImage(system: FileSystem, content: Content = {}, megabytes = 40): string {
  const file = fresh(`${system}.img`);
  closeSync(openSync(file, 'w'));
  truncateSync(file, megabytes * megabyte);
  const table = `label: dos\nstart=${start / 512}, type=${types[system]}\n`;
  execFileSync('sfdisk', ['--quiet', file], { input: table });
  makers[system](file, content, megabytes - 1);
  return file;
}

const makers: Record<FileSystem, (file: string, content: Content, megabytes: number) => void> = {
  vfat(file, content) {
    const at = `${file}@@${start}`;
    execFileSync('mformat', ['-i', at, '-F', '-v', 'LAB', '::']);
    for (const [name, text] of Object.entries(content))
      execFileSync('mcopy', ['-i', at, '-', `::${name}`], { input: text });
  },
  ext4(file, content, megabytes) {
    const from = fresh('content');
    mkdirSync(from);
    for (const [name, text] of Object.entries(content)) {
      mkdirSync(dirname(join(from, name)), { recursive: true });
      writeFileSync(join(from, name), text);
    }
    const offset = ['-E', `offset=${start}`];
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-d', from, ...offset, file, `${megabytes}M`]);
  },
  exfat: (file, content) => inPartition(file, content, 'mkfs.exfat', []),
  ntfs: (file, content) => inPartition(file, content, 'mkfs.ntfs', ['--quick', '--force']),
};

/** These programs make a whole file into a file system, so it is made beside the stick and copied into its place. */
function inPartition(file: string, content: Content, program: string, words: string[]): void {
  if (Object.keys(content).length > 0) throw new Error(`${program} makes only empty file systems here`);
  const part = fresh('partition');
  closeSync(openSync(part, 'w'));
  truncateSync(part, 39 * megabyte);
  execFileSync(program, [...words, part], { stdio: 'ignore' });
  execFileSync('dd', [`if=${part}`, `of=${file}`, 'bs=1M', 'seek=1', 'conv=notrunc,sparse', 'status=none']);
}
