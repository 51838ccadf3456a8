/** Many simulated devices in one process: started over a ramp, changing now and then, counted, stopped together. */
import { join } from 'node:path';
import { SimulatedDevice, type SimulatedOptions } from './device.ts';

export interface FleetOptions {
  devices: number;
  /** Each code serves its share of the devices. */
  console: { url: string; codes: string[] } | undefined;
  /** A folder for identities and outboxes; without it each device lives in memory and ends with the process. */
  data: string | undefined;
  /** Seconds after which a device changes, on average; 0 for never. */
  changeEverySeconds: number;
  rampSeconds: number;
  log: SimulatedOptions['log'];
}

export interface FleetCount {
  started: number;
  /** By state of the link. */
  links: Record<string, number>;
  acknowledged: number;
  waiting: number;
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #devices: SimulatedDevice[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #seed: number;
  #stopped = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    // Kept devices are the same ones next time; others are new machines each time.
    this.#seed = options.data === undefined ? Math.floor(Math.random() * 1e9) : 1;
  }

  /** Resolves when all are started, not when all are connected. */
  async start(): Promise<void> {
    const { devices, rampSeconds } = this.#options;
    const pauseMs = (rampSeconds * 1000) / devices;
    const began = Date.now();
    for (let index = 0; index < devices && !this.#stopped; index++) {
      this.#startOne(index);
      const ahead = began + (index + 1) * pauseMs - Date.now();
      if (ahead > 5) await new Promise(resolve => setTimeout(resolve, ahead));
    }
  }

  count(): FleetCount {
    const links: Record<string, number> = {};
    let acknowledged = 0;
    let waiting = 0;
    for (const { agent, outbox } of this.#devices) {
      const state = agent.view().link?.state ?? 'not enrolled';
      links[state] = (links[state] ?? 0) + 1;
      waiting += outbox.waiting;
      acknowledged += outbox.highestSeq - outbox.waiting;
    }
    return { started: this.#devices.length, links, acknowledged, waiting };
  }

  /** By the console's ids, the devices that it let in only as far as its queue. */
  waiting(): Set<string> {
    return new Set(this.#devices.flatMap(device => device.waitsAs ?? []));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#devices.splice(0).map(device => device.agent.stop()));
  }

  #startOne(index: number): void {
    const { data, log } = this.#options;
    const console = this.#consoleOf(index);
    const folder =
      data === undefined ? undefined : join(data, `device-${String(index + 1).padStart(5, '0')}`);
    const device = new SimulatedDevice({ index, seed: this.#seed + index, folder, console, log });
    this.#devices.push(device);
    device.agent.start();
    this.#changeLater(device);
  }

  #consoleOf(index: number): SimulatedOptions['console'] {
    const { console } = this.#options;
    const code = console?.codes[index % console.codes.length];
    return console === undefined || code === undefined ? undefined : { url: console.url, code };
  }

  #changeLater(device: SimulatedDevice): void {
    const { changeEverySeconds, log } = this.#options;
    if (changeEverySeconds === 0 || this.#stopped) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        device.change().catch(error => log('change failed', { error: String(error) }));
        this.#changeLater(device);
      },
      changeEverySeconds * 1000 * (0.5 + Math.random()),
    );
    this.#timers.add(timer);
  }
}
