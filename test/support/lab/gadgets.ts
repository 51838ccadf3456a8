/** USB devices of any model and serial, made inside the guest by the kernel's own dummy controller. */
import type { Guest } from './guest.ts';

export interface Gadget {
  /** Four hexadecimal digits. */
  vendor: string;
  product: string;
  serial: string | null;
  maker?: string;
  model?: string;
  /** In this order, all in one device: a stick that is also a keyboard has both. */
  functions: ('storage' | 'keyboard' | 'mouse' | 'network' | 'serial')[];
}

/** A boot keyboard's and a boot mouse's report descriptors, as in the HID specification's appendix. */
const hid = {
  keyboard: {
    protocol: 1,
    length: 8,
    report:
      '05010906a101050719e029e71500250175019508810295017508810395057501050819012905910295017503910395067508150025650507190029658100c0',
  },
  mouse: {
    protocol: 2,
    length: 4,
    report:
      '05010902a1010901a1000509190129031500250195037501810295017505810105010930093115812 57f750895028106c0c0'.replaceAll(
        ' ',
        '',
      ),
  },
} as const;

const names = {
  storage: 'mass_storage',
  keyboard: 'hid',
  mouse: 'hid',
  network: 'ecm',
  serial: 'acm',
} as const;

const folder = '/sys/kernel/config/usb_gadget/lab';

/** Plugs it in. `file` is the guest's own file behind a storage function. One at a time. */
export async function plugGadget(guest: Guest, gadget: Gadget, file = '/var/tmp/gadget.img'): Promise<void> {
  const { vendor, product, serial, maker = 'Lab', model = 'Gadget', functions } = gadget;
  const written = (path: string, value: string) => `printf '%s' '${value}' >${path}`;
  const parts = functions.flatMap((kind, index) => {
    const path = `functions/${names[kind]}.${kind}${index}`;
    return [`mkdir ${path}`, ...settings(kind, path, file), `ln -s ${path} configs/c.1/`];
  });
  await guest.must(
    [
      'set -e',
      'modprobe dummy_hcd; modprobe libcomposite',
      'mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config',
      ...(functions.includes('storage') ? [`[ -e ${file} ] || truncate -s 16M ${file}`] : []),
      `mkdir ${folder}; cd ${folder}`,
      written('idVendor', `0x${vendor}`),
      written('idProduct', `0x${product}`),
      'mkdir strings/0x409 configs/c.1',
      ...(serial === null ? [] : [written('strings/0x409/serialnumber', serial)]),
      written('strings/0x409/manufacturer', maker),
      written('strings/0x409/product', model),
      ...parts,
      'ls /sys/class/udc >UDC',
    ].join('\n'),
  );
}

function settings(kind: Gadget['functions'][number], path: string, file: string): string[] {
  if (kind === 'storage') return [`echo 1 >${path}/lun.0/removable`, `echo ${file} >${path}/lun.0/file`];
  if (kind !== 'keyboard' && kind !== 'mouse') return [];
  const { protocol, length, report } = hid[kind];
  const bytes = report.replaceAll(/../g, byte => `\\x${byte}`);
  return [
    `echo 1 >${path}/subclass; echo ${protocol} >${path}/protocol; echo ${length} >${path}/report_length`,
    `printf '${bytes}' >${path}/report_desc`,
  ];
}

/** Pulls it out. */
export async function pullGadget(guest: Guest): Promise<void> {
  await guest.must(
    [
      `cd ${folder}`,
      "echo '' >UDC || true",
      'rm -f configs/c.1/*.*',
      'rmdir configs/c.1 functions/* strings/0x409',
      `cd /; rmdir ${folder}`,
    ].join('\n'),
  );
}
