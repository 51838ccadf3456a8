import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { readConfig } from '../config.ts';
import type { Db } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { certificateNames, identityFiles, openIdentity } from './index.ts';

forEachDatabase((_name, open) => {
  describe('the console’s identity', () => {
    let data: string;
    let db: Db;
    const now = Date.UTC(2026, 10, 22);
    const config = () => readConfig({}, { data, url: 'https://caretaker.school.example' });
    const openNow = () => openIdentity(config(), db, now);
    const refusal = () =>
      openNow().then(
        () => 'opened',
        error => (error instanceof AppError ? error.code : String(error)),
      );

    beforeEach(async () => {
      data = mkdtempSync(join(tmpdir(), 'caretaker-identity-'));
      db = await open();
    });
    afterEach(() => rmSync(data, { recursive: true, force: true }));

    it('is made at first start and is the same ever after', async () => {
      const first = await openNow();
      const second = await openNow();
      expect(second.publicKey).to.equal(first.publicKey);
      expect(second.certificate).to.deep.equal(first.certificate);
    });

    it('signs so that the public key verifies, and has the fingerprint that codes carry', async () => {
      const { publicKey, fingerprint, sign } = await openNow();
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
      expect(verify(null, Buffer.from('£5'), key, Buffer.from(sign('£5'), 'base64url'))).to.equal(true);
      const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest();
      expect(Buffer.from(fingerprint).toString('hex')).to.equal(digest.subarray(0, 10).toString('hex'));
    });

    it('has a certificate that names this computer and the address others use, for ten years', async () => {
      const { certificate } = await openNow();
      for (const name of ['localhost', '127.0.0.1', '::1', 'caretaker.school.example'])
        expect(certificateNames(certificate.certPem, name), name).to.equal(true);
      expect(certificateNames(certificate.certPem, 'elsewhere.example')).to.equal(false);
      const read = new X509Certificate(certificate.certPem);
      expect(read.validToDate.getUTCFullYear()).to.equal(2036);
      expect(read.publicKey.asymmetricKeyDetails?.namedCurve).to.equal('prime256v1');
      expect(certificate.hash).to.equal(createHash('sha256').update(read.raw).digest('base64url'));
    });

    it('keeps its files from other users', async function () {
      if (process.getuid === undefined) return this.skip();
      await openNow();
      for (const file of Object.values(identityFiles(data)))
        expect(statSync(file).mode & 0o777).to.equal(0o600);
    });

    it('refuses to start with a damaged key rather than lose every device', async () => {
      await openNow();
      const file = identityFiles(data).signingKey;
      const damaged = readFileSync(file, 'utf8').slice(0, 60);
      writeFileSync(file, damaged);
      expect(await refusal()).to.equal('identity.key_damaged');
      expect(readFileSync(file, 'utf8')).to.equal(damaged);
    });

    it('refuses to start when the key is gone but the database remembers it', async () => {
      await openNow();
      rmSync(identityFiles(data).signingKey);
      expect(await refusal()).to.equal('identity.key_missing');
    });

    it('refuses the key of another console', async () => {
      await openNow();
      const other = mkdtempSync(join(tmpdir(), 'caretaker-identity-'));
      await openIdentity(readConfig({}, { data: other }), await open(), now);
      writeFileSync(identityFiles(data).signingKey, readFileSync(identityFiles(other).signingKey));
      rmSync(other, { recursive: true });
      expect(await refusal()).to.equal('identity.key_differs');
    });

    it('makes a new certificate when only that was removed, and refuses a damaged one', async () => {
      const first = await openNow();
      rmSync(identityFiles(data).certificate);
      expect((await openNow()).certificate.hash).not.to.equal(first.certificate.hash);
      writeFileSync(identityFiles(data).certificate, 'nonsense');
      expect(await refusal()).to.equal('identity.certificate_damaged');
    });
  });
});
