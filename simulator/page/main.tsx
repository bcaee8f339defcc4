import { render } from 'preact';
import { showAccount } from './account.ts';
import { takeNewPhones } from './add-phone.ts';
import { drawAttention } from './attention.ts';
import { Handset } from './handset.tsx';
import { listenToSimulator } from './listen-to-simulator.ts';
import { byId, say } from './page-element.ts';
import { seldom } from './seldom.ts';
import { speak } from './speech.ts';
import { emptyState, receive } from './state.ts';
import { connectSwitches } from './switches.ts';
import { connectTools, showFaults } from './tools.ts';
import { WireItem } from './wire-item.tsx';

// What is always there stands in index.html; what comes and goes is drawn here.
const FRAME_MS_MAX = 50;
// A list of 200 requests takes long to draw; a caption must not wait for it.
const WIRE_EVERY_MS = 250;
const CONNECTION = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost, trying again…' };

const state = emptyState();
let due = false;
let addedNumber = '';
const redrawWire = seldom(WIRE_EVERY_MS, () =>
  render(
    state.wire.map((entry) => <WireItem key={entry.id} entry={entry} accountSid={state.account?.accountSid ?? ''} />),
    byId('wire'),
  ),
);

connectSwitches();
connectTools();
takeNewPhones((number) => {
  // It is drawn as soon as its event has come, which is before or after the answer that it exists.
  addedNumber = number;
  redraw();
});

listenToSimulator((message) => {
  receive(state, message);
  if (message.type === 'phone') speak(message.data);
  if (message.type === 'snapshot') showAccount(message.data);
  if (state.faults) showFaults(state.faults);
  drawAttention(state);
  redraw();
});

/** Draws once for whatever came since the last frame; a tab in the background gets no frames, so a timer is there too. */
function redraw(): void {
  if (due) return;
  due = true;
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(limit);
    due = false;
    draw();
  };
  const frame = requestAnimationFrame(now);
  const limit = setTimeout(now, FRAME_MS_MAX);
}

function draw(): void {
  const { phones, silenced, account } = state;
  say('connection', CONNECTION[state.connection]);
  byId('connection').className = state.connection;
  byId('empty').hidden = account === null || phones.length > 0;
  render(
    phones.map((phone) => (
      <Handset
        key={phone.number}
        phone={phone}
        silenced={phone.call !== null && silenced.has(phone.call.sid)}
        onSilence={silence}
      />
    )),
    byId('phones'),
  );
  redrawWire();
  focusAdded();
}

function silence(sid: string): void {
  state.silenced.add(sid);
  drawAttention(state);
  redraw();
}

function focusAdded(): void {
  const place = state.phones.findIndex(({ number }) => number === addedNumber);
  if (place === -1) return;
  (byId('phones').children[place] as HTMLElement).focus();
  addedNumber = '';
}

// With the focus nowhere, keys go to the one phone that rings or is in a call.
document.addEventListener('keydown', (event) => {
  if (event.target !== document.body) return;
  const [phone, ...more] = document.querySelectorAll('[data-call=ringing], [data-call=in-progress]');
  if (more.length === 0) phone?.dispatchEvent(new KeyboardEvent('keydown', event));
});
