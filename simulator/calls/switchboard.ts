import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { addCaption, callTimer, endCall } from './change-call.ts';

/** An operator between the call and the person: connects whoever dials or says the extension. */
export type Switchboard = {
  readonly extension: string;
  /** Keys heard so far. */
  dialed: string;
};

const WELCOME = 'Welcome. Please dial or say the extension of the person you wish to reach.';
const GOODBYE = 'Nobody was asked for. Goodbye.';
const PATIENCE_MS = 30_000;

/** The switchboard has answered; the person is not on the line until their extension is dialled or said. */
export function greetFromSwitchboard(world: World, call: Call, extension: string): void {
  call.line.switchboard = { extension, dialed: '' };
  addCaption(world, call, 'far-end', WELCOME);
  callTimer(world, call, PATIENCE_MS, () => {
    if (call.line.switchboard === null) return;
    addCaption(world, call, 'far-end', GOODBYE);
    endCall(world, call, 'complete');
  });
}

/** Keys that the application sends into the call. */
export function switchboardHearsKeys(world: World, call: Call, keys: string): void {
  const { switchboard } = call.line;
  if (switchboard === null) return;
  switchboard.dialed += keys.replace(/\D/g, '');
  if (switchboard.dialed.endsWith(switchboard.extension)) connect(world, call, switchboard);
}

/** Words that the application speaks: "4012" as well as "4 0 1 2" or "4, 0, 1, 2", but no longer number around it. */
export function switchboardHearsWords(world: World, call: Call, words: string): void {
  const { switchboard } = call.line;
  if (switchboard === null) return;
  const numbers: readonly string[] = words.replace(/(?<=\d)[\s,.-]+(?=\d)/g, '').match(/\d+/g) ?? [];
  if (numbers.includes(switchboard.extension)) connect(world, call, switchboard);
}

function connect(world: World, call: Call, { extension }: Switchboard): void {
  call.line.switchboard = null;
  addCaption(world, call, 'far-end', `Extension ${extension} picks up.`);
}
