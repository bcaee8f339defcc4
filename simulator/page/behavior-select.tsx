import { BEHAVIORS } from '../phones/phone.ts';

/** In words; a mode without any is called by its name. */
const WORDS: Readonly<Record<string, string>> = {
  manual: 'waits for you',
  answer: 'answers by itself',
  'press-pound': 'answers and presses #',
  switchboard: 'is behind a switchboard',
  voicemail: 'goes to voicemail',
  busy: 'is busy',
  'no-answer': 'is not answered',
  unreachable: 'is switched off',
  'reply-code': 'replies with the code',
  undelivered: 'loses texts',
};

/** What the phone does by itself. */
export function BehaviorSelect({ value, onChoice }: { value: string; onChoice: (mode: string) => void }) {
  return (
    <label class="behavior">
      This phone
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
        {BEHAVIORS.map((mode) => (
          <option key={mode} value={mode}>
            {WORDS[mode] ?? mode}
          </option>
        ))}
      </select>
    </label>
  );
}
