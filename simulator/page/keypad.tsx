const NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound' };

/** Twelve keys. Their letters are ornament, which the style sheet adds. */
export function Keypad({ onKey }: { onKey: (key: string) => void }) {
  return (
    <fieldset class="keypad" aria-label="Keypad">
      {[...'123456789*0#'].map((key) => (
        <button type="button" class="key" key={key} aria-label={NAMES[key] ?? key} onClick={() => onKey(key)}>
          {key}
        </button>
      ))}
    </fieldset>
  );
}
