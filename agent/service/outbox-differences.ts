/** Turns what was looked at into records by difference: only what changed since it was last put in the outbox. */
import * as z from 'zod';
import { type Finding, finding as findingSchema } from '../../shared/finding.ts';
import { canonicalJson } from '../../shared/json.ts';
import {
  type Hardware,
  type SectionName,
  type SoftwareItem,
  type System,
  softwareItem,
  softwareKey,
} from '../../shared/protocol/inventory.ts';
import { maxSoftwareItems } from '../../shared/protocol/limits.ts';
import { softwareText, statesText } from '../../shared/protocol/transcript.ts';
import { hashOf } from './identity.ts';
import type { Outbox } from './outbox.ts';

export interface Looked {
  finding: Finding;
  /** What the backend saw, for what-ifs at the console; left out when the probe failed. */
  observation?: unknown;
}

export interface Inventory {
  hardware: Hardware;
  system: System;
  software: SoftwareItem[];
}

/** Bytes of one observation that still fit a frame comfortably. */
const maxObservation = 64 * 1024;
/** Of one record's list: about what one message carries (console-link/flow.ts). */
const maxPartBytes = 8 * 1024;

const looked = z.object({ finding: findingSchema, observation: z.unknown().optional() });
const softwareList = z.array(softwareItem);

export class Differences {
  readonly #outbox: Outbox;
  /** The last look at each control: what was seen can change while what it means for the policy does not. */
  readonly #seen = new Map<string, Looked>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Saves those findings that differ, but for their ages, from the last reported. Answers their keys. */
  report(seen: readonly Looked[]): string[] {
    for (const one of seen) this.#seen.set(one.finding.control, one);
    const reported = new Map(this.findings().map(finding => [finding.control, statesText([finding])]));
    const changed = seen.filter(one => reported.get(one.finding.control) !== statesText([one.finding]));
    this.#saveReport(changed.map(bounded));
    return changed.map(one => one.finding.control);
  }

  /** Saves a report of every control as last seen: for a console that lost its own, or is asked a what-if. */
  reportAll(): void {
    const kept = this.#kept().filter(one => !this.#seen.has(one.finding.control));
    this.#saveReport([...kept, ...[...this.#seen.values()].map(bounded)]);
  }

  findings(): Finding[] {
    return this.#kept().map(one => one.finding);
  }

  /** Saves those sections that differ from the last saved. */
  sections(inventory: Partial<Inventory>): void {
    const { hardware, system, software } = inventory;
    this.#outbox.transaction(() => {
      if (hardware !== undefined) this.#section('hardware', hardware);
      if (system !== undefined) this.#section('system', system);
      if (software !== undefined) this.#software(software);
    });
  }

  /** Saves these sections whole, as a console asks that lost its own. */
  sectionsWhole(names: readonly SectionName[]): void {
    this.#outbox.transaction(() => {
      for (const name of names) {
        const body = this.#outbox.fact(`section.${name}`);
        if (body === undefined) continue;
        this.#outbox.setFact(`hash.${name}`, '');
        const value = JSON.parse(body);
        if (name === 'software') this.#softwareWhole(softwareList.parse(value));
        else this.#section(name, value);
      }
    });
  }

  /** The hashes of `hello`. */
  hashes(): { states: string; sections: Partial<Record<SectionName, string>> } {
    const found = this.#outbox.facts('hash.').map(({ name, value }) => [name.slice('hash.'.length), value]);
    return { states: hashOf(statesText(this.findings())), sections: Object.fromEntries(found) };
  }

  #kept(): Looked[] {
    return this.#outbox.facts('finding.').flatMap(({ value }) => {
      const parsed = looked.safeParse(JSON.parse(value));
      return parsed.success ? [parsed.data] : [];
    });
  }

  #saveReport(findings: Looked[]): void {
    if (findings.length === 0) return;
    this.#outbox.transaction(() => {
      for (const one of findings) {
        this.#outbox.setFact(`finding.${one.finding.control}`, JSON.stringify(one));
      }
      for (const part of packed(findings, JSON.stringify, 20)) {
        this.#outbox.add({ type: 'report', findings: part });
      }
    });
  }

  #section(name: 'hardware' | 'system', body: Hardware | System): void {
    const hash = hashOf(canonicalJson(body));
    if (this.#outbox.fact(`hash.${name}`) === hash) return;
    this.#outbox.setFact(`hash.${name}`, hash);
    this.#outbox.setFact(`section.${name}`, JSON.stringify(body));
    const section = name === 'hardware' ? { name, body: body as Hardware } : { name, body: body as System };
    this.#outbox.add({ type: 'section', hash, section });
  }

  #software(found: SoftwareItem[]): void {
    const list = [...new Map(found.map(item => [softwareKey(item), item])).values()];
    const base = this.#outbox.fact('hash.software');
    const hash = hashOf(softwareText(list));
    if (base === hash) return;
    const before = this.#outbox.fact('section.software');
    if (!base || before === undefined) this.#softwareWhole(list);
    else this.#softwareFrom(softwareList.parse(JSON.parse(before)), base, list);
  }

  #softwareWhole(list: SoftwareItem[]): void {
    this.#softwareFrom([], null, list);
  }

  /** A long list travels as several differences, each on the one before. */
  #softwareFrom(before: SoftwareItem[], base: string | null, list: SoftwareItem[]): void {
    const wanted = new Map(list.map(item => [softwareKey(item), item]));
    const held = new Map(before.map(item => [softwareKey(item), item]));
    const removed = [...held.keys()].filter(key => !wanted.has(key));
    const put = [...wanted.values()].filter(
      item => canonicalJson(held.get(softwareKey(item))) !== canonicalJson(item),
    );
    let on = base;
    const puts = packed(put, JSON.stringify, maxSoftwareItems);
    const removals = packed(removed, JSON.stringify, maxSoftwareItems);
    const steps = Array.from({ length: Math.max(1, puts.length, removals.length) }, (_, i) => ({
      put: puts[i] ?? [],
      removed: removals[i] ?? [],
    }));
    for (const step of steps) {
      for (const key of step.removed) held.delete(key);
      for (const item of step.put) held.set(softwareKey(item), item);
      const hash = hashOf(softwareText([...held.values()]));
      this.#outbox.add({ type: 'software', hash, base: on, ...step });
      on = hash;
    }
    this.#outbox.setFact('hash.software', on ?? '');
    this.#outbox.setFact('section.software', JSON.stringify([...held.values()]));
  }
}

function bounded(one: Looked): Looked {
  const { finding, observation } = one;
  if (observation === undefined || JSON.stringify(observation).length > maxObservation) return { finding };
  return { finding, observation };
}

/** In order, in parts of at most `limit` things and about `maxPartBytes`. */
function packed<T>(things: T[], write: (thing: T) => string, limit: number): T[][] {
  const parts: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const thing of things) {
    const size = write(thing).length + 1;
    const last = parts.at(-1);
    if (last === undefined || bytes + size > maxPartBytes || last.length >= limit) {
      parts.push([thing]);
      bytes = size;
    } else {
      last.push(thing);
      bytes += size;
    }
  }
  return parts;
}
