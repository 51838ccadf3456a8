import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import { paperWords } from '../../../../shared/disposals/keep-until.ts';
import { categoryWords, methodOf } from '../../../../shared/disposals/methods.ts';
import type { Batch } from '../../../../shared/protocol/api/disposals.ts';
import { Moment } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { ByHand } from './ByHand.tsx';
import { fileAddress } from './files.ts';
import { CertificateDialog, FreedDialog, PaidDialog, PaperDialog } from './PaperDialogs.tsx';
import { WhyDialog } from './WhyDialog.tsx';

type Certificate = Batch['certificates'][number];

/** Waste papers, certificates, and that licences are free again. */
export function BatchPapers({ data }: { data: Batch }) {
  const [dialog, setDialog] = useState<'paper' | 'certificate' | 'freed' | 'paid'>();
  const waste = data.way === 'collected';
  const waiting = data.items.filter(item => item.freed === null);
  const open = useMay()('disposals.edit') && (data.state === 'gathering' || data.state === 'collected');
  const shut = () => setDialog(undefined);
  return (
    <>
      {waste ? (
        <Section title="Waste papers">
          <Papers data={data} open={open && data.state === 'collected'} />
          {open ? (
            <Button variant="default" mt="xs" onClick={() => setDialog('paper')}>
              Enter a waste paper
            </Button>
          ) : null}
        </Section>
      ) : null}
      {data.way === 'sold' ? (
        <Payment data={data} enter={open ? () => setDialog('paid') : undefined} />
      ) : null}
      {data.state === 'gathering' || !waste ? null : (
        <Section title="Certificates">
          {data.certificates.length === 0 ? (
            <p className="quiet">
              None yet. A certificate counts for the storage whose serial number it names.
            </p>
          ) : null}
          {data.certificates.map(one => (
            <CertificatePart key={one.id} certificate={one} open={open && data.state === 'collected'} />
          ))}
          {open ? (
            <Button variant="default" mt="xs" onClick={() => setDialog('certificate')}>
              Enter a certificate
            </Button>
          ) : null}
        </Section>
      )}
      <Section title="Licences and accounts">
        <Freed data={data} />
        {open && waiting.length > 0 ? (
          <Button variant="default" mt="xs" onClick={() => setDialog('freed')}>
            They are freed
          </Button>
        ) : null}
      </Section>
      {dialog === 'paper' && data.contractor !== null ? (
        <PaperDialog id={data.id} destination={data.contractor} onClose={shut} />
      ) : null}
      {dialog === 'paid' ? <PaidDialog data={data} onClose={shut} /> : null}
      {dialog === 'certificate' ? <CertificateDialog data={data} onClose={shut} /> : null}
      {dialog === 'freed' ? <FreedDialog id={data.id} things={waiting} onClose={shut} /> : null}
    </>
  );
}

function Payment({ data: { paid, price }, enter }: { data: Batch; enter: (() => void) | undefined }) {
  return (
    <Section title="Payment" note={sayMoney(price ?? 0)}>
      {paid === null ? (
        <p className="quiet">Nobody has entered yet that it was paid.</p>
      ) : (
        <p>
          {paid.note}, says {paid.by}, <Moment at={paid.at} />.
        </p>
      )}
      {paid === null && enter !== undefined ? (
        <Button variant="default" mt="xs" onClick={enter}>
          It is paid
        </Button>
      ) : null}
    </Section>
  );
}

/** Thing by thing, with the seats that this freed. */
function Freed({ data: { items } }: { data: Batch }) {
  const done = items.filter(item => item.freed !== null);
  if (done.length === 0) return <p className="quiet">Nobody has said yet that they are freed.</p>;
  return (
    <>
      <p>
        {done.length === items.length
          ? 'Freed for every thing.'
          : `Freed for ${done.length} of ${items.length}.`}
      </p>
      <ul className="plain-list line-list">
        {done.map(({ id, tag, freed }) => (
          <li key={id}>
            <span>
              <strong>{tag}</strong>: says {freed?.by}, <Moment at={freed?.at ?? 0} />
              {freed?.note ? `: ${freed.note}` : ''}
              {freed?.seats.length ? `. Seats freed: ${freed.seats.join(', ')}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Papers({ data, open }: { data: Batch; open: boolean }) {
  if (data.papers.length === 0)
    return (
      <p className="quiet">
        None yet. The contractor classifies the waste and brings the note: most computer equipment needs a
        consignment note, because it counts as hazardous.
      </p>
    );
  return (
    <>
      <table className="device-table list-table record-table">
        <caption className="hidden-words">Waste papers</caption>
        <thead>
          <tr>
            <th scope="col">Paper</th>
            <th scope="col">Dated</th>
            <th scope="col">Codes</th>
            <th scope="col">Taken to</th>
            <th scope="col">Keep until</th>
          </tr>
        </thead>
        <tbody>
          {data.papers.map(paper => (
            <tr key={paper.id}>
              <td>
                {paperWords[paper.kind]} {paper.number}
                {paper.fileId === null ? null : (
                  <>
                    {', '}
                    <Anchor href={fileAddress(paper.fileId)} inherit underline="always">
                      its file
                    </Anchor>
                  </>
                )}
              </td>
              <td data-label="Dated">{sayDay(paper.dated)}</td>
              <td data-label="Codes">
                {paper.codes}
                {paper.hazardous ? ', hazardous' : ''}
                {paper.pops ? ', POPs' : ''}
              </td>
              <td data-label="Taken to" className="long-word">
                {paper.destination}
              </td>
              <td data-label="Keep until">
                {sayDay(paper.keepUntil)} <span className="quiet">({paper.keepWords})</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.papers.map(paper => (
        <OddPaper key={paper.id} paper={paper} open={open} />
      ))}
    </>
  );
}

/** What of a paper does not fit the collection, until somebody accepts it and says why. */
function OddPaper({ paper, open }: { paper: Batch['papers'][number]; open: boolean }) {
  const [dialog, setDialog] = useState(false);
  const { odd, accepted, number } = paper;
  if (odd === null) return null;
  if (accepted !== null)
    return (
      <p className="quiet">
        {number} {odd}. Accepted by {accepted.by}, <Moment at={accepted.at} />: {accepted.why}
      </p>
    );
  return (
    <div className="alarm">
      <Notice tone="caution" title={`${number} does not fit`}>
        It {odd}. Enter the right one beside it, or say why it is right as it is.
      </Notice>
      {open ? (
        <Button size="compact-sm" variant="default" onClick={() => setDialog(true)}>
          Accept it
        </Button>
      ) : null}
      {dialog ? (
        <WhyDialog
          title={`Accept ${number}`}
          verb="Accept it"
          path={`/disposals/papers/${paper.id}/accept`}
          said="Accepted, with your reason."
          after="It cannot be undone."
          onClose={() => setDialog(false)}
        >
          It {odd}. Your name and your reason stand beside it, here and in the pack.
        </WhyDialog>
      ) : null}
    </div>
  );
}

function CertificatePart({ certificate, open }: { certificate: Certificate; open: boolean }) {
  const { issuer, number, dated, file, method, matched, unmatched, weak, whyNot, withdrawn } = certificate;
  const [wrong, setWrong] = useState(false);
  const [aside, setAside] = useState<Certificate['unmatched'][number]>();
  const loose = withdrawn === null ? unmatched.filter(one => one.setAside === null) : [];
  return (
    <article className="storage">
      <h3>
        {number} of {issuer}
      </h3>
      <p>
        {sayDay(dated)}. {methodOf(method).words}, which counts as {categoryWords[methodOf(method).category]}.{' '}
        <Anchor href={fileAddress(file.id)} inherit underline="always">
          {file.name}
        </Anchor>
      </p>
      {withdrawn === null ? null : (
        <Notice tone="caution" title="Withdrawn">
          By {withdrawn.by}, <Moment at={withdrawn.at} />: {withdrawn.why}. It proves nothing any more.
        </Notice>
      )}
      {withdrawn === null && whyNot !== null ? (
        <Notice tone="caution" title="It proves nothing">
          It {whyNot}. Ask for one that counts, or withdraw it if it was entered wrongly.
        </Notice>
      ) : null}
      {weak ? (
        <Notice tone="caution" title="Weak">
          It names no serial number, so it proves nothing about any one disk. Ask for one that does.
        </Notice>
      ) : null}
      {matched.length === 0 ? null : (
        <p className="long-word">Matched: {matched.map(one => one.serial).join(', ')}</p>
      )}
      {matched.map(one => (
        <ByHand key={one.serial} placed={one.placed} what="the certificate" />
      ))}
      {loose.length === 0 ? null : (
        <>
          <p>
            Not matched: these serials belong to no storage of this collection. If one is that of a computer,
            ask for that of its drive.
          </p>
          <ul className="plain-list line-list">
            {loose.map(one => (
              <li key={one.id}>
                <span className="long-word">{one.serial}</span>
                {open ? (
                  <Group gap="xs">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Put aside: ${one.serial}`}
                      onClick={() => setAside(one)}
                    >
                      Put aside
                    </Button>
                  </Group>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      )}
      {unmatched
        .filter(one => one.setAside !== null)
        .map(one => (
          <p key={one.id} className="quiet">
            {one.serial}: put aside, {one.setAside}
          </p>
        ))}
      {open && withdrawn === null ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Withdraw ${number}`}
          onClick={() => setWrong(true)}
        >
          Withdraw it
        </Button>
      ) : null}
      {wrong ? (
        <WhyDialog
          title={`Withdraw ${number} of ${issuer}`}
          verb="Withdraw it"
          path={`/disposals/certificates/${certificate.id}/withdraw`}
          said="Withdrawn, with your reason."
          after="It cannot be undone. The right one is entered beside it."
          onClose={() => setWrong(false)}
        >
          It then proves nothing. It stays here and in the pack with your name and your reason.
        </WhyDialog>
      ) : null}
      {aside === undefined ? null : (
        <WhyDialog
          title={`Put ${aside.serial} aside`}
          verb="Put aside"
          path={`/disposals/lines/${aside.id}/set-aside`}
          said="Put aside, with your reason."
          after="It cannot be undone."
          onClose={() => setAside(undefined)}
        >
          It then proves nothing for this collection.
        </WhyDialog>
      )}
    </article>
  );
}
