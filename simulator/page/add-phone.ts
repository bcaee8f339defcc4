import { ask, phonePath } from './ask.ts';
import { byId, say } from './page-element.ts';
import { readTypedNumber } from './phone-number.ts';

const NO_NUMBER = 'Begin with + and the country code, 7 to 15 digits in all, as in +1 415 555 0100.';

/** A phone exists from its first mention: typing its number is enough. */
export function takeNewPhones(onAdded: (number: string) => void): void {
  const field = byId<HTMLInputElement>('new-number');
  const tell = (trouble: string | null) => {
    say('number-trouble', trouble ?? '');
    field.ariaInvalid = String(trouble !== null);
  };
  field.oninput = () => tell(null);
  byId('add-phone').onsubmit = async (event) => {
    event.preventDefault();
    const typed = field.value;
    const number = readTypedNumber(typed);
    const trouble = number ? await ask('GET', phonePath(number)) : NO_NUMBER;
    // Meanwhile something else was typed, and the answer is not about that.
    if (field.value !== typed) return;
    tell(trouble);
    if (trouble !== null || number === null) {
      field.focus();
      return;
    }
    field.value = '';
    onAdded(number);
  };
}
