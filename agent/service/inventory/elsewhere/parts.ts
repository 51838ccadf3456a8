/** Modules, monitors, printers and network adapters of what the probe tells. The library's empty list proves nothing. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { hardwareAddress, meaningful } from '../serials.ts';
import type { Probed } from './probe.ts';

type Told = Pick<Probed, 'modules' | 'displays' | 'printers' | 'adapters'>;
type Parts = Pick<Hardware, 'memoryModules' | 'monitors' | 'printers' | 'networkAdapters'>;

const filled = <T>(list: T[]) => (list.length === 0 ? null : list);
const whole = (value: number | null) => (value && value > 0 ? Math.round(value) : null);

const memoryModules = ({ modules }: Told) =>
  filled(
    modules
      .filter(({ size }) => size !== 0)
      .slice(0, 64)
      .map(module => ({
        slot: meaningful(module.bank),
        sizeBytes: whole(module.size),
        kind: meaningful(module.type),
        speed: whole(module.clockSpeed),
        part: meaningful(module.partNum),
      })),
  );

/** The library gives millimetres. */
function inches(x: number | null, y: number | null): number | null {
  const diagonal = x && y ? Math.hypot(x, y) / 25.4 : 0;
  return diagonal >= 1 && diagonal <= 400 ? Math.round(diagonal * 10) / 10 : null;
}

const monitors = ({ displays }: Told) =>
  filled(
    displays.slice(0, 16).map(one => ({
      maker: meaningful(one.vendor),
      model: meaningful(one.model),
      serial: meaningful(one.serial),
      year: null,
      inches: inches(one.sizeX, one.sizeY),
      builtIn: one.builtin === true,
    })),
  );

/** Windows brings these; nothing comes out of them. */
const noPrinter = /^(microsoft (print to pdf|xps document writer)|fax|onenote|send to onenote)/i;

function printers({ printers: told }: Told): Parts['printers'] {
  if (told === null || told.length === 0) return null;
  const real = told.filter(({ name }) => name !== '' && !noPrinter.test(name));
  return real
    .slice(0, 100)
    .map(({ name, model }) => ({ name: name.slice(0, 200), model: meaningful(model) }));
}

const kinds: Record<string, 'ethernet' | 'wifi'> = { wired: 'ethernet', wireless: 'wifi' };

/** Windows and macOS make addresses up for Wi-Fi where they are asked to; the second bit tells that nobody's hardware has it. */
function ownAddress(told: string): string | null {
  const address = hardwareAddress(told);
  return address !== null && (Number.parseInt(address.slice(0, 2), 16) & 2) === 2 ? null : address;
}

const networkAdapters = ({ adapters }: Told) =>
  filled(
    adapters
      .filter(one => !one.virtual && !one.internal && one.iface !== '')
      .slice(0, 32)
      .map(one => ({
        name: one.iface.slice(0, 200),
        kind: /bluetooth/i.test(one.ifaceName)
          ? ('bluetooth' as const)
          : (kinds[one.type] ?? ('other' as const)),
        model: meaningful(one.ifaceName),
        address: ownAddress(one.mac),
      })),
  );

export function probedParts(told: Told): Parts {
  return {
    memoryModules: memoryModules(told),
    monitors: monitors(told),
    printers: printers(told),
    networkAdapters: networkAdapters(told),
  };
}
