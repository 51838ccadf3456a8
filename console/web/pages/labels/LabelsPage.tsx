import {
  Anchor,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  Radio,
  Skeleton,
  Stack,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type LabelLayout,
  labelLayouts,
  labelsOn,
  papers,
  tagsFrom,
} from '../../../../shared/assets/labels.ts';
import { type LabelChoices, labelSheet, mostLabels } from '../../../../shared/protocol/api/labels.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { downloadPdf } from '../../download.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type Thing, Things } from '../loans/Things.tsx';
import { SheetPicture } from './SheetPicture.tsx';
import '../loans/loans.css';

type Kind = 'without' | 'place' | 'assets' | 'new';

/** What to print, on which paper, from which label on. */
export function LabelsPage() {
  const query = useQuery(views.labels());
  return (
    <Page
      title="Labels"
      lead={
        <Anchor component={Link} to="/assets" inherit>
          All assets
        </Anchor>
      }
    >
      <Loaded query={query} what="what there is to print" skeleton={<Skeleton height={300} />}>
        {choices => <Form choices={choices} />}
      </Loaded>
    </Page>
  );
}

function Form({ choices }: { choices: LabelChoices }) {
  const [kind, setKind] = useState<Kind>(choices.without > 0 ? 'without' : 'new');
  const [place, setPlace] = useState(choices.places[0]?.place ?? '');
  const [things, setThings] = useState<Thing[]>([]);
  const [fresh, setFresh] = useState({ ...choices.fresh, count: 16 });
  const [layout, setLayout] = useState<LabelLayout>('L7162');
  const [start, setStart] = useState(1);
  const which = {
    without: { kind },
    place: { kind, place },
    assets: { kind, ids: things.map(thing => thing.assetId) },
    new: { kind, ...fresh },
  }[kind];
  const many = Math.min(mostLabels, countOf(kind, choices, place, things, fresh.count));
  const save = useChange({
    send: () =>
      change('POST', '/labels', { layout, start: layout === 'tape24' ? 1 : start, which }, labelSheet),
    said: ({ labels, pages, name }) => `${plural(labels, 'label')} on ${plural(pages, 'page')}: ${name}`,
    touches: ['labels', 'assets'],
    silent: true,
    done: ({ name, base64 }) => downloadPdf(name, base64),
  });
  const problems = fieldErrors(save.error);
  return (
    <form
      className="loan-form"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Section title="1. What">
        <Radio.Group
          aria-label="What to print"
          value={kind}
          onChange={value => {
            save.reset();
            setKind(value as Kind);
          }}
        >
          <Stack gap="xs">
            <Radio value="without" label={`Everything without a label (${choices.without})`} />
            <Radio value="place" label="Everything in one place" disabled={choices.places.length === 0} />
            <Radio value="assets" label="Things that I choose" />
            <Radio value="new" label="Tags that nothing has yet, to stick on later" />
          </Stack>
        </Radio.Group>
        <Stack mt="md" gap="sm">
          {kind === 'place' ? (
            <NativeSelect
              label="Place"
              maw="22rem"
              data={choices.places.map(one => ({ value: one.place, label: `${one.place} (${one.things})` }))}
              value={place}
              onChange={event => setPlace(event.currentTarget.value)}
            />
          ) : null}
          {kind === 'assets' ? <Things things={things} write={setThings} checks={[]} plain /> : null}
          {kind === 'new' ? <FreshFields fresh={fresh} setFresh={setFresh} problems={problems} /> : null}
        </Stack>
      </Section>
      <Section title="2. On what">
        <Group align="flex-start" gap="lg">
          <Stack gap="sm" maw="24rem">
            <NativeSelect
              label="Paper"
              data={labelLayouts.map(value => ({ value, label: papers[value].words }))}
              value={layout}
              onChange={event => {
                setLayout(event.currentTarget.value as LabelLayout);
                setStart(1);
              }}
            />
            {layout === 'tape24' ? null : (
              <NumberInput
                label="First free label"
                description="For a sheet that is partly used, row by row from the top left"
                min={1}
                max={labelsOn(layout)}
                value={start}
                error={problems.start}
                onChange={value => setStart(Math.min(labelsOn(layout), Math.max(1, Number(value) || 1)))}
              />
            )}
            <p className="quiet">
              Print at 100 %, never “fit to page”. The code holds the tag and nothing else.
            </p>
          </Stack>
          <SheetPicture layout={layout} start={start} count={many} onStart={setStart} />
        </Group>
      </Section>
      <Stack mt="lg" gap="sm">
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={many === 0}>
            {many === 0 ? 'Make the PDF' : `Make a PDF of ${plural(many, 'label')}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function countOf(kind: Kind, choices: LabelChoices, place: string, things: Thing[], fresh: number): number {
  if (kind === 'without') return choices.without;
  if (kind === 'place') return choices.places.find(one => one.place === place)?.things ?? 0;
  return kind === 'assets' ? things.length : fresh;
}

interface Fresh {
  prefix: string;
  first: number;
  digits: number;
  count: number;
}

interface FreshProps {
  fresh: Fresh;
  setFresh(fresh: Fresh): void;
  problems: Record<string, string>;
}

function FreshFields({ fresh, setFresh, problems }: FreshProps) {
  const shown = tagsFrom(fresh.prefix, fresh.first, fresh.digits, fresh.count);
  const number = (label: string, name: 'first' | 'digits' | 'count', most: number) => (
    <NumberInput
      label={label}
      min={name === 'first' ? 0 : 1}
      max={most}
      w={130}
      value={fresh[name]}
      error={problems[`which.${name}`]}
      onChange={value => setFresh({ ...fresh, [name]: Number(value) || (name === 'first' ? 0 : 1) })}
    />
  );
  return (
    <>
      <Group align="flex-start" gap="sm">
        <TextInput
          label="Begins with"
          maxLength={30}
          w={130}
          value={fresh.prefix}
          error={problems['which.prefix']}
          onChange={event => setFresh({ ...fresh, prefix: event.currentTarget.value })}
        />
        {number('First number', 'first', 9_999_999)}
        {number('Digits', 'digits', 8)}
        {number('How many', 'count', mostLabels)}
      </Group>
      <p className="quiet">
        {shown[0]} to {shown.at(-1)}. No other label will get these. Stick one on, scan it, and say what it is
        on.
      </p>
    </>
  );
}
