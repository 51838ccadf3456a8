/** For tests: USB, its disks and their mounts as Linux shows them, below a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Device (18 bytes) and configuration (9), as composed from the USB 2.0 tables, then one interface for each triple. */
export function descriptors(...triples: string[]): Uint8Array {
  const interfaces = triples.flatMap(triple => {
    const [a = 0, b = 0, c = 0] = triple.split(':').map(text => Number.parseInt(text, 16));
    return [9, 4, 0, 0, 2, a, b, c, 0, 7, 5, 0x81, 2, 0, 2, 0];
  });
  return Uint8Array.from([18, 1, ...Array(16).fill(0xff), 9, 2, ...Array(7).fill(0x80), ...interfaces]);
}

/** A tree below a folder of its own, as sysfs shows it (composed after the recorded four-device tree). */
export class UsbSysfs {
  readonly folder = mkdtempSync(join(tmpdir(), 'caretaker-usb-'));

  constructor() {
    this.write('proc/sys/kernel/random/boot_id', 'boot-1\n');
    this.write('proc/self/mountinfo', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
    mkdirSync(join(this.folder, 'sys/bus/usb/devices'), { recursive: true });
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  device(port: string, triples: string[], attributes: Record<string, string> = {}): void {
    const base = `sys/bus/usb/devices/${port}`;
    const all = {
      idVendor: '0781',
      idProduct: '5567',
      busnum: '1',
      devnum: '5',
      authorized: '0',
      ...attributes,
    };
    for (const [name, value] of Object.entries(all)) this.write(`${base}/${name}`, `${value}\n`);
    this.write(`${base}/descriptors`, descriptors(...triples));
  }

  disk(port: string, name: string): void {
    const folder = join(
      this.folder,
      `sys/bus/usb/devices/${port}/${port}:1.0/host6/target6:0:0/6:0:0:0/block`,
    );
    this.write(`sys/block/${name}/size`, '2048\n');
    this.write(`sys/block/${name}/${name}1/partition`, '1\n');
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(this.folder, 'sys/block', name), join(folder, name));
  }

  get roots() {
    return {
      sys: join(this.folder, 'sys'),
      proc: join(this.folder, 'proc'),
      dev: join(this.folder, 'dev'),
      etc: join(this.folder, 'etc'),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
