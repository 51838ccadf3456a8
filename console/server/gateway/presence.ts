/** The devices connected to this process: the newest connection of each. */
import type { SignedPolicy } from '../../../shared/policy.ts';
import { type ConsoleKind, type FromConsole, frameFromConsole } from '../../../shared/protocol/device.ts';
import type { Presence } from '../context.ts';

/** One end of a proved connection. */
export interface Line {
  deviceId: string;
  schoolId: string;
  /** In a session; false while it waits for approval. */
  isLive(): boolean;
  send(frame: string): void;
  offer(policy: SignedPolicy): void;
  refuse(body: FromConsole['refuse']): void;
  /** Says welcome again, for the group that the device is in now. */
  regroup(): Promise<void>;
  /** Closes without a refusal: a newer connection of the same device took its place. */
  replaced(): void;
}

export class Connections implements Presence {
  readonly #lines = new Map<string, Line>();

  isConnected(deviceId: string): boolean {
    return this.#lines.has(deviceId);
  }

  connectedCount(schoolId: string): number {
    let count = 0;
    for (const line of this.#lines.values()) if (line.schoolId === schoolId && line.isLive()) count += 1;
    return count;
  }

  send<K extends ConsoleKind>(deviceId: string, kind: K, body: FromConsole[K]): boolean {
    const line = this.#lines.get(deviceId);
    line?.send(frameFromConsole(kind, body));
    return line !== undefined;
  }

  offer(deviceId: string, policy: SignedPolicy): boolean {
    const line = this.#lines.get(deviceId);
    line?.offer(policy);
    return line !== undefined;
  }

  refuse(deviceId: string, body: FromConsole['refuse']): void {
    this.#lines.get(deviceId)?.refuse(body);
  }

  async regroup(deviceId: string): Promise<void> {
    await this.#lines.get(deviceId)?.regroup();
  }

  add(line: Line): void {
    const before = this.#lines.get(line.deviceId);
    this.#lines.set(line.deviceId, line);
    if (before !== undefined && before !== line) before.replaced();
  }

  /** Only if it is still the newest one of its device. Answers whether the device is now gone. */
  remove(line: Line): boolean {
    if (this.#lines.get(line.deviceId) !== line) return false;
    return this.#lines.delete(line.deviceId);
  }
}
