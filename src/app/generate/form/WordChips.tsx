import { useDeferredValue, useState } from 'react';
import {
  WORD_GROUPS,
  withWords,
  wordsOfGroup,
  type WordGroup,
} from '../../lib/prompt/word-groups.ts';
import { useChosen } from '../../state/chosen.ts';
import { samplesOf } from '../samples/samples.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { ChipRow } from './ChipRow.tsx';

const SHOWN = 6;
/** Fewer more are not worth a press. */
const FEWEST_HIDDEN = 3;

/** The words that a model with a closed vocabulary knows for things and places; pressing one adds it to the prompt. */
export function WordChips() {
  const modelUrl = useChosen(({ url }) => url);
  const model = useDeferredValue(useModel());
  if (model.kind === 'failed') return null;
  const isWaiting = model.kind === 'opening';
  if (isWaiting && samplesOf(modelUrl, model) === null) return null;
  return (['things', 'lands'] as const).map((group) => {
    const words = isWaiting
      ? Object.entries(WORD_GROUPS[group])
      : wordsOfGroup(group, model.model.manifest.vocabulary);
    return <WordRow key={group} group={group} words={words} isWaiting={isWaiting} />;
  });
}

function WordRow({
  group,
  words,
  isWaiting,
}: {
  group: WordGroup;
  words: [id: string, words: string][];
  isWaiting: boolean;
}) {
  const [showsAll, setShowsAll] = useState(false);
  if (words.length === 0) return null;
  const { labels, more, fewer, adds } = texts.words;
  const names: Record<string, string> = texts.words[group];
  const isFolded = words.length >= SHOWN + FEWEST_HIDDEN;
  const shown = showsAll || !isFolded ? words : words.slice(0, SHOWN);
  return (
    <ChipRow label={labels[group]} isWaiting={isWaiting}>
      {shown.map(([id, word]) => (
        <Button
          key={id}
          look="chip"
          title={adds(word)}
          onClick={() => replacePrompt(withWords(useForm.getState().prompt, group, word))}
        >
          {names[id] ?? word}
        </Button>
      ))}
      {isFolded && (
        <Button
          look="chip"
          aria-expanded={showsAll}
          aria-label={showsAll ? fewer(labels[group]) : more(labels[group])}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? texts.words.less : texts.words.rest(words.length - SHOWN)}
        </Button>
      )}
    </ChipRow>
  );
}
