/** USBGuard's daemon, spoken to through its own program: what it says as it happens, and one device let in or shut out. */
import type { Machine } from '../../../control.ts';
import { parseRule } from '../../linux/usbguard-rules.ts';

export type Target = 'allow' | 'block' | 'reject';

/** One word of `usbguard watch`. */
export interface Heard {
  /** `changed` comes just before `decided`, when the kernel mostly has it already. */
  kind: 'removed' | 'changed' | 'decided';
  /** The daemon's number of the device. */
  id: string;
  target: Target | null;
  port: string | null;
  vendorId: string | null;
  productId: string | null;
  serial: string | null;
  interfaces: string[];
}

const begins = /^\[device\] (PresenceChanged|PolicyChanged|PolicyApplied): id=(\d+)$/;
const targets: readonly string[] = ['allow', 'block', 'reject'];

/**
 * Reads `usbguard watch` line by line: a head, then fields that begin with a blank. `hear` is called as soon as the
 * device is named, not after the last field: whoever waits for a decision waits no longer than it took.
 */
export class WatchReader {
  readonly #hear: (heard: Heard) => void;
  #head: { word: string; id: string; event: string; target: string } | undefined;

  constructor(hear: (heard: Heard) => void) {
    this.#hear = hear;
  }

  /** True for the first line of a daemon that answers. */
  line(text: string): boolean {
    const head = begins.exec(text.trim());
    if (head !== null) this.#head = { word: head[1] ?? '', id: head[2] ?? '', event: '', target: '' };
    else this.#field(text.trim());
    return text.startsWith('[IPC] Connected');
  }

  #field(text: string): void {
    const head = this.#head;
    if (head === undefined) return;
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=');
    if (name === 'event') head.event = value;
    else if (name === 'target' || name === 'target_new') head.target = value;
    else if (name === 'device_rule') {
      this.#head = undefined;
      this.#tell(head, value);
    }
  }

  #tell(head: { word: string; id: string; event: string; target: string }, rule: string): void {
    const kind = kindOf(head.word, head.event);
    if (kind === null) return;
    const device = parseRule(rule);
    this.#hear({
      kind,
      id: head.id,
      target: targets.includes(head.target) ? (head.target as Target) : null,
      port: device?.port ?? null,
      vendorId: device?.id?.vendorId ?? null,
      productId: device?.id?.productId ?? null,
      serial: device?.serial || null,
      interfaces: [...(device?.interfaces?.types ?? [])],
    });
  }
}

function kindOf(word: string, event: string): Heard['kind'] | null {
  if (word === 'PolicyApplied') return 'decided';
  if (word === 'PolicyChanged') return 'changed';
  return event === 'Remove' ? 'removed' : null;
}

/** The daemon's number for what is plugged in at this port, and what it decided. Null when it does not answer. */
export async function deviceAt(
  machine: Machine,
  port: string,
): Promise<{ id: string; target: string } | 'not_listed' | null> {
  const { exit, stdout } = await machine.run('usbguard', ['list-devices'], { timeoutMs: 10_000 });
  if (exit !== 0) return null;
  const line = stdout.split('\n').find(one => parseRule(one)?.port === port);
  const match = /^(\d+): (allow|block|reject) /.exec(line ?? '');
  return match === null ? 'not_listed' : { id: match[1] ?? '', target: match[2] ?? '' };
}

/** Only this insertion, only until it is taken out or shut again: never a rule. */
export async function decide(machine: Machine, id: string, target: 'allow' | 'block'): Promise<boolean> {
  const { exit } = await machine.run('usbguard', [`${target}-device`, id], { timeoutMs: 10_000 });
  return exit === 0;
}
