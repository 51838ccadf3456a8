/**
 * Speaks OpenID Connect with a directory, through openid-client: code flow with PKCE, state and nonce; the issuer is the
 * one that was set up, the signature of the ID token is checked, and what comes is bounded.
 */
import * as oidc from 'openid-client';
import * as z from 'zod';
import { isLoopback } from '../config.ts';
import type { Context } from '../context.ts';
import { objection } from '../deliveries/index.ts';
import { AppError } from '../errors.ts';
import { googleGroups, groupsScope } from './google-groups.ts';
import { type DirectoryRow, groupsOf, returnUrl, secretOf } from './store.ts';

const timeoutSeconds = 10;
/** A directory changes its keys and addresses seldom, and says so by both for a while. */
const keptMs = 3600_000;
const mostBytes = 512 * 1024;
const clockToleranceSeconds = 60;
const mostGroups = 1000;

/** What is kept of a try while the person is away. */
export const attemptSecrets = z.object({ nonce: z.string(), verifier: z.string() });
export type AttemptSecrets = z.infer<typeof attemptSecrets>;

const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform(said => ['true', '1'].includes(String(said)));
const claims = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  name: z.string().max(200).optional(),
  email: z.string().max(200).optional(),
  email_verified: flag.optional(),
  /** Entra: whether the address belongs to a domain that its tenant has proved. */
  xms_edov: flag.optional(),
  tid: z.string().max(100).optional(),
  hd: z.string().max(200).optional(),
});
export type Claims = z.infer<typeof claims>;

/** Undefined where the directory did not tell the list: Entra, because it is too long; Google, because it was not let. */
export function groupsIn(said: Claims, claim: string): string[] | undefined {
  const elsewhere = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(said._claim_names ?? {});
  if (Object.hasOwn(elsewhere, claim)) return undefined;
  const list = z.union([z.string().transform(one => [one]), z.array(z.string().max(300)).max(mostGroups)]);
  const found = list.safeParse(Object.hasOwn(said, claim) ? said[claim] : []);
  return found.success ? found.data : undefined;
}

const unreachable = (label: string, cause: unknown) =>
  new AppError({
    ...{ status: 503, code: 'directory.unreachable', cause },
    detail: `${label} does not answer the console as it should. Sign in with your password, a passkey or a link from the technician, or try again in some minutes.`,
  });

const refusedThere = (label: string, cause: unknown) =>
  new AppError({
    ...{ status: 401, code: 'directory.refused', cause },
    detail: `What came back from ${label} does not hold, so nobody was signed in. Begin again on the sign-in page.`,
  });

const troubles = [
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
];

/** Whether a failure is the network's or the directory's own, not something wrong in what the browser brought. */
function isTrouble(error: unknown): boolean {
  if (error instanceof oidc.ResponseBodyError) return error.error === 'invalid_client' || error.status >= 500;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return [error, cause].some(one => one instanceof TypeError) || troubles.includes(String(code));
}

/** Only addresses outside the school, unless the server's own settings name the host; no answer without an end. */
function guardedFetch({ config }: Pick<Context, 'config'>, issuer: URL): oidc.CustomFetch {
  return async (address, options) => {
    const url = new URL(address);
    const here = isLoopback(issuer.hostname) && url.host === issuer.host;
    const against = here ? undefined : objection(url, config.webhookHosts);
    if (against !== undefined) throw new TypeError(`${url.host}: ${against}`);
    const response = await fetch(url, { ...options, redirect: 'manual' } as RequestInit);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.byteLength;
      if (bytes > mostBytes) throw new TypeError(`${url.host} answers more than ${mostBytes} bytes`);
      parts.push(part);
    }
    const { status, headers } = response;
    const empty = [204, 304].includes(status) || bytes === 0;
    return new Response(empty ? null : Buffer.concat(parts), { status, headers });
  };
}

const asksGoogle = (row: DirectoryRow) => row.kind === 'google' && groupsOf(row).length > 0;

export interface Provider {
  /** Asks for its description. Throws `directory.unreachable` (503). */
  check(row: DirectoryRow): Promise<string>;
  begin(row: DirectoryRow, state: string): Promise<{ url: string; secrets: AttemptSecrets }>;
  /** Throws `directory.refused` (401), `directory.unreachable` (503). */
  finish(
    row: DirectoryRow,
    back: { state: string; code: string; iss?: string | undefined },
    secrets: AttemptSecrets,
  ): Promise<Claims>;
}

/** Remembers for an hour what a directory says of itself; each process for itself. */
export function createProvider(context: Context): Provider {
  const known = new Map<string, { until: number; configuration: oidc.Configuration }>();

  async function configurationOf(row: DirectoryRow, anew = false): Promise<oidc.Configuration> {
    const key = JSON.stringify([row.id, row.issuer, row.client_id, row.client_secret]);
    const there = known.get(key);
    if (!anew && there !== undefined && there.until > Date.now()) return there.configuration;
    const issuer = new URL(row.issuer);
    const plain = issuer.protocol === 'http:' && isLoopback(issuer.hostname);
    const configuration = await oidc
      .discovery(
        issuer,
        row.client_id,
        // Both big ones sign with it; `none` and what is signed with the client's own secret are not taken.
        { id_token_signed_response_alg: 'RS256', [oidc.clockTolerance]: clockToleranceSeconds },
        oidc.ClientSecretPost(secretOf(context, row)),
        {
          timeout: timeoutSeconds,
          [oidc.customFetch]: guardedFetch(context, issuer),
          execute: [oidc.enableNonRepudiationChecks, ...(plain ? [oidc.allowInsecureRequests] : [])],
        },
      )
      .catch((error: unknown) => {
        if (error instanceof AppError) throw error;
        context.log.warn({ err: error, directory: row.id }, 'a directory did not describe itself');
        throw unreachable(row.label, error);
      });
    // The library takes Entra's issuer for any tenant's; here it is one tenant's.
    if (configuration.serverMetadata().issuer !== row.issuer)
      throw unreachable(row.label, new Error(`it calls itself ${configuration.serverMetadata().issuer}`));
    if (known.size > 20) known.clear();
    known.set(key, { until: Date.now() + keptMs, configuration });
    return configuration;
  }

  /** Undefined where Google does not tell them: who was invited comes in without. */
  async function groupsAt(row: DirectoryRow, said: Claims, token: string): Promise<string[] | undefined> {
    if (!asksGoogle(row) || said.email === undefined || said.email_verified !== true) return [];
    const fetchThere = guardedFetch(context, new URL(row.issuer));
    const ask = (url: string, headers: Record<string, string>) => {
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      return fetchThere(url, { method: 'GET', headers, body: undefined, redirect: 'manual', signal });
    };
    return googleGroups(ask, { issuer: row.issuer, token, email: said.email }).catch((error: unknown) => {
      context.log.warn({ err: error, directory: row.id }, 'Google did not tell somebody’s groups');
      return undefined;
    });
  }

  return {
    check: async row => (await configurationOf(row, true)).serverMetadata().issuer,

    async begin(row, state) {
      const configuration = await configurationOf(row);
      const secrets = { nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: returnUrl(context),
        scope: asksGoogle(row) ? `openid email profile ${groupsScope}` : 'openid email profile',
        response_type: 'code',
        code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: 'S256',
        ...{ state, nonce: secrets.nonce },
        // Several people share a school's computers: nobody comes in as whoever sat there before without seeing it.
        prompt: 'select_account',
        ...(row.kind === 'google' && { hd: row.tenant }),
      });
      return { url: url.href, secrets };
    },

    async finish(row, { state, code, iss }, { nonce, verifier }) {
      const configuration = await configurationOf(row);
      const back = new URL(returnUrl(context));
      back.search = new URLSearchParams({ state, code, ...(iss !== undefined && { iss }) }).toString();
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, back, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
          idTokenExpected: true,
        });
        const said = claims.parse(tokens.claims());
        if (said.iss !== row.issuer) throw new Error(`the token is of ${said.iss}`);
        if (row.kind === 'google') said[row.groups_claim] = await groupsAt(row, said, tokens.access_token);
        return said;
      } catch (error) {
        context.log.warn({ err: error, directory: row.id }, 'a sign-in by a directory failed');
        throw isTrouble(error) ? unreachable(row.label, error) : refusedThere(row.label, error);
      }
    },
  };
}
