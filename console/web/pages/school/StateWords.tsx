import { Button, TextInput } from '@mantine/core';
import { longestStateWord, standardWords, stateMeanings } from '../../../../shared/assets/state-words.ts';
import { type AssetState, assetStates } from '../../../../shared/assets/states.ts';
import { session } from '../../../../shared/protocol/api/accounts.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useStateWords } from '../../state-words.ts';

type Own = Record<AssetState, string>;

/** The school's own word beside the standard one; an empty field is the standard word. */
export function StateWords() {
  const words = useStateWords();
  const own = (state: AssetState) => (words[state] === standardWords[state] ? '' : words[state]);
  const before = Object.fromEntries(assetStates.map(state => [state, own(state)])) as Own;
  const [value, write, forget] = useDraft('state-words', before);
  const save = useChange({
    send: () => change('PATCH', '/school/state-words', value, session.shape.school),
    said: () => 'Saved.',
    undo: () => () => tell('PATCH', '/school/state-words', before),
    touches: ['session', 'asset', 'assets', 'audit'],
    silent: true,
    done: () => sessionStorage.removeItem('caretaker.draft.state-words'),
  });
  const problems = fieldErrors(save.error);
  const changed = JSON.stringify(value) !== JSON.stringify(before);
  return (
    <Section title="Words for the states of assets">
      <p className="quiet">
        What the register, its lists and its papers call each state. What a state means and asks for stays the
        same, and spreadsheets are read with both words.
      </p>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <ul className="plain-list">
          {assetStates.map(state => (
            <li key={state} className="line">
              <span className="line-words">
                <strong>{standardWords[state]}</strong>
                <span className="order-detail">{stateMeanings[state]}</span>
              </span>
              <TextInput
                w={210}
                aria-label={`Own word for “${standardWords[state]}”`}
                placeholder={standardWords[state]}
                maxLength={longestStateWord}
                value={value[state]}
                error={problems[state]}
                onChange={event => write({ [state]: event.currentTarget.value })}
              />
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Back to the standard word “${standardWords[state]}”`}
                disabled={value[state].trim() === ''}
                onClick={() => write({ [state]: '' })}
              >
                Standard word
              </Button>
            </li>
          ))}
        </ul>
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <div className="tool-line">
          <Button type="submit" loading={save.isPending} disabled={!changed}>
            Save the words
          </Button>
          {changed ? (
            <Button variant="default" onClick={forget}>
              Put the words back
            </Button>
          ) : null}
        </div>
      </form>
    </Section>
  );
}
