/** Collects what the technician was shown beforehand, and tells it to the console in pieces. */
import { arch, cpus, freemem, loadavg, totalmem, uptime } from 'node:os';
import {
  type Diagnostics,
  diagnostics,
  diagnosticsEvent,
  type PartFacts,
  partsOf,
} from '../../../shared/protocol/diagnostics.ts';
import type { OrderOutcome } from '../../../shared/protocol/order.ts';
import type { AgentOptions, AgentView } from '../agent-options.ts';
import { agentName } from '../config.ts';
import type { Machine } from '../controls/control.ts';
import { thisPlatform } from '../controls/registry.ts';
import { KeptLog } from './kept-log.ts';
import { servicesOf } from './services.ts';

export interface CollectorOptions {
  machine: Machine;
  now(): number;
  view(): AgentView;
  /** Whether Caretaker has set anything for a control. */
  holds(control: string): boolean;
  /** Room where its data lies, in bytes; null where it could not be read. */
  space(): { bytes: number; freeBytes: number } | null;
  /** All of them are saved, or none. */
  tell(parts: readonly { name: string; facts: PartFacts }[]): void;
}

export class Collector {
  readonly #options: CollectorOptions;
  readonly #since: number;
  readonly log: KeptLog;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#since = options.now();
    this.log = new KeptLog(options.now);
  }

  /** `id` names the order. */
  async obey(id: string): Promise<OrderOutcome> {
    const text = JSON.stringify(await this.collect());
    this.#options.tell(partsOf(id, text).map(facts => ({ name: diagnosticsEvent, facts })));
    return { outcome: 'done', detail: 'It can be downloaded for 14 days.' };
  }

  /** Exactly what the list says: whatever else is in it is dropped by the schema. */
  async collect(): Promise<Diagnostics> {
    const { machine, now, view, holds, space } = this.#options;
    const seen = view();
    const { link } = seen;
    const room = space();
    const whole = Math.round;
    return diagnostics.parse({
      collectedAt: now(),
      versions: {
        ...{
          agent: agentName,
          node: process.version,
          platform: thisPlatform ?? 'unknown',
          architecture: arch(),
        },
        ...{ computerSince: whole(now() - uptime() * 1000), serviceSince: this.#since },
      },
      resources: {
        ...{ memoryBytes: totalmem(), memoryFreeBytes: freemem(), serviceBytes: process.memoryUsage.rss() },
        ...{
          diskBytes: room?.bytes ?? null,
          diskFreeBytes: room?.freeBytes ?? null,
          processors: cpus().length,
        },
        load: thisPlatform === 'windows' ? null : (loadavg()[0] ?? null),
      },
      console: {
        ...{ state: link?.state ?? null, since: link?.since ?? null, intercepted: link?.intercepted != null },
        clockOffsetMs: link?.clockOffsetMs == null ? null : whole(link.clockOffsetMs),
        ...{
          waiting: seen.waiting,
          policyNumber: seen.policyNumber,
          restraint: seen.restraint?.reason ?? null,
        },
      },
      controls: seen.findings.map(({ control, state, reason, how, observedAt }) => ({
        ...{ control, state, reason, how, observedAt, set: holds(control) },
      })),
      services: await servicesOf(machine, thisPlatform),
      log: this.log.lines,
    });
  }
}

export function collectorOf(options: AgentOptions, view: () => AgentView): Collector {
  const { clock, enforcing, machine, outbox } = options;
  return new Collector({
    ...{ machine, now: clock.now, view },
    holds: control => enforcing?.hands?.holds(control) ?? false,
    space: () => options.space?.() ?? null,
    tell: parts =>
      outbox.transaction(() => {
        for (const { name, facts } of parts) outbox.event(name, facts);
      }),
  });
}

/** The same agent, whose collector keeps the words of its log. */
export const withKeptLog = (options: AgentOptions, { log }: Collector): AgentOptions => ({
  ...options,
  log: (event, facts) => {
    log.add(event);
    options.log(event, facts);
  },
});
