/** A console that knows one device, by what the guest reported, and is asked what a draft would do. */
import { randomUUIDv7 } from 'node:crypto';
import { insertDevice } from '../../../console/server/devices/index.ts';
import { schoolSerialKey } from '../../../console/server/policies/index.ts';
import { Ingest } from '../../../console/server/reports/index.ts';
import type { PolicyDocument } from '../../../shared/policy.ts';
import type { WhatIf } from '../../../shared/protocol/api/policies.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import { type Ask, aConsole, type TestConsole, type TestConsoleOptions } from '../console.ts';

export class AskedConsole {
  readonly #here: TestConsole;
  readonly #technician: Ask;
  readonly #ingest: Ingest;
  readonly #groupId: string;
  readonly #deviceId = randomUUIDv7();
  #upTo = 0;

  private constructor(here: TestConsole, technician: Ask, groupId: string) {
    this.#here = here;
    this.#technician = technician;
    this.#ingest = new Ingest(here.context);
    this.#groupId = groupId;
  }

  static async open(engine?: TestConsoleOptions['engine']): Promise<AskedConsole> {
    const here = await aConsole(engine === undefined ? {} : { engine });
    const technician = await here.as('technician');
    const groups = await technician('GET', '/groups');
    const opened = new AskedConsole(here, technician, groups.body.items[0].id);
    await insertDevice(here.context.db, here.context.now(), {
      ...{ id: opened.#deviceId, schoolId: here.schoolId, groupId: opened.#groupId, codeId: null },
      ...{ name: 'Guest', system: 'Debian', publicKey: randomUUIDv7(), previousDeviceId: null },
      approvedBy: 'a test',
    });
    return opened;
  }

  /** What was recorded of the guest, as it came; what was taken in before is left out. */
  async takeIn(records: readonly DeviceRecord[]): Promise<void> {
    const fresh = records.filter(({ seq }) => seq > this.#upTo).sort((a, b) => a.seq - b.seq);
    const sender = { deviceId: this.#deviceId, schoolId: this.#here.schoolId, clockOffsetMs: 0 };
    const { rejected } = await this.#ingest.submit(sender, fresh);
    if (rejected.length > 0) throw new Error(`the console refuses ${JSON.stringify(rejected)}`);
    this.#upTo = fresh.at(-1)?.seq ?? this.#upTo;
  }

  /** From now on its school's devices hash serial numbers with this. */
  async hashesWith(key: string): Promise<void> {
    const { context, schoolId } = this.#here;
    await schoolSerialKey(context.db, schoolId);
    await context.db.updateTable('policy_rule').set({ serial_key: key }).execute();
  }

  /** What it says of a draft of these settings, by control: its sentences, in order. */
  async saysOf(controls: PolicyDocument['controls']): Promise<Map<string, string[]>> {
    const place = `/policies/places/group.${this.#groupId}`;
    const { body: now } = await this.#technician('GET', place);
    const revision = now.draft?.version.revision ?? 0;
    const draft = await this.#technician('PUT', `${place}/draft`, { revision, settings: { controls } });
    if (draft.status !== 200) throw new Error(`no draft: ${JSON.stringify(draft.body)}`);
    const { body } = await this.#technician('GET', `/policies/versions/${draft.body.id}/what-if`);
    const said = (body as WhatIf).controls;
    return new Map(said.map(one => [one.control, one.consequences.map(({ sentence }) => sentence)]));
  }

  remove(): Promise<void> {
    return this.#here.remove();
  }
}

/** What the sentence with these words names, sorted: "2 programs that … on 1 device: a, b." Nothing where it is not said. */
export function named(sentences: readonly string[] | undefined, words: RegExp): string[] {
  const said = sentences?.find(one => words.test(one));
  return (said?.match(/: (.+)\.$/)?.[1] ?? '')
    .split(', ')
    .filter(one => one !== '')
    .sort();
}
