/** What the simulator asks of a console, as any program may: enrolment codes, and a yes to its own devices. */
import type * as z from 'zod';
import { problem } from '../../shared/protocol/api/common.ts';
import { groupList } from '../../shared/protocol/api/devices.ts';
import { decided, madeCode, waitingList } from '../../shared/protocol/api/enrolment.ts';

const mostUses = 500;
const pageSize = 200;
const patienceMs = 20_000;

/** Said in one line: the console is not there, or says no. */
class ConsoleRefused extends Error {}

export class ConsoleApi {
  readonly #origin: string;
  readonly #token: string;

  /** `origin` is where browsers go: `http://localhost:8080`. */
  constructor(origin: string, token: string) {
    this.#origin = origin.trim().replace(/\/+$/, '');
    this.#token = token.trim().split(/\s+/).at(-1) ?? '';
  }

  /** Codes in the first group with just as many uses as devices, and the address that devices use. Throws ConsoleRefused. */
  async makeCodes(devices: number): Promise<{ url: string; codes: string[] }> {
    const [group] = (await this.#ask(groupList, 'groups?limit=1')).items;
    if (group === undefined) throw new ConsoleRefused('The console has no group of devices yet: make one.');
    const codes: string[] = [];
    let url = '';
    const needed = Math.ceil(devices / mostUses);
    for (let index = 0; index < needed; index++) {
      // The devices take the codes in turn.
      const uses = Math.ceil((devices - index) / needed);
      const wish = { groupId: group.id, uses, label: 'Simulated devices' };
      const made = await this.#ask(madeCode, 'enrolment-codes', wish);
      codes.push(made.code);
      url = made.url;
    }
    return { url, codes };
  }

  /** Says yes to those of the devices that wait; returns how many. Throws ConsoleRefused. */
  async approve(devices: ReadonlySet<string>): Promise<number> {
    let approved = 0;
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.infer<typeof waitingList> = await this.#ask(
        waitingList,
        `queue?limit=${pageSize}${after}`,
      );
      const approve = page.items.filter(one => devices.has(one.id)).map(({ id }) => ({ id }));
      if (approve.length > 0)
        approved += (await this.#ask(decided, 'queue/decisions', { approve })).approved.length;
      cursor = page.next;
    }
    return approved;
  }

  async #ask<T extends z.ZodType>(answer: T, path: string, body?: unknown): Promise<z.infer<T>> {
    const response = await this.#send(path, body);
    const said: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const why = problem.safeParse(said).data?.detail ?? `it answers ${response.status}`;
      throw new ConsoleRefused(`The console at ${this.#origin} says no: ${why}`);
    }
    const understood = answer.safeParse(said);
    if (understood.success) return understood.data;
    throw new ConsoleRefused(
      `What answers at ${this.#origin} is not a console that this version understands.`,
    );
  }

  async #send(path: string, body: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(patienceMs);
    const asked =
      body === undefined
        ? { headers, signal }
        : { method: 'POST', headers, signal, body: JSON.stringify(body) };
    try {
      return await fetch(`${this.#origin}/api/v1/${path}`, asked);
    } catch (error) {
      const { cause, message } = error as Error;
      const why =
        (cause instanceof Error && (cause.message || (cause as NodeJS.ErrnoException).code)) || message;
      throw new ConsoleRefused(
        `No console answers at ${this.#origin} (${why}). Start it (npm start), or say where it is: --console`,
        { cause: error },
      );
    }
  }
}
