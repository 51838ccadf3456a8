import { Anchor, Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import type * as z from 'zod';
import { type AssetRow, asset } from '../../../../shared/protocol/api/assets.ts';
import type { labelTag } from '../../../../shared/protocol/api/labels.ts';
import { change, get } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** What a scanned label opens: its asset, or the question what it is stuck on. */
export function TagPage() {
  const { tag = '' } = useParams();
  const query = useQuery(views.labelTag(tag));
  if (query.data?.assetId) return <Navigate to={`/assets/${query.data.assetId}`} replace />;
  return (
    <Page
      title={query.data?.tag ?? tag}
      lead={
        <Anchor component={Link} to="/assets" inherit>
          All assets
        </Anchor>
      }
    >
      <Loaded query={query} what="this label" skeleton={<Skeleton height={160} />}>
        {label => <Unclaimed label={label} />}
      </Loaded>
    </Page>
  );
}

function Unclaimed({ label }: { label: z.infer<typeof labelTag> }) {
  const mayEdit = useMay()('assets.edit');
  const { tag, printed } = label;
  return (
    <>
      <Empty
        title={printed === null ? 'Nothing in the register has this tag.' : 'This label is on nothing yet.'}
        action={
          mayEdit ? (
            <Button component={Link} to={`/assets/new?tag=${encodeURIComponent(tag)}`}>
              Enter a new thing with it
            </Button>
          ) : undefined
        }
      >
        {printed === null ? (
          'It was not printed here either: it may be another label, such as the maker’s own.'
        ) : (
          <>
            It was printed by {printed.by}, <Ago at={printed.at} />. Whatever you stick it on takes its tag.
          </>
        )}
      </Empty>
      {mayEdit ? <Claim tag={tag} /> : null}
    </>
  );
}

/** Gives the tag to something that is in the register under another one. */
function Claim({ tag }: { tag: string }) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const [chosen, setChosen] = useState<AssetRow | null>(null);
  const goTo = useNavigate();
  const query = useInfiniteQuery({ ...views.assets({ search: asked }), enabled: asked !== '' });
  const found = asked === '' ? [] : (query.data?.pages[0]?.items ?? []).slice(0, 8);
  const save = useChange({
    send: async ({ id }: AssetRow) => {
      const { revision } = await get(`/assets/${id}`, asset);
      return change('PATCH', `/assets/${id}`, { revision, tag }, asset);
    },
    said: () => `It is ${tag} now.`,
    touches: ['assets', 'asset', 'labels'],
    done: ({ id }) => void goTo(`/assets/${id}`, { replace: true }),
  });
  return (
    <Section title="Or put it on something that is in the register">
      <TextInput
        type="search"
        label="Tag, name or serial number"
        maw="24rem"
        maxLength={100}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <ul className="plain-list">
        {found.map(row => (
          <li key={row.id} className="line">
            <span className="line-words">
              <strong>{row.tag}</strong> {row.name ?? row.model ?? ''}{' '}
              <span className="quiet">{row.serial ?? ''}</span>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Put ${tag} on ${row.tag}`}
              onClick={() => setChosen(row)}
            >
              Put it on this
            </Button>
          </li>
        ))}
      </ul>
      {asked !== '' && found.length === 0 && query.data !== undefined ? (
        <p className="quiet">Nothing in the register fits “{asked}”.</p>
      ) : null}
      <Confirm
        after="It can be changed again on its page."
        opened={chosen !== null}
        title={`Put ${tag} on ${chosen?.tag ?? ''}`}
        verb="Change its tag"
        busy={save.isPending}
        onConfirm={() => chosen !== null && save.mutate(chosen)}
        onClose={() => setChosen(null)}
      >
        <Group>
          {chosen?.tag} is called {tag} from then on. Its history stays, and the tag can be changed back on
          its page.
        </Group>
      </Confirm>
    </Section>
  );
}
