import { canNotify, notificationsWanted, wantNotifications } from './attention.ts';
import { byId } from './page-element.ts';
import { soundWanted, wantSound } from './sound.ts';
import { canSpeak, onVoices, speechWanted, wantSpeech } from './speech.ts';

/** What may be heard or shown, each by a switch that is there only if the browser can do it. */
export function connectSwitches(): void {
  connect('sound', () => true, soundWanted, wantSound);
  onVoices(connect('voice', canSpeak, speechWanted, wantSpeech));
  connect('alerts', canNotify, notificationsWanted, wantNotifications);
}

function connect(
  id: string,
  possible: () => boolean,
  isOn: () => boolean,
  want: (on: boolean) => void | Promise<void>,
): () => void {
  const button = byId(id);
  const show = () => {
    button.hidden = !possible();
    button.ariaPressed = String(isOn());
  };
  button.onclick = async () => {
    await want(!isOn());
    show();
  };
  show();
  return show;
}
