/**
 * A client made of the OpenAPI document alone, walking a small school that lives while it walks: each call has to answer
 * its documented success in the documented shape, and what was sent and answered is written down.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios';
import { commandLine, createToken } from '../../../console/server/accounts/index.ts';
import { hear } from '../../../console/server/gateway/events.ts';
import { Ingest } from '../../../console/server/reports/index.ts';
import { roles } from '../../../shared/protocol/api/common.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import type { TestConsole } from '../console.ts';
import type { Example } from './examples.ts';

export interface Operation {
  operationId: string;
  'x-roles'?: string[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

export interface Given {
  /** Of the path and of the query. */
  params?: Record<string, string | number>;
  body?: object;
  /** A role, by a token; or what `signsIn` answered. Whoever may, by a token, unless said otherwise. */
  as?: string;
}

/** What went well, as it was sent and answered. */
export interface Step {
  operation: string;
  body?: unknown;
  answer?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: each step knows what it asked for.
type Answer = any;

export class Walk {
  readonly steps: Step[] = [];
  readonly console: TestConsole;
  /** `post /loans`, in the order of the document. */
  readonly operations = new Map<string, Operation>();
  readonly #fits: (pointer: string) => ValidateFunction | undefined;
  readonly #client: Answer;
  readonly #tokens = new Map<string, Record<string, string>>();
  readonly #ingest: Ingest;
  readonly #meanwhile: Promise<unknown>[] = [];
  #seq = 0;

  private constructor(console_: TestConsole, document: Answer, client: Answer) {
    this.console = console_;
    this.#client = client;
    this.#ingest = new Ingest(console_.context);
    const ajv = new Ajv2020({
      strict: false,
      validateFormats: false,
      validateSchema: false,
      code: { optimize: false },
    });
    ajv.addSchema(document, 'document');
    this.#fits = pointer => ajv.getSchema(`document${encodeURI(pointer)}`);
    for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths))
      for (const [method, operation] of Object.entries(methods))
        this.operations.set(`${method} ${path}`, operation);
  }

  static async begin(console_: TestConsole): Promise<Walk> {
    const { body: document } = await console_.ask('GET', '/openapi.json');
    const client = await new OpenAPIClientAxios({ definition: document as Document }).init();
    client.defaults.baseURL = `${console_.urls.browser}/api/v1`;
    client.defaults.validateStatus = () => true;
    const walk = new Walk(console_, document, client);
    for (const role of roles) {
      const by = commandLine(console_.schoolId);
      const { token } = await createToken(console_.context, by, { label: role, role, days: 1 });
      walk.#tokens.set(role, { authorization: `Bearer ${token}` });
    }
    return walk;
  }

  /** Throws unless the answer is the success that the document names, in its shape. */
  async call(name: string, given: Given = {}): Promise<Answer> {
    const { answer, said } = await this.#ask(name, given);
    const trouble = this.misfit(name, answer.status, answer.data);
    if (trouble !== undefined) throw new Error(`${said}: ${trouble}`);
    const isJson = 'application/json' in (this.operations.get(name)?.responses[answer.status]?.content ?? {});
    this.steps.push({
      operation: name,
      ...(given.body !== undefined && !Buffer.isBuffer(given.body) && { body: given.body }),
      ...(isJson && { answer: answer.data }),
    });
    return answer.data;
  }

  /** The same, while the walk goes on: for what a thread of its own makes. `settled` throws for it. */
  meanwhile(name: string, given: Given = {}): void {
    const called = this.call(name, given);
    called.catch(() => undefined);
    this.#meanwhile.push(called);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#meanwhile);
  }

  /** Why an answer is not what the document says, in words. */
  misfit(name: string, status: number, data: unknown): string | undefined {
    const documented = this.operations.get(name)?.responses[String(status)];
    if (documented === undefined) return 'that status is not in the document';
    if (documented.content?.['application/json'] === undefined) return undefined;
    return this.#trouble(name, `responses/${status}`, data);
  }

  /** Why an example of a request or of an answer is not what the document says, in words. */
  misfitExample(name: string, { request, answer }: Example): string | undefined {
    const success = Object.keys(this.operations.get(name)?.responses ?? {}).find(status =>
      status.startsWith('2'),
    );
    return (
      (request === undefined ? undefined : this.#trouble(name, 'requestBody', request)) ??
      (answer === undefined ? undefined : this.#trouble(name, `responses/${success}`, answer))
    );
  }

  #trouble(name: string, part: string, data: unknown): string | undefined {
    const [method, path = ''] = name.split(' ');
    const place = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
    const shape = this.#fits(`${place}/${part}/content/application~1json/schema`);
    if (shape === undefined) return 'the document has no such schema';
    if (shape(data)) return undefined;
    return (shape.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ');
  }

  /** A person who was invited, and opened the link in a browser. Answers the name to call by. */
  async invites(name: string, role: string): Promise<{ id: string; as: string }> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@greenfield.sch.uk`;
    const { id } = await this.call('post /people', { body: { name, email, role } });
    const { url } = await this.call('post /people/{id}/sign-in-link', { params: { id } });
    await this.signsIn(name, 'post /session/link', { token: tokenOf(url) });
    return { id, as: name };
  }

  /** Signs in by this operation, and keeps the cookie under the name. */
  async signsIn(name: string, operation: string, body: object): Promise<void> {
    const origin = this.console.urls.browser;
    const { answer, said } = await this.#ask(operation, { body, as: name }, { origin });
    const cookie = String(answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    if (answer.status !== 200 && answer.status !== 204) throw new Error(said);
    this.#tokens.set(name, { cookie, origin });
    this.steps.push({ operation, body, ...(answer.data && { answer: answer.data }) });
  }

  /** As if the device had sent them over its link. */
  async tells(deviceId: string, ...records: readonly object[]): Promise<void> {
    const from = { deviceId, schoolId: this.console.schoolId, clockOffsetMs: 0 };
    const at = this.console.context.now();
    const whole = records.map(
      one => ({ id: crypto.randomUUID(), seq: ++this.#seq, at, ...one }) as DeviceRecord,
    );
    const { rejected } = await this.#ingest.submit(from, whole);
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
    await hear(this.console.context, from, whole);
  }

  async #ask(name: string, { params, body, as }: Given, more: Record<string, string> = {}) {
    const operation = this.operations.get(name);
    const call = operation && this.#client[operation.operationId];
    if (operation === undefined || call === undefined) throw new Error(`the document has no ${name}`);
    const who = as ?? operation['x-roles']?.[0];
    const file =
      operation.requestBody !== undefined && 'application/octet-stream' in operation.requestBody.content;
    const answer = await call(params, body, {
      ...(file ? {} : { responseType: 'json' }),
      headers: {
        ...(who !== undefined && this.#tokens.get(who)),
        ...(operation.requestBody && {
          'content-type': file ? 'application/octet-stream' : 'application/json',
        }),
        ...more,
      },
    });
    return { answer, said: `${name} answered ${answer.status} ${JSON.stringify(answer.data).slice(0, 600)}` };
  }
}

export const tokenOf = (url: string): string =>
  new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
