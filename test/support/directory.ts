/** A real OpenID Connect provider (oidc-provider) for tests, and one that lies: it signs whatever the test says. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { interactionPolicy } from 'oidc-provider';

export const client = { clientId: 'caretaker', clientSecret: 'a secret of forty letters for the tests!' };

/** Who sits at the directory, and what it says of them. */
export type Who = Record<string, unknown> & { sub: string };

export interface TestDirectory {
  issuer: string;
  /** Who signs in there from now on. */
  who: Who;
  /** What Google's own directory says of groups, a page each; a number: how it refuses instead. */
  groups: string[][] | number;
  /** Goes through the directory as a browser does; answers what stands in the address that it sends back to. */
  visit(url: string): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stopping = (server: Server) => () =>
  new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const jwkOf = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey,
    jwk: { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' },
  };
};

export async function aDirectory(redirectUri: string, claimNames: string[] = []): Promise<TestDirectory> {
  const handle = { callback: (_request: IncomingMessage, _response: ServerResponse): void => undefined };
  const server = createServer((request, response) => handle.callback(request, response));
  const issuer = await listening(server);
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const own = [
    'email',
    'email_verified',
    'name',
    'tid',
    'hd',
    'xms_edov',
    'groups',
    'roles',
    'idp',
    ...claimNames,
  ];
  const directory: TestDirectory = {
    ...{ issuer, who: { sub: 'nobody' }, groups: [], stop: stopping(server) },
    visit: url => visit(url, redirectUri),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.clientId, client_secret: client.clientSecret },
        ...{ redirect_uris: [redirectUri], token_endpoint_auth_method: 'client_secret_post' },
      },
      {
        ...{ client_id: 'another', client_secret: client.clientSecret },
        ...{ redirect_uris: [redirectUri], token_endpoint_auth_method: 'client_secret_post' },
      },
    ],
    jwks: { keys: [jwkOf().jwk] } as never,
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub', ...own], email: [], profile: [] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ ...directory.who, sub: directory.who.sub }),
    }),
    async loadExistingGrant({ oidc }) {
      const { client: asking, session } = oidc;
      const grant = new provider.Grant({
        ...(asking && { clientId: asking.clientId }),
        ...(session?.accountId && { accountId: session.accountId }),
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  handle.callback = (request, response) => {
    if (request.url?.startsWith('/v1/groups/-/memberships:searchDirectGroups?'))
      return void groupsPage(provider, directory, request).then(([status, body]) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      );
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const result = { login: { accountId: directory.who.sub }, select_account: {}, consent: {} };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  return directory;
}

/** As the Cloud Identity API answers whoever holds a token that was given here, about themselves alone. */
async function groupsPage(
  provider: Provider,
  { who, groups }: TestDirectory,
  { url = '', headers }: IncomingMessage,
): Promise<[number, object]> {
  const token = await provider.AccessToken.find((headers.authorization ?? '').replace(/^Bearer /, ''));
  if (token?.accountId !== who.sub) return [401, {}];
  const asked = new URL(url, 'http://localhost').searchParams;
  const them = String(who.email).replaceAll("'", "\\'");
  const query = `member_key_id == '${them}' && 'cloudidentity.googleapis.com/groups.discussion_forum' in labels`;
  if (asked.get('query') !== query) return [400, { asked: asked.get('query') }];
  if (typeof groups === 'number') return [groups, {}];
  const at = Number(asked.get('pageToken') ?? 0);
  const memberships = (groups[at] ?? []).map(id => ({
    membership: 'groups/1/memberships/2',
    groupKey: { id },
  }));
  return [200, { memberships, ...(at + 1 < groups.length && { nextPageToken: String(at + 1) }) }];
}

/** Follows redirects with cookies until the console's own address comes; that one is not opened. */
async function visit(url: string, redirectUri: string): Promise<Record<string, string>> {
  const jar = new Map<string, string>();
  for (let hops = 0, next = url; hops < 12; hops++) {
    if (next.startsWith(redirectUri)) return Object.fromEntries(new URL(next).searchParams);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/);
      jar.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`the directory stopped: ${response.status} ${await response.text()}`);
    next = new URL(to, next).href;
  }
  throw new Error('the directory sends round in circles');
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

export interface Lie {
  /** Laid over what a true token would say. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Signs with a key that the directory does not publish. */
  forged?: boolean;
  unsigned?: boolean;
  /** What its token endpoint answers instead. */
  answer?: { status: number; body: string };
}

/** Publishes its keys and its description truly, and puts into its tokens what `lie` says. */
export async function aLyingDirectory(redirectUri: string) {
  const [real, other] = [jwkOf(), jwkOf()];
  const asked = new Map<string, URLSearchParams>();
  const state = { who: { sub: 'nobody' } as Who, lie: {} as Lie, described: {} as Record<string, unknown> };
  const token = (code: string) => {
    const now = Math.floor(Date.now() / 1000);
    const said = {
      ...{
        iss: issuer,
        aud: client.clientId,
        iat: now,
        exp: now + 300,
        nonce: asked.get(code)?.get('nonce'),
      },
      ...{ ...state.who, ...state.lie.claims },
    };
    const header = { alg: 'RS256', kid: real.jwk.kid, ...state.lie.header };
    const text = `${encode(header)}.${encode(said)}`;
    if (state.lie.unsigned) return `${text}.`;
    const { privateKey } = state.lie.forged ? other : real;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const {
    d: _,
    p: __,
    q: ___,
    dp: ____,
    dq: _____,
    qi: ______,
    ...published
  } = real.jwk as Record<string, unknown>;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
        ...{
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
        },
        ...{ id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'], ...state.described },
      });
    if (url.pathname === '/jwks') return json({ keys: [published] });
    let body = '';
    for await (const part of request) body += part;
    const given = new URLSearchParams(body);
    const first = asked.get(given.get('code') ?? '');
    const proved = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url');
    if (proved !== first?.get('code_challenge')) return json({ error: 'invalid_grant' }, 400);
    if (state.lie.answer !== undefined)
      return response
        .writeHead(state.lie.answer.status, { 'content-type': 'application/json' })
        .end(state.lie.answer.body);
    json({ access_token: 'x', token_type: 'Bearer', id_token: token(given.get('code') ?? '') });
  });
  const issuer = await listening(server);
  return Object.assign(state, {
    issuer,
    stop: stopping(server),
    async visit(url: string) {
      const given = new URL(url).searchParams;
      if (given.get('redirect_uri') !== redirectUri) throw new Error('sends back elsewhere');
      const code = randomUUID();
      asked.set(code, given);
      return { code, state: given.get('state') ?? '' } as Record<string, string>;
    },
  });
}
