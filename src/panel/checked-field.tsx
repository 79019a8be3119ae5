import { useId, useState } from "preact/hooks";

/** A line of text that is taken when it makes sense, by Enter or when the person leaves it, and says so when it does not. */
export function CheckedField({
  label,
  value,
  placeholder,
  problem,
  isGood,
  onSet,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  /** What would make sense. */
  readonly problem: string;
  readonly isGood: (text: string) => boolean;
  readonly onSet: (text: string) => void;
}) {
  const id = useId();
  const [text, setText] = useState(value);
  const [isWrong, setIsWrong] = useState(false);
  const take = () => {
    const trimmed = text.trim();
    const good = isGood(trimmed);
    setIsWrong(!good);
    if (good && trimmed !== value) onSet(trimmed);
  };
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        spellcheck={false}
        placeholder={placeholder}
        value={text}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-problem` : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setIsWrong(false);
        }}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter") take();
        }}
      />
      {isWrong && (
        <p id={`${id}-problem`} class="problem-text wide" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
