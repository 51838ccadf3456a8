/** A console and an agent that installers/linux put on one machine, and the console's own word for the device. */
import { setTimeout as sleep } from 'node:timers/promises';
import type * as z from 'zod';
import { controls } from '../../../shared/controls/index.ts';
import { device, deviceList, groupList } from '../../../shared/protocol/api/devices.ts';
import { decided, madeCode, waitingList } from '../../../shared/protocol/api/enrolment.ts';
import type { Guest } from './guest.ts';
import { plugRelease } from './release.ts';

export const consoleUnit = 'caretaker-console.service';
export const agentUnit = 'caretaker-agent.service';

export class Installed {
  readonly #guest: Guest;
  /** The folder that holds the agent's install.sh. */
  readonly agentRelease: string;
  #deviceId = '';

  private constructor(guest: Guest, agentRelease: string) {
    this.#guest = guest;
    this.agentRelease = agentRelease;
  }

  /** Installs the console and plugs the agent's release in. */
  static async console(guest: Guest): Promise<Installed> {
    const release = await plugRelease(guest, 'console');
    const agentRelease = (await plugRelease(guest, 'agent')).folder;
    await guest.must(`NODE_OPTIONS=--jitless ${release.folder}/install.sh console`, 400_000);
    await guest.must(
      'set -o pipefail; NODE_OPTIONS=--jitless caretaker token create --role technician | tail -n 1 >/root/token',
      300_000,
    );
    return new Installed(guest, agentRelease);
  }

  /** Asks the console; with a body it is a POST. */
  async api<T extends z.ZodType>(schema: T, path: string, body?: object): Promise<z.infer<T>> {
    // Small enough that asking takes no time from what is asked about: a Node needs seconds to start here.
    const header = `--header "authorization: Bearer $(cat /root/token)"`;
    const json = `--header 'content-type: application/json' --post-data '${JSON.stringify(body)}'`;
    const words = `${header} ${body === undefined ? '' : json} 'http://localhost:8080/api/v1${path}'`;
    return schema.parse(JSON.parse(await this.#guest.must(`busybox wget -q -O - ${words}`, 120_000)));
  }

  /** Installs the agent with a code: it waits for approval. Answers what the installer said. */
  async installAgent(): Promise<string> {
    const groups = await this.api(groupList, '/groups');
    const asked = { groupId: groups.items[0]?.id, label: 'lab' };
    const made = await this.api(madeCode, '/enrolment-codes', asked);
    return this.#guest.must(
      `NODE_OPTIONS=--jitless ${this.agentRelease}/install.sh agent --url ${made.url} --code ${made.code}`,
      400_000,
    );
  }

  waiting(): Promise<z.infer<typeof waitingList>> {
    return this.api(waitingList, '/queue');
  }

  async devices(): Promise<number> {
    return (await this.api(deviceList, '/devices')).total;
  }

  async approve(): Promise<void> {
    this.#deviceId = (await this.waiting()).items[0]?.id ?? '';
    await this.api(decided, '/queue/decisions', { approve: [{ id: this.#deviceId }] });
  }

  /** The console's own word for the device, once it is in touch and has looked at everything since `after`. */
  async deviceSince(after: number, deadlineMs = 240_000): Promise<z.infer<typeof device>> {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const seen = await this.api(device, `/devices/${this.#deviceId}`).catch((error: Error) => error);
      if (!(seen instanceof Error)) {
        const fresh = seen.findings.filter(one => one.finding.observedAt >= after);
        if (seen.connected && fresh.length >= controls.length) return seen;
      }
      if (Date.now() > end) throw new Error(`not reported since ${after}: ${JSON.stringify(seen)}`);
      // Each question takes from the one processor what is waited for.
      await sleep(6000);
    }
  }
}
