/** What can be plugged into the machine and pulled out again while it runs: disks, sticks, keyboards, a network cable. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Monitor } from './monitor.ts';

/** Something that is plugged in. */
export interface Plugged {
  /** When QEMU had it in, milliseconds of the host's clock. */
  at: number;
  /** Pulls it out as a person does: without asking. */
  pull(): Promise<void>;
}

export interface Stick {
  /** An image file of the host (`sticks.ts`). */
  file: string;
  /** Null for a stick that has none. */
  serial: string | null;
  /** `uas` is the newer of the two ways in which sticks speak; its driver is another. */
  speaks?: 'bulk' | 'uas';
}

export class Plugs {
  readonly #monitor: Monitor;
  #count = 0;

  constructor(monitor: Monitor) {
    this.#monitor = monitor;
  }

  /** A disk inside the case; its serial is the name that it answers. */
  async disk(file: string, readOnly: boolean): Promise<Plugged & { serial: string }> {
    const node = await this.#image(file, readOnly);
    const plugged = await this.#device({ driver: 'virtio-blk-pci', drive: node, serial: node }, [node]);
    return { ...plugged, serial: node };
  }

  /** QEMU's sticks are all of the model 46f4:0001; only the serial is ours. `gadgets.ts` has other models. */
  async stick({ file, serial, speaks = 'bulk' }: Stick): Promise<Plugged> {
    const node = await this.#image(file, false);
    const named = serial === null ? {} : { serial };
    if (speaks === 'bulk')
      return this.#device({ driver: 'usb-storage', bus: 'xhci.0', drive: node, ...named }, [node]);
    const port = await this.#device({ driver: 'usb-uas', bus: 'xhci.0', ...named }, [node]);
    const id = `plug${this.#count}`;
    const disk = { driver: 'scsi-hd', bus: `${id}.0`, drive: node, id: `${id}-disk` };
    await this.#monitor.command('device_add', disk);
    // Until now there was only the socket: QEMU waits with a hot-plugged one until its disk is in it.
    await this.#monitor.command('qom-set', {
      path: `/machine/peripheral/${id}`,
      property: 'attached',
      value: true,
    });
    return { ...port, at: Date.now() };
  }

  /** A second keyboard, 0627:0001. */
  keyboard(): Promise<Plugged> {
    return this.#device({ driver: 'usb-kbd', bus: 'xhci.0' }, []);
  }

  /** A network card whose only neighbour is the host, at 10.0.2.2. `pulled` is only the cable: the card stays. */
  async networkCard(): Promise<{ pulled(out: boolean): Promise<void> }> {
    await this.#monitor.command('netdev_add', { type: 'user', id: 'cable' });
    await this.#monitor.command('device_add', {
      driver: 'virtio-net-pci',
      netdev: 'cable',
      id: 'card',
      romfile: '',
    });
    return {
      pulled: async out => {
        await this.#monitor.command('set_link', { name: 'card', up: !out });
      },
    };
  }

  async #image(file: string, readOnly: boolean): Promise<string> {
    const node = `image${++this.#count}`;
    await this.#monitor.command('blockdev-add', {
      driver: 'raw',
      'node-name': node,
      'read-only': readOnly,
      file: { driver: 'file', filename: file },
    });
    return node;
  }

  async #device(words: object, nodes: string[]): Promise<Plugged> {
    const id = `plug${++this.#count}`;
    await this.#monitor.command('device_add', { ...words, id });
    const at = Date.now();
    const pull = async () => {
      await this.#monitor.command('device_del', { id });
      // The guest lets go of a disk in its own time, and until then the file cannot be closed.
      for (const node of nodes) await this.#let(() => this.#closed(node));
    };
    return { at, pull };
  }

  async #closed(node: string): Promise<void> {
    await this.#monitor.command('blockdev-del', { 'node-name': node });
  }

  async #let(act: () => Promise<void>): Promise<void> {
    const end = Date.now() + 30_000;
    for (;;) {
      try {
        await act();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(100);
      }
    }
  }
}
